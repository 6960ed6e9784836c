"""Who a mail is from and to, judged by Python's own email package."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.email import Recipient, address_digest
from mail_outgoing import Mailbox, OutgoingMail, one_click
from mail_sender import PROVIDERS

URL = "https://homes.example/api/unsubscribe?token=" + "a" * 200


def mail(to: Mailbox, **changes: Any) -> OutgoingMail:
    facts: dict[str, Any] = {
        "id": "mail_1",
        "sender": Mailbox("hello@homes.example", "Homes, Inc."),
        "to": to,
        "subject": "Größe der Wohnung 🏠",
        "text": "Hello",
        "html": "<p>Hello",
        "category": "marketing",
        "headers": one_click(URL),
    }
    return OutgoingMail(**(facts | changes))


def sent_and_read(name: str | None, address: str = "ann@example.org") -> Address:
    """A mailbox as it arrives: in raw bytes on the way, read by the email package."""
    raw = f"To: {Mailbox(address, name).text}\r\n\r\n".encode("ascii")
    header = message_from_bytes(raw, policy=policy.SMTP)["To"]
    assert not header.defects
    [found] = header.addresses
    assert isinstance(found, Address)
    return found


@pytest.mark.parametrize(
    "name",
    ["Ann", "Doe, Ann", 'Ann "Annie" Doe', "A\\B", "René", "李小龙", "a@b.example", "=?utf-8?q?x?=",
     "(Ann)", "Ann; Bob", "O'Neil", "Ann <3", "A <b@c.example> D"],
)  # fmt: skip
def test_a_name_arrives_as_it_was_given(name: str) -> None:
    found = sent_and_read(name)
    assert found.addr_spec == "ann@example.org"
    if not name.startswith("=?"):
        assert " ".join(found.display_name.split()) == " ".join(name.split())


def test_no_angle_bracket_of_a_name_is_taken_for_the_address() -> None:
    assert Mailbox("ann@example.org", "A <b@c.example>").text.count("<") == 1


def test_a_long_name_takes_several_encoded_words() -> None:
    name = "Ümit " * 30
    encoded = Mailbox("ann@example.org", name).text.removesuffix(" <ann@example.org>")
    assert max(map(len, encoded.split())) <= 75
    assert str(make_header(decode_header(encoded))) == name


def test_the_address_is_never_encoded() -> None:
    text = Mailbox("ann+x@example.org", "Ann Bürger").text
    assert text.endswith(" <ann+x@example.org>")


@given(st.text(max_size=200))
def test_no_text_makes_another_recipient_or_header(text: str) -> None:
    for value in (text, f"{text} <ann@example.org>", {"email": "ann@example.org", "name": text}):
        try:
            recipient = Recipient.model_validate(value)
        except ValidationError:
            continue
        raw = f"To: {Mailbox(recipient.email, recipient.name).text}\r\n\r\nbody".encode("ascii")
        message = message_from_bytes(raw, policy=policy.SMTP)
        assert message.keys() == ["To"]
        assert [each.addr_spec for each in message["To"].addresses] == [recipient.email]


@pytest.mark.parametrize(
    ("given_as", "address", "name"),
    [
        ("Ann@Example.ORG", "ann@example.org", None),
        ('"Doe, Ann" <ann@example.org>', "ann@example.org", "Doe, Ann"),
        ("Doe, Ann <ann@example.org>", "ann@example.org", "Doe, Ann"),
        ("<ann@example.org>", "ann@example.org", None),
        ({"email": "ann+news@example.org"}, "ann+news@example.org", None),
        ("Ann <ann@bücher.example>", "ann@xn--bcher-kva.example", "Ann"),
    ],
)
def test_a_recipient_is_read_in_each_form(given_as: Any, address: str, name: str | None) -> None:
    recipient = Recipient.model_validate(given_as)
    assert (recipient.email, recipient.name) == (address, name)


@pytest.mark.parametrize(
    "given_as",
    [
        "a@example.org, b@example.org",
        "ann@example.org\r\nBcc: x@example.org",
        "ann@example.org\n",
        "Ann\r\nBcc: x@example.org <ann@example.org>",
        {"email": "ann@example.org", "name": "Ann\nBcc: x@example.org"},
        {"email": "ann@example.org\r"},
        "ännchen@example.org",
        "ann@exa mple.org",
        "ann",
        "",
        None,
        7,
        ["ann@example.org"],
        {"email": "a" * 65 + "@example.org"},
        {"email": "ann@" + "ü" * 64 + ".example"},
    ],
)
def test_what_is_no_recipient_is_refused(given_as: Any) -> None:
    with pytest.raises(ValidationError):
        Recipient.model_validate(given_as)


def test_case_does_not_tell_people_apart_and_a_plus_does() -> None:
    assert address_digest("Ann@Example.org") == address_digest("ann@example.org")
    assert address_digest("ann+x@example.org") != address_digest("ann@example.org")


@pytest.mark.parametrize("name", PROVIDERS)
def test_each_provider_is_given_a_mail_that_can_be_built(name: str) -> None:
    """A provider makes MIME of what it is given; the email package refuses what is unfit."""
    to = Mailbox("ann@example.org", "Doe, Ánn")
    fields = READ[name](PROVIDERS[name].request(mail(to), "https://p.example", "key").body)
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = fields["subject"]
    for header, value in fields["headers"].items():
        message[header] = value
    message.set_content(fields["text"])
    message.add_alternative(fields["html"], subtype="html")
    people = f"From: {fields['from']}\r\nTo: {fields['to']}\r\n".encode("ascii")
    arrived = message_from_bytes(people + message.as_bytes(), policy=policy.SMTP)
    assert arrived["To"].addresses[0].display_name == "Doe, Ánn"
    assert arrived["To"].addresses[0].addr_spec == "ann@example.org"
    assert arrived["From"].addresses[0].display_name == "Homes, Inc."
    assert arrived["Subject"] == "Größe der Wohnung 🏠"
    assert "".join(arrived["List-Unsubscribe"].split()) == f"<{URL}>"
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in arrived.iter_parts()] == ["text/plain", "text/html"]


def _sendgrid(body: dict[str, Any]) -> dict[str, Any]:
    def mailbox(fields: dict[str, str]) -> str:
        return Mailbox(fields["email"], fields.get("name")).text

    text, html = (part["value"] for part in body["content"])
    [to] = body["personalizations"][0]["to"]
    return {**body, "from": mailbox(body["from"]), "to": mailbox(to), "text": text, "html": html}


READ: dict[str, Any] = {
    "resend": lambda body: {**body, "to": body["to"][0]},
    "sendgrid": _sendgrid,
    "postmark": lambda body: {
        "from": body["From"],
        "to": body["To"],
        "subject": body["Subject"],
        "text": body["TextBody"],
        "html": body["HtmlBody"],
        "headers": {each["Name"]: each["Value"] for each in body["Headers"]},
    },
}
