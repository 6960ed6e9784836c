"""Bounces by the server's own words: codes of RFC 3463, and texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_bounces import classify


@pytest.mark.parametrize(
    ("status", "text", "meant"),
    [
        ("5.1.1", "550 5.1.1 The account that you tried to reach does not exist.", "hard"),
        ("", "smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", "hard"),
        ("", "550 No such user here", "hard"),
        ("", "554 delivery error: This user doesn't have an example.net account", "hard"),
        ("5.2.1", "550 5.2.1 The mailbox is disabled", "hard"),
        ("5.1.2", "Host unknown", "hard"),
        ("", "556 5.1.10 Domain has a null MX record", "hard"),
        ("5.7.1", "550 5.7.1 user unknown", "hard"),
        ("5.2.2", "552 5.2.2 The mailbox is full", "soft"),
        ("", "552-5.2.2 over quota", "soft"),
        ("5.1.1", "550 5.1.1 quota exceeded for this mailbox", "soft"),
        ("5.7.1", "550 5.7.1 Message rejected, listed at a blocklist", "other"),
        ("5.7.26", "550 5.7.26 This mail is unauthenticated (DMARC policy)", "other"),
        ("4.2.0", "450 4.2.0 Greylisted, try again in 300 seconds", "soft"),
        ("4.1.1", "450 4.1.1 user unknown", "soft"),
        ("", "421 service not available", "soft"),
        ("5.3.4", "552 5.3.4 message size exceeds the limit", "other"),
        ("5.0.0", "550 Requested action not taken: mailbox unavailable", "soft"),
        ("", "The recipient's mail server sent a general bounce message.", "other"),
        ("", "", "other"),
        ("", "I am out of the office until Monday, March 3.", "reply"),
        ("", "Automatic reply: Your visit", "reply"),
        ("", "I'm on vacation and will read your mail next week", "reply"),
        ("", "Auto-Response: thank you for your message", "reply"),
        ("5.1.1", "550 5.1.1 user unknown; he was out of office for good", "hard"),
    ],
)
def test_a_bounce_means_what_its_server_says(status: str, text: str, meant: str) -> None:
    assert classify(status, text) == meant


@given(st.text(), st.text())
def test_any_text_means_something(status: str, text: str) -> None:
    assert classify(status, text) in ("hard", "soft", "other", "reply")
