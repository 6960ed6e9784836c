"""What Twilio's answers mean, and what is asked of it."""

import base64
import json
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit import Upstream
from sms_twilio import Account, listed, outcome
from sms_vars import SmsVars

NOW = 1_790_000_000.0


def answered(status: int, code: int | None = None, **headers: str) -> Upstream:
    body = {"code": code, "message": "No.", "status": status}
    return Upstream(status, json.dumps(body), headers)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Upstream(201, '{"sid": "SM1", "status": "queued"}'), "sent"),
        (Upstream(201, "<html>"), "doubt"),
        (answered(400, 21610), "opted_out"),
        (answered(400, 21211), "invalid"),
        (answered(400, 21614), "invalid"),
        (answered(400, 21635), "invalid"),
        (answered(400, 21266), "invalid"),
        (answered(400, 21612), "dead"),
        (answered(400, 21408), "dead"),
        (answered(400, 21608), "dead"),
        (answered(429, 20429), "wait"),
        (Upstream(429, "Too Many Requests"), "wait"),
        (answered(400, 21611), "wait"),
        (answered(401, 20003), "dead"),
        (answered(400, 21606), "dead"),
        (answered(403), "dead"),
        (Upstream(404, ""), "dead"),
        (answered(500, 20500), "doubt"),
        (Upstream(502, "Bad Gateway"), "doubt"),
        (Upstream(408, ""), "doubt"),
        (Upstream(302, ""), "dead"),
    ],
)
def test_an_answer_means_one_thing(answer: Upstream, kind: str) -> None:
    assert outcome(answer, NOW).kind == kind


def test_retry_after_is_kept_in_seconds() -> None:
    assert outcome(answered(429, **{"retry-after": "90"}), NOW).seconds == 90
    assert outcome(answered(429, **{"retry-after": "soon"}), NOW).seconds == 0


@given(st.integers(200, 599), st.one_of(st.text(), st.sampled_from(["[]", "null", '{"code":"x"}'])))
def test_any_answer_can_be_read(status: int, text: str) -> None:
    answer = Upstream(status, text)
    assert outcome(answer, NOW).kind != "sent"
    assert listed(answer, "Hello.", 0) is None


def account(**given: str) -> Account:
    return Account("AC1", "t:ken", SmsVars(given.get))


def test_twilio_is_asked_with_its_accounts_token_and_a_form() -> None:
    ours = account()
    assert ours.messages_url == "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
    scheme, _, credentials = ours.headers["Authorization"].partition(" ")
    assert (scheme, base64.b64decode(credentials)) == ("Basic", b"AC1:t:ken")
    assert parse_qs(ours.form("+12065550142", "a&b=c é")) == {
        "To": ["+12065550142"],
        "Body": ["a&b=c é"],
    }


def message(**changes: str) -> dict[str, str]:
    return {
        "sid": "SM1",
        "body": "Hello.",
        "direction": "outbound-api",
        "date_created": "Sat, 28 Nov 2026 12:00:00 +0000",
        **changes,
    }


@pytest.mark.parametrize(
    ("change", "is_ours"),
    [
        ({}, True),
        ({"body": "Sent from your Twilio trial account - Hello."}, True),
        ({"body": "Hello"}, False),
        ({"direction": "inbound"}, False),
        ({"date_created": "Sat, 28 Nov 2026 11:00:00 +0000"}, False),
        ({"date_created": "yesterday"}, False),
    ],
)
def test_an_attempt_is_known_by_its_words_and_time(change: dict[str, str], is_ours: bool) -> None:
    page = Upstream(200, json.dumps({"messages": [message(**change)]}))
    noon_ms = 1_795_867_200_000
    assert listed(page, "Hello.", noon_ms + 1000) == (["SM1"] if is_ours else [])
