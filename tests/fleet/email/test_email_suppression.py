"""Who wants no mail gets none: one-click links, bounces, complaints and erasures."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from mails_at_work import (
    ADMIN,
    ONE_CLICK,
    resend_event,
    scope_of,
    send,
    sent,
    settles,
    status_of,
    tell,
    unsubscribe_path,
)

from fleet.dev.local import LocalFleet

ANN = "ann@example.org"


def later(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


@pytest.fixture
def link(mail_fleet: LocalFleet, email: httpx.Client) -> str:
    """The path of the link in a mail of news that Ann got."""
    settles(email, send(email, ANN, template="news"), "sent")
    [body] = sent(mail_fleet)
    assert body["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert unsubscribe_path(body) in body["text"]
    return unsubscribe_path(body)


def test_looking_at_the_link_changes_nothing(email: httpx.Client, link: str) -> None:
    for method in ("GET", "HEAD", "GET"):
        page = email.request(method, link)
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<form method="post">' in page.text
    assert "set-cookie" not in page.headers
    assert scope_of(email, ANN) is None


@pytest.mark.parametrize("encoding", ["form", "multipart", "none"])
def test_one_click_unsubscribes_without_a_cookie_or_a_redirect(
    email: httpx.Client, link: str, encoding: str
) -> None:
    sent_as = {
        "form": {"data": ONE_CLICK},
        "multipart": {"files": {name: (None, value) for name, value in ONE_CLICK.items()}},
        "none": {},
    }[encoding]
    for _ in range(2):
        done = email.post(link, **sent_as, follow_redirects=False)  # type: ignore[arg-type]
        assert done.status_code == 200, done.text
        assert "set-cookie" not in done.headers
    found = email.get("/api/suppressions", params={"address": "Ann@Example.ORG"}).json()
    assert (found["scope"], found["cause"]) == ("marketing", "unsubscribed")
    assert scope_of(email, "ann+x@example.org") is None
    assert status_of(email, send(email, ANN, template="news")) == "suppressed"
    settles(email, send(email, ANN), "sent")


@pytest.mark.parametrize("change", ["cut", "other", "empty", "letters", "none"])
def test_a_link_that_is_not_ours_does_nothing(email: httpx.Client, link: str, change: str) -> None:
    path, _, token = link.partition("?token=")
    person, _, rest = token.partition(".")
    wrong = {
        "cut": token[:-2],
        "other": person[:-2] + "AA." + rest,
        "empty": "",
        "letters": "é€\u0000" * 9,
        "none": None,
    }[change]
    params = {} if wrong is None else {"token": wrong}
    expected = 422 if change in ("empty", "none") else 403
    assert email.get(path, params=params).status_code == expected
    assert email.post(path, params=params, data=ONE_CLICK).status_code == expected
    assert scope_of(email, ANN) is None


def test_an_old_link_unsubscribes_again_after_the_person_had_come_back(
    email: httpx.Client, link: str
) -> None:
    email.post(link, data=ONE_CLICK)
    address = {"address": ANN}
    assert email.delete("/api/suppressions", params=address).status_code == 401
    assert email.delete("/api/suppressions", params=address, headers=ADMIN).status_code == 204
    assert email.delete("/api/suppressions", params=address, headers=ADMIN).status_code == 404
    settles(email, send(email, ANN, template="news"), "sent")
    email.post(link, data=ONE_CLICK)
    assert scope_of(email, ANN) == "marketing"


def test_suppression_is_looked_up_again_when_a_mail_leaves(
    mail_fleet: LocalFleet, email: httpx.Client, link: str
) -> None:
    news = send(email, ANN, template="news", send_at=later(hours=1))
    answer = send(email, ANN, send_at=later(hours=1))
    email.post(link, data=ONE_CLICK)
    mail_fleet.cron("email", at=later(hours=2))
    assert (status_of(email, news), status_of(email, answer)) == ("suppressed", "sent")
    assert len(sent(mail_fleet)) == 2


@pytest.mark.parametrize("provider", ["standard", "resend"])
def test_a_hard_bounce_suppresses_all(email: httpx.Client, provider: str) -> None:
    mail_id = send(email, ANN)
    settles(email, mail_id, "sent")
    bounce = {"type": "Transient", "message": "smtp; 550 5.1.1 user unknown"}
    told = resend_event("bounced", mail_id, ANN, bounce=bounce)
    first = tell(email, provider, told, id="evt_1")
    assert (first.status_code, first.json()) == (202, {"outcome": "taken"})
    assert tell(email, provider, told, id="evt_1").json() == {"outcome": "known"}
    tell(email, provider, resend_event("delivered", mail_id, ANN))
    found = email.get(f"/api/messages/{mail_id}").json()
    assert found["status"] == "bounced", "what comes late takes nothing back"
    assert sorted(event["kind"] for event in found["events"]) == ["bounced", "delivered"]
    assert scope_of(email, ANN) == "all"
    assert status_of(email, send(email, ANN)) == "suppressed"


def test_a_complaint_is_enough_and_a_reply_is_nothing(email: httpx.Client) -> None:
    mail_id = send(email, ANN)
    settles(email, mail_id, "sent")
    reply = {"message": "I am out of the office until Monday."}
    for number in range(4):
        told = resend_event("bounced", mail_id, ANN, bounce=reply)
        told["created_at"] = f"2026-11-20T09:3{number}:00Z"
        tell(email, "resend", told)
    assert scope_of(email, ANN) is None
    event = {"event": "spamreport", "email": ANN, "timestamp": 1_795_500_000, "mail_id": mail_id}
    tell(email, "sendgrid", {"events": [event]})
    assert scope_of(email, ANN) == "all"
    assert status_of(email, mail_id) == "complained"


def test_passing_bounces_suppress_at_the_third(email: httpx.Client) -> None:
    event = {"RecordType": "Bounce", "Type": "SoftBounce", "Email": ANN, "MessageID": "x"}
    for number in range(3):
        at = f"2026-11-2{number}T09:30:00.9070259Z"
        tell(email, "postmark", event | {"Details": "552 5.2.2 mailbox full", "BouncedAt": at})
        assert (scope_of(email, ANN) == "all") == (number == 2)


def test_whoever_is_forgotten_is_named_nowhere_and_never_mailed_again(
    mail_fleet: LocalFleet, email: httpx.Client
) -> None:
    first = send(email, ANN, lead_id="lead_1")
    settles(email, first, "sent")
    waiting = send(email, f"Ann Lee <{ANN}>", send_at=later(hours=1))
    other = send(email, "bob@example.org", send_at=later(hours=1))
    forgotten = email.post("/api/forget", json={"lead_id": "lead_1"})
    assert forgotten.json() == {"messages": 2}
    mail_fleet.cron("email", at=later(hours=2))
    assert [body["to"] for body in sent(mail_fleet)] == [[ANN], ["bob@example.org"]]
    found = email.get(f"/api/messages/{waiting}").json()
    assert (found["to"], found["subject"], found["status"]) == (None, None, "suppressed")
    assert status_of(email, other) == "sent"
    assert status_of(email, send(email, ANN)) == "suppressed"
    rows = mail_fleet.d1("email", "SELECT address, name, data, subject FROM mails")
    assert "ann" not in str(rows).lower()
    assert email.post("/api/forget", json={}).status_code == 422


def test_events_come_from_other_workers_or_the_operator(email: httpx.Client) -> None:
    event = {
        "id": "evt_9",
        "provider": "resend",
        "type": "email.complained",
        "occurred_at": "2026-11-20T10:00:00Z",
        "payload": resend_event("complained", "mail_none", ANN),
    }
    stranger = email.post("/api/inbound", json=event, headers={"CF-Connecting-IP": "203.0.113.9"})
    assert stranger.status_code == 401
    assert scope_of(email, ANN) is None
