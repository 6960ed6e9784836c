"""What the providers tell, in their documented shapes."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_reports import MailReport, postmark_reports, resend_reports, sendgrid_reports

TOLD = datetime(2026, 11, 20, 12, tzinfo=UTC)
READERS: dict[str, Callable[[dict[str, Any], datetime], Iterator[MailReport]]] = {
    "resend": resend_reports,
    "sendgrid": sendgrid_reports,
    "postmark": postmark_reports,
}


def resend(kind: str, **data: Any) -> dict[str, Any]:
    return {
        "type": f"email.{kind}",
        "created_at": "2026-11-20T09:30:00.126Z",
        "data": {
            "created_at": "2026-11-20T09:29:00.000Z",
            "email_id": "56761188-7520-42d8-8898-ff6fc54ce618",
            "from": "Homes <hello@homes.example>",
            "to": ["Ann@Example.org"],
            "subject": "Hello",
            "tags": {"mail_id": "mail_1"},
            **data,
        },
    }


def test_resend_tells_of_a_bounce_with_the_servers_words() -> None:
    words = "smtp; 550 5.1.1 user unknown"
    bounce = {"message": "It bounced.", "subType": "General", "type": "Permanent"}
    [report] = resend_reports(resend("bounced", bounce=bounce | {"diagnosticCode": [words]}), TOLD)
    assert (report.kind, report.bounce, report.mail_id) == ("bounced", "hard", "mail_1")
    assert (report.address, report.at.hour) == ("ann@example.org", 9)
    [report] = resend_reports(resend("bounced", bounce=bounce), TOLD)
    assert report.bounce == "other", "Permanent is Resend's word, and the server's are not there"


def test_a_batch_of_sendgrid_is_read_event_by_event() -> None:
    event = {
        "email": "ann@example.org",
        "timestamp": 1_795_500_000,
        "mail_id": "mail_1",
        "sg_event_id": "x",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
    }
    events = [
        event | {"event": "bounce", "type": "blocked", "status": "5.7.1", "reason": "550 spam"},
        event | {"event": "open"},
        event | {"event": "dropped", "reason": "Bounced Address"},
        event | {"event": "dropped", "reason": "Spam Reporting Address"},
        event | {"event": "dropped", "reason": "Unsubscribed Address"},
        event | {"event": "dropped", "reason": "Spam Content"},
        event | {"event": "deferred", "response": "452 4.2.2 mailbox full", "attempt": "3"},
        event | {"event": "deferred", "response": "550 5.1.1 user unknown"},
        event | {"event": "group_unsubscribe"},
    ]
    reports = list(sendgrid_reports({"events": events}, TOLD))
    assert [(each.kind, each.bounce) for each in reports] == [
        ("bounced", "other"),
        ("bounced", "hard"),
        ("complained", None),
        ("unsubscribed", None),
        ("bounced", "other"),
        ("delayed", None),
        ("delayed", None),
        ("unsubscribed", None),
    ]
    assert {each.provider_id for each in reports} == {"14c5d75ce93"}


def postmark(**changes: Any) -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"mail_id": "mail_1"},
        "Details": "smtp;550 5.1.1 user unknown",
        "Email": "ann@example.org",
        "BouncedAt": "2026-11-20T09:30:00.9070259Z",
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "kind", "bounce"),
    [
        ({}, "bounced", "hard"),
        ({"Details": "smtp;552 5.2.2 mailbox full"}, "bounced", "soft"),
        ({"Type": "AutoResponder", "Details": "Je suis absent"}, "replied", None),
        ({"Type": "SpamComplaint", "RecordType": "SpamComplaint"}, "complained", None),
        ({"Type": "SoftBounce", "Details": "Out of office until May"}, "replied", None),
    ],
)
def test_postmark_tells_of_bounces_replies_and_complaints(
    changes: dict[str, Any], kind: str, bounce: str | None
) -> None:
    [report] = postmark_reports(postmark(**changes), TOLD)
    assert (report.kind, report.bounce, report.mail_id) == (kind, bounce, "mail_1")


def test_a_person_may_leave_and_come_back_at_postmark() -> None:
    change = {"RecordType": "SubscriptionChange", "Recipient": "ann@example.org", "Email": None}
    leaves = postmark(
        **change, SuppressSending=True, SuppressionReason="ManualSuppression", Type=""
    )
    assert [each.kind for each in postmark_reports(leaves, TOLD)] == ["unsubscribed"]
    assert not list(postmark_reports(leaves | {"SuppressSending": False}, TOLD))
    assert not list(postmark_reports(leaves | {"SuppressionReason": "HardBounce"}, TOLD))


def test_the_same_thing_told_again_is_known_whatever_its_id() -> None:
    first = {"email": "ann@example.org", "event": "delivered", "timestamp": 1_795_500_000,
             "sg_message_id": "a.b", "sg_event_id": "1"}  # fmt: skip
    keys = [
        next(sendgrid_reports(each, TOLD)).key for each in (first, first | {"sg_event_id": "2"})
    ]
    assert keys[0] == keys[1]
    later = first | {"timestamp": 1_795_500_001}
    assert next(sendgrid_reports(later, TOLD)).key != keys[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.sampled_from([*READERS]),
    st.dictionaries(
        st.sampled_from(
            ["type", "data", "created_at", "events", "event", "email", "timestamp", "reason",
             "RecordType", "Email", "Details", "BouncedAt", "Metadata", "MessageID"]
        ),
        JSON | st.sampled_from(["email.bounced", "bounce", "Bounce", "ann@example.org"]),
    ),
)  # fmt: skip
def test_whatever_is_told_no_reader_breaks(provider: str, payload: dict[str, Any]) -> None:
    for report in READERS[provider](payload, TOLD):
        assert report.key
        assert 2000 <= report.at.year < 2100
