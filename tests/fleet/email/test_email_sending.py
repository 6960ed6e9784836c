"""Mails from the request to the provider: once, when they should, and as they should look."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from mails_at_work import (
    ADMIN,
    NEWS,
    mail,
    resend_event,
    send,
    sent,
    settles,
    status_of,
    tell,
)

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


def later(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


def test_a_mail_leaves_behind_the_answer(mail_fleet: LocalFleet, email: httpx.Client) -> None:
    answer = email.post("/api/send", json=mail('"Doe, Ánn" <Ann@Example.org>'))
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    mail_id = answer.json()["id"]
    settles(email, mail_id, "sent")
    [body] = sent(mail_fleet)
    assert body["to"] == ["=?utf-8?b?RG9lLCDDgW5u?= <ann@example.org>"]
    assert body["from"] == "Hearthstack Homes <hello@homes.example>"
    assert body["subject"] == NEWS["subject"]
    assert "They rose." in body["text"]
    assert "<p" in body["html"]
    assert "headers" not in body, "nobody can opt out of an answer"
    found = email.get(f"/api/messages/{mail_id}").json()
    assert (found["to"], found["provider"], found["category"]) == (
        "ann@example.org",
        "resend",
        "transactional",
    )
    assert found["provider_id"]
    assert email.get("/api/messages/mail_none").status_code == 404


def test_what_is_sent_again_under_its_key_is_one_mail(
    mail_fleet: LocalFleet, email: httpx.Client
) -> None:
    body = mail(idempotency_key="k1")
    with ThreadPoolExecutor(6) as clients:
        answers = list(clients.map(lambda _: email.post("/api/send", json=body), range(6)))
    assert {answer.status_code for answer in answers} == {202}
    [mail_id] = {answer.json()["id"] for answer in answers}
    settles(email, mail_id, "sent")
    again = email.post("/api/send", json=mail(), headers={"Idempotency-Key": "k1"})
    assert (again.json(), again.headers["idempotent-replayed"]) == (
        {"id": mail_id, "status": "sent"},
        "true",
    )
    assert len(sent(mail_fleet)) == 1
    assert email.post("/api/send", json=body | {"to": "bob@example.org"}).status_code == 409
    differing = email.post("/api/send", json=body, headers={"Idempotency-Key": "k2"})
    assert differing.status_code == 422


def test_a_scheduled_mail_leaves_at_its_time_and_once(
    mail_fleet: LocalFleet, email: httpx.Client
) -> None:
    answer = email.post("/api/send", json=mail(send_at=later(hours=2)))
    assert answer.json()["status"] == "scheduled"
    mail_fleet.cron("email", at=later(hours=1))
    assert sent(mail_fleet) == []
    for _ in range(2):
        mail_fleet.cron("email", at=later(hours=3))
    assert len(sent(mail_fleet)) == 1
    assert status_of(email, answer.json()["id"]) == "sent"
    past = email.post("/api/send", json=mail(send_at="2020-01-01T00:00:00Z"))
    assert past.json()["status"] == "queued"


def test_a_provider_that_asks_to_wait_is_waited_for_and_nothing_has_failed(
    mail_fleet: LocalFleet, email: httpx.Client
) -> None:
    mail_fleet.rule("resend", status=429, headers={"Retry-After": "3600"}, times=2)
    mail_id = send(email)
    row = "SELECT attempts, due_at, dead_at, last_error FROM outbox WHERE last_error IS NOT NULL"
    [waiting] = eventually(lambda: mail_fleet.d1("email", row))
    assert (waiting["attempts"], waiting["dead_at"]) == (0, None)
    assert waiting["due_at"] > datetime.now(UTC).timestamp() * 1000 + 3_500_000
    mail_fleet.cron("email", at=later(minutes=50))
    assert len(mail_fleet.outbox(provider="resend")) == 1, "it is left alone until then"
    mail_fleet.cron("email", at=later(minutes=61))
    mail_fleet.cron("email", at=later(minutes=130))
    settles(email, mail_id, "sent")
    assert len(sent(mail_fleet)) == 1


def test_what_the_provider_never_takes_is_a_dead_letter_at_once_and_can_be_replayed(
    mail_fleet: LocalFleet, email: httpx.Client
) -> None:
    refusal = {"statusCode": 422, "name": "validation_error", "message": "Invalid `to` field."}
    mail_fleet.rule("resend", status=422, body=refusal)
    mail_id = send(email)
    settles(email, mail_id, "failed")
    [letter] = eventually(lambda: email.get("/api/dead", headers=ADMIN).json()["items"])
    assert (letter["payload"], letter["attempts"]) == ({"id": mail_id}, 1)
    assert "Invalid `to` field." in letter["error"]
    mail_fleet.control("DELETE", "/outbox/rules")
    assert email.post(f"/api/dead/{letter['id']}/replay", headers=ADMIN).status_code == 202
    settles(email, mail_id, "sent")
    assert len(sent(mail_fleet)) == 1


def test_a_provider_that_fails_is_tried_again_under_one_key(
    mail_fleet: LocalFleet, email: httpx.Client
) -> None:
    mail_fleet.rule("resend", status=500, times=2)
    mail_id = send(email)
    settles(email, mail_id, "sent")
    calls = mail_fleet.outbox(provider="resend")
    assert [call["status"] for call in calls] == [500, 500, 200]
    assert {call["headers"]["idempotency-key"] for call in calls} == {mail_id}
    assert len({call["body"] for call in calls}) == 1, "Resend takes a key with one body only"


def test_who_leaves_after_an_answer_that_nobody_could_read_may_have_been_sent_it(
    mail_fleet: LocalFleet, email: httpx.Client
) -> None:
    mail_fleet.rule("resend", status=200, body="<html>Welcome</html>", times=99)
    mail_id = send(email)
    detail = f"/api/messages/{mail_id}"
    eventually(lambda: "may have sent" in str(email.get(detail).json()["error"]))
    event = resend_event("complained", "mail_other", "ann@example.org")
    assert tell(email, "resend", event).status_code == 202
    at = datetime.now(UTC) + timedelta(hours=1)
    mail_fleet.cron("email", at=at.isoformat())
    settles(email, mail_id, "suppressed")
    assert "may have sent" in email.get(detail).json()["error"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"template": "nothing"}, "/template"),
        ({"to": "ann@example.org\r\nBcc: x@example.org"}, "/to"),
        ({"to": "nobody"}, "/to"),
        ({"to": {"email": "ann@example.org", "name": "Ann\nX"}}, "/to/name"),
        ({"data": {"subject": "Hi\r\nBcc: x@example.org", "text": "x"}}, "/data/subject"),
        ({"data": {"subject": "Hi"}}, "/data/text"),
        ({"data": []}, "/data"),
        ({"send_at": "2026-11-20T10:00:00"}, "/send_at"),
        ({"send_at": "2099-01-01T00:00:00Z"}, "/send_at"),
        ({"category": "spam"}, "/category"),
        ({"idempotency_key": "k" * 256}, "/idempotency_key"),
    ],
)
def test_what_can_be_no_mail_is_refused(
    email: httpx.Client, changes: dict[str, Any], pointer: str
) -> None:
    answer = email.post("/api/send", json=mail() | changes)
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_templates_are_previewed_by_the_operator(email: httpx.Client) -> None:
    path = "/api/templates/offer"
    assert email.get(path).status_code == 401
    html = email.get(path, headers=ADMIN)
    assert html.headers["content-type"] == "text/html; charset=utf-8"
    assert html.headers["content-security-policy"].startswith("default-src 'none'")
    assert "$812,000 to $846,000" in html.text
    for asked in ({"params": {"part": "text"}}, {}):
        headers = ADMIN | ({} if asked else {"Accept": "text/plain"})
        text = email.get(path, headers=headers, **asked)
        assert text.headers["content-type"] == "text/plain; charset=utf-8"
        assert text.text.startswith("Subject: Your offer for 4231 Sunnyside")
    assert email.get("/api/templates/nothing", headers=ADMIN).status_code == 404
