"""What ``fleet dev`` lets providers post is what the worker takes."""

import pytest
from hook_requests import NOW, URL

from fleet.dev.options import OPENING, development_secret
from fleet.dev.providers import Directory
from fleet.dev.providers.signed import SIGNERS
from fleet.dev.providers.signed.base import changed
from hook_event import Event
from hook_providers import PROVIDERS


def posted(name: str, asked: dict[str, object]) -> Event:
    signer = SIGNERS[name]
    provider, secret = PROVIDERS[signer.hook], development_secret(signer.secret)
    url = f"{URL}/hooks/{signer.hook}"
    sent = signer.post(asked, secret, url, NOW)
    headers = {header: sent.headers.get(header, "") for header in provider.reads}
    found = provider.verify(sent.body, headers, url, secret, NOW)
    assert isinstance(found, Event)
    return found


@pytest.mark.parametrize(
    ("name", "asked", "kind"),
    [
        ("stripe", {}, "checkout.session.completed"),
        ("stripe", {"type": "charge.refunded"}, "charge.refunded"),
        ("twilio", {}, "message.received"),
        ("twilio", {"MessageStatus": "failed"}, "message.failed"),
        ("twilio", {"Body": "STOP é 🏠", "MediaUrl": ["b", "a"]}, "message.received"),
        ("resend", {}, "email.delivered"),
        ("resend", {"type": "email.bounced"}, "email.bounced"),
        ("postmark", {}, "Delivery"),
        ("postmark", {"RecordType": "SpamComplaint"}, "SpamComplaint"),
        ("sendgrid", {}, "delivered"),
        ("sendgrid", {"event": "bounce", "status": "5.1.1"}, "bounce"),
        ("slack", {}, "event.app_mention"),
        ("slack", {"event": {"type": "message"}}, "event.message"),
        ("slack", {"command": "/offer"}, "command.offer"),
        ("hubspot", {}, "contact.propertyChange"),
        ("hubspot", {"subscriptionType": "contact.merge"}, "contact.merge"),
        ("followupboss", {}, "peopleUpdated"),
        ("slack", {"type": "block_actions"}, "interaction.block_actions"),
    ],
)
def test_each_is_signed_as_its_provider_signs(
    name: str, asked: dict[str, object], kind: str
) -> None:
    assert posted(name, asked).type == kind


def test_what_is_asked_takes_the_place_of_the_usual_member_by_member() -> None:
    event = posted("stripe", {"data": {"object": {"amount_total": 5, "currency": None}}})
    assert event.payload["data"]["object"]["amount_total"] == 5
    assert event.payload["data"]["object"]["status"] == "complete"
    assert "currency" not in event.payload["data"]["object"]
    assert changed({"a": 1}, {"b": {"c": None}}) == {"a": 1, "b": {"c": None}}


def test_each_time_is_another_event() -> None:
    for name in SIGNERS:
        assert posted(name, {}).id != posted(name, {}).id


def test_they_are_stand_ins_and_each_hook_is_open_locally() -> None:
    from pathlib import Path

    names = {each.name for each in Directory(Path("wrangler/seeds")).stand_ins}
    assert SIGNERS.keys() <= names
    assert {each.secret for each in PROVIDERS.values()} == OPENING
