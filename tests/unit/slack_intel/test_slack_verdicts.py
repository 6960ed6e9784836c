"""What Slack's answers mean for a message."""

import json

import pytest

from edgekit import Upstream
from edgekit.upstream import LONGEST_ASKED_SECONDS
from slack_sender import client_id
from slack_verdicts import LONGEST_WAIT_SECONDS, Refused, Retry, Sent, Wait, verdict


def said(**answer: object) -> str:
    return json.dumps(answer)


@pytest.mark.parametrize(
    ("status", "text", "found"),
    [
        (200, said(ok=True, channel="C1", ts="1.2"), Sent("C1", "1.2")),
        (200, "ok", Sent()),
        (200, said(ok=False, error="msg_too_long"), Refused("msg_too_long")),
        (413, "", Refused("Slack answered 413")),
        (200, said(ok=False, error="invalid_auth"), Retry("invalid_auth")),
        (500, "oops", Retry("oops")),
        (200, said(ok=False, error="ratelimited"), Wait(30)),
        (200, said(ok=False, error="duplicate_message_not_found"), Sent()),
    ],
)
def test_an_answer_is_judged(status: int, text: str, found: object) -> None:
    assert verdict(status, text, None) == found


@pytest.mark.parametrize(
    ("asked", "waits"), [(0.0, 1.0), (0.2, 1.0), (7.0, 7.0), (1e9, LONGEST_WAIT_SECONDS)]
)
def test_a_channel_rests_as_long_as_slack_says_but_not_less_than_a_second(
    asked: float, waits: float
) -> None:
    assert verdict(429, "", asked) == Wait(waits)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        ("9" * 400, LONGEST_ASKED_SECONDS),
        ("Fri, 31 Dec 2026 23:59:59 +99999999999999999", None),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
        ("Thu, 01 Jan 1970 00:00:09 GMT", 4.0),
        ("soon", None),
        ("", None),
    ],
)
def test_no_date_in_retry_after_is_too_absurd(header: str, seconds: float | None) -> None:
    assert Upstream(429, "", {"retry-after": header}).retry_after(5.0) == seconds


def test_slack_hears_of_a_message_under_one_id_however_often_it_is_sent() -> None:
    assert client_id("msg_1") == client_id("msg_1") != client_id("msg_2")
    assert len(client_id("msg_1")) == 36
