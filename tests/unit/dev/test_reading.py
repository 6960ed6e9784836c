import json
from typing import Any
from urllib.parse import urlencode

import pytest

from fleet.dev.outbox import Sent
from fleet.dev.reading import Call, Mail, Post, Text, read

JSON = "application/json"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
ODD = [
    None,
    5,
    "x",
    [5],
    [{}],
    [["x"]],
    {"x": 5},
    [{"type": []}],
    [{"to": 5}],
    [{"to": [5, {"email": 5}]}],
]
NAMES = ("from", "to", "subject", "From", "To", "Body", "personalizations", "content", "blocks")


def sent(body: str, provider: str = "resend", url: str = "", content_type: str = JSON) -> Sent:
    return Sent(
        id="out_000001",
        at="2026-11-28T12:00:00.000Z",
        worker="email",
        provider=provider,
        method="POST",
        url=url or "https://api.example.com/v1",
        headers={"content-type": content_type},
        body=body,
        status=200,
    )


def read_json(body: Any, **where: str) -> Any:
    return read(sent(json.dumps(body), **where))


def read_form(body: dict[str, str], **where: str) -> Any:
    return read(sent(urlencode(body), content_type=FORM, **where))


MAIL = Mail(
    sender="Hearth <hi@example.com>",
    to=("ann@example.com", "bob@example.com"),
    subject="Your offer",
    text="Hello",
    html="<p>Hello</p>",
)


@pytest.mark.parametrize(
    "body",
    [
        {
            "from": "Hearth <hi@example.com>",
            "to": ["ann@example.com", "bob@example.com"],
            "subject": "Your offer",
            "text": "Hello",
            "html": "<p>Hello</p>",
        },
        {
            "From": "Hearth <hi@example.com>",
            "To": "ann@example.com, bob@example.com",
            "Subject": "Your offer",
            "TextBody": "Hello",
            "HtmlBody": "<p>Hello</p>",
        },
        {
            "from": {"email": "hi@example.com", "name": "Hearth"},
            "personalizations": [
                {"to": [{"email": "ann@example.com"}]},
                {"to": [{"email": "bob@example.com"}], "subject": "Your offer"},
            ],
            "content": [
                {"type": "text/plain", "value": "Hello"},
                {"type": "text/html", "value": "<p>Hello</p>"},
            ],
        },
    ],
    ids=["resend", "postmark", "sendgrid"],
)
def test_a_mail_is_the_same_whichever_provider_it_is_shaped_for(body: dict[str, Any]) -> None:
    assert read_json(body) == MAIL


def test_a_mail_may_have_one_part_and_one_receiver() -> None:
    body = {"from": "hi@example.com", "to": "ann@example.com", "subject": "", "text": "Hello"}
    assert read_json(body) == Mail("hi@example.com", ("ann@example.com",), "", "Hello", "")


def test_a_comma_in_a_name_parts_no_address() -> None:
    body = {"From": "hi@example.com", "To": '"Lée, Ann" <ann@example.com>, bob@example.com'}
    assert read_json(body).to == ("Lée, Ann <ann@example.com>", "bob@example.com")


def test_a_text_is_twilios_form() -> None:
    form = {"From": "+12065550100", "To": "+12065550142", "Body": "Are you in?\nAnn"}
    assert read_form(form, provider="twilio") == Text(
        "+12065550100", "+12065550142", "Are you in?\nAnn"
    )
    service = {"MessagingServiceSid": "MG1", "To": "+12065550142", "Body": ""}
    assert read_form(service, provider="twilio") == Text("MG1", "+12065550142", "")


def test_a_slack_message_has_its_channel_text_and_blocks() -> None:
    blocks = [{"type": "divider"}]
    body = {"channel": "#hot-leads", "text": "Hot", "blocks": blocks}
    url = "https://slack.com/api/chat.postMessage"
    wanted = Post("#hot-leads", "chat.postMessage", "Hot", tuple(blocks))
    assert read_json(body, provider="slack", url=url) == wanted
    as_form = {**body, "blocks": json.dumps(blocks)}
    assert read_form(as_form, provider="slack", url=url) == wanted


def test_an_incoming_webhook_names_no_channel() -> None:
    url = "https://hooks.slack.com/services/T0/B0/x"
    assert read_json({"text": "Hi"}, provider="slack", url=url) == Post("", "", "Hi")


@pytest.mark.parametrize("body", ["", "no JSON", "[1]", "null", '{"from": "a"}'])
def test_anything_else_is_a_call(body: str) -> None:
    assert read(sent(body)) == Call()


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_sent_it_is_read_without_an_error(name: str, odd: Any) -> None:
    for others in ("a", [], {}):
        body = {**dict.fromkeys(NAMES, others), name: odd}
        for shape in (NAMES, NAMES[:3], NAMES[3:6], (*NAMES[6:], "from")):
            for provider in ("resend", "slack"):
                assert read_json({key: body[key] for key in shape}, provider=provider).kind
