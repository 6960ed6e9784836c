"""What providers' documented answers mean for a mail."""

import json
from typing import Any

import pytest

from fleet.dev.providers import Exchange
from fleet.dev.providers.postmark import Postmark
from fleet.dev.providers.resend import Resend
from fleet.dev.providers.sendgrid import SendGrid
from mail_outgoing import Mailbox, OutgoingMail
from mail_provider import Accepted, Blocked, ProviderAnswer, Refused, Retry, Wait
from mail_sender import PROVIDERS

STAND_INS = {"resend": Resend, "sendgrid": SendGrid, "postmark": Postmark}
MAIL = OutgoingMail(
    "mail_1",
    Mailbox("hello@homes.example", "Homes, Inc."),
    Mailbox("ann@example.org", "Doe, Ánn"),
    "Hello",
    "Hello",
    "<p>Hello",
    "transactional",
    reply_to=Mailbox("answers@homes.example"),
)


def resend(name: str, message: str = "") -> dict[str, Any]:
    return {"statusCode": 0, "name": name, "message": message}


def sendgrid(message: str, field: str | None) -> dict[str, Any]:
    return {"errors": [{"message": message, "field": field, "help": None}]}


def postmark(code: int, message: str = "") -> dict[str, Any]:
    return {"ErrorCode": code, "Message": message}


@pytest.mark.parametrize(
    ("provider", "status", "body", "kind"),
    [
        ("resend", 200, {"id": "abc"}, Accepted),
        ("resend", 409, resend("invalid_idempotent_request"), Accepted),
        ("resend", 409, resend("concurrent_idempotent_requests"), Retry),
        ("resend", 422, resend("validation_error", "Invalid `to` field."), Refused),
        ("resend", 422, resend("validation_error", "Invalid `from` field."), Retry),
        ("resend", 422, resend("validation_error", "Invalid `reply_to` field."), Retry),
        ("resend", 422, resend("invalid_from_address"), Retry),
        ("resend", 451, resend("security_error"), Refused),
        ("resend", 429, resend("monthly_quota_exceeded"), Wait),
        ("resend", 422, resend("missing_required_field"), Refused),
        ("resend", 400, resend("validation_error", "API key is invalid"), Retry),
        ("resend", 401, resend("missing_api_key"), Retry),
        ("resend", 403, resend("validation_error", "The domain is not verified."), Retry),
        ("resend", 429, resend("rate_limit_exceeded"), Wait),
        ("resend", 429, resend("daily_quota_exceeded"), Wait),
        ("resend", 500, resend("application_error"), Retry),
        ("resend", 200, "not JSON", Retry),
        ("resend", 200, [], Retry),
        ("sendgrid", 202, "", Accepted),
        ("sendgrid", 400, sendgrid("no valid address", "personalizations.0.to"), Refused),
        ("sendgrid", 400, sendgrid("no sender", "from.email"), Retry),
        ("sendgrid", 400, sendgrid("no valid address", "reply_to.email"), Retry),
        ("sendgrid", 401, sendgrid("Maximum credits exceeded", None), Retry),
        ("sendgrid", 403, sendgrid("not a verified Sender Identity", "from"), Retry),
        ("sendgrid", 401, sendgrid("The provided authorization grant is invalid", None), Retry),
        ("sendgrid", 413, "<html>413 Request Entity Too Large</html>", Refused),
        ("sendgrid", 429, sendgrid("too many requests", None), Wait),
        ("sendgrid", 503, "", Retry),
        ("postmark", 200, postmark(0) | {"MessageID": "abc"}, Accepted),
        ("postmark", 422, postmark(406, "marked as inactive"), Blocked),
        ("postmark", 422, postmark(300, "Invalid 'To' address: 'x'."), Refused),
        ("postmark", 422, postmark(300, "Invalid 'From' address: 'x'."), Retry),
        ("postmark", 422, postmark(300, "Invalid 'ReplyTo' address: 'x'."), Retry),
        ("postmark", 422, postmark(405, "Not allowed to send"), Retry),
        ("postmark", 422, postmark(413, "Account may not send"), Retry),
        ("postmark", 403, "<html>403 Forbidden</html>", Retry),
        ("postmark", 422, postmark(400, "Sender signature not found"), Retry),
        ("postmark", 401, postmark(10), Retry),
        ("postmark", 422, postmark(100, "Maintenance"), Retry),
        ("postmark", 429, postmark(429), Wait),
        ("postmark", 500, "", Retry),
    ],
)
def test_an_answer_means(provider: str, status: int, body: Any, kind: type) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    assert isinstance(PROVIDERS[provider].verdict(ProviderAnswer(status, text)), kind)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_wait_is_as_long_as_the_provider_says(provider: str) -> None:
    found = PROVIDERS[provider].verdict(ProviderAnswer(429, "{}", retry_after=7.0))
    assert isinstance(found, Wait)
    assert found.seconds == 7.0


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_stand_in_takes_our_mail_and_refuses_it_without_the_key(provider: str) -> None:
    adapter, stand_in = PROVIDERS[provider], STAND_INS[provider]()
    request = adapter.request(MAIL, adapter.base, "key")
    for headers, kind in ((request.headers, Accepted), ({}, Retry)):
        body = json.dumps(request.body).encode()
        answer = stand_in.answer(Exchange("email", "POST", request.url, dict(headers), body))
        told = ProviderAnswer(
            answer.status, answer.body.decode(), None, answer.headers.get("x-message-id")
        )
        found = adapter.verdict(told)
        assert isinstance(found, kind), found
        if isinstance(found, Accepted):
            assert found.provider_id
    assert stand_in.serves(request.url.split("/")[2])
