"""Events as providers post them: verified, stored once, answered, and handed on."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from hooks_at_work import (
    ADMIN,
    FORM,
    FORM_TOKEN,
    by_slack,
    by_standard,
    by_stripe,
    by_twilio,
    events,
    leads,
    replay,
    send,
    send_form,
    statuses,
)

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

MESSAGE = {"MessageSid": "SM7", "Body": "Hi 🏠", "From": "+12065550142", "SmsStatus": "received"}


def test_an_event_is_stored_once_and_handed_to_its_worker(fleet: LocalFleet) -> None:
    first, again = (send(fleet, "stripe", by_stripe("evt_1")) for _ in range(2))
    assert (first.status_code, first.json()) == (200, {"id": "evt_1", "duplicate": False})
    assert (again.status_code, again.json()) == (200, {"id": "evt_1", "duplicate": True})
    [event] = eventually(lambda: events(fleet, status="delivered"))
    assert (event["provider"], event["type"]) == ("stripe", "invoice.paid")
    assert (event["worker"], event["replays"], event["last_error"]) == ("payments", 0, None)
    assert events(fleet) == [event]


def test_a_form_makes_one_lead_however_often_it_is_sent(fleet: LocalFleet) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send_form(fleet, "zap-1"), range(12)))
    assert {answer.status_code for answer in answers} == {200}
    assert [answer.json()["duplicate"] for answer in answers].count(False) == 1
    [event] = eventually(lambda: events(fleet, status="delivered"))
    assert (event["worker"], event["outcome"]) == ("leads", "taken")
    assert [lead["email"] for lead in leads(fleet)] == ["ada@example.com"]
    assert replay(fleet, "zap-1").status_code == 202
    [event] = eventually(lambda: events(fleet, status="delivered"))
    assert (event["replays"], event["outcome"]) == (1, "known")
    assert len(leads(fleet)) == 1


def test_other_fields_under_a_used_key_are_refused_and_not_lost(fleet: LocalFleet) -> None:
    assert send_form(fleet, "zap-7").status_code == 200
    other = send_form(fleet, "zap-7", {**FORM, "name": "Grace Hopper"})
    assert other.status_code == 409
    assert "new one" in other.json()["detail"]
    assert send_form(fleet, "zap-7").json()["duplicate"] is True
    assert send_form(fleet, "zap-8", {**FORM, "name": "Grace Hopper"}).json()["duplicate"] is False


def test_the_same_person_in_two_forms_is_one_lead(fleet: LocalFleet) -> None:
    for key in ("a", "b"):
        send_form(fleet, key)
    eventually(lambda: len(events(fleet, status="delivered")) == 2)
    assert len(leads(fleet)) == 1


def test_a_form_that_is_no_lead_is_told_and_can_be_replayed(fleet: LocalFleet) -> None:
    assert send_form(fleet, "bad", {"name": "Ada"}).status_code == 200
    [event] = eventually(lambda: events(fleet, status="dead"))
    assert "/address" in event["last_error"]
    with fleet.worker("webhooks") as hooks:
        [letter] = hooks.get("/api/dead", headers=ADMIN).json()["items"]
        assert letter["payload"] == {"provider": "form", "id": "bad"}
        assert hooks.post(f"/api/dead/{letter['id']}/replay", headers=ADMIN).status_code == 202
        [again] = eventually(lambda: hooks.get("/api/dead", headers=ADMIN).json()["items"])
        assert again["id"] != letter["id"]
    assert replay(fleet, "bad").status_code == 202
    [event] = eventually(lambda: events(fleet, status="dead"))
    assert event["replays"] == 1


def test_twilio_is_answered_with_twiml_and_its_query_is_kept_as_it_is_written(
    fleet: LocalFleet,
) -> None:
    for number, query in enumerate(("", "?name=O'Brien", "?b=2&a=1&a=0", "?say=%22a%20b%22")):
        sent = by_twilio(f"/hooks/twilio{query}", {**MESSAGE, "MessageSid": f"SM{number}"})
        answer = send(fleet, f"twilio{query}", sent)
        assert answer.status_code == 200, query
        assert answer.headers["content-type"].startswith("text/xml")
        assert answer.text.endswith("<Response></Response>")
    assert len(events(fleet, provider="twilio")) == 4


def test_slacks_challenge_is_answered_if_it_is_signed_and_not_stored(fleet: LocalFleet) -> None:
    sent = by_slack({"type": "url_verification", "challenge": "abc"})
    answer = send(fleet, "slack", sent)
    assert (answer.status_code, answer.text) == (200, "abc")
    assert answer.headers["content-type"].startswith("text/plain")
    assert send(fleet, "slack", sent, x_slack_signature="").status_code == 401
    assert events(fleet) == []


def test_of_what_is_refused_only_a_count_is_kept(fleet: LocalFleet) -> None:
    for signature in ("", "t=1,v1=00", "v1", "t=" + "9" * 400):
        answer = send(fleet, "stripe", by_stripe("evt_2"), stripe_signature=signature)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    assert events(fleet) == []

    def counted() -> bool:
        with fleet.worker("webhooks") as hooks:
            items = hooks.get("/api/refusals", headers=ADMIN).json()["items"]
        return [(each["provider"], each["count"]) for each in items] == [("stripe", 4)]

    eventually(counted)


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("nobody", {}, b"{}", 404),
        ("Stripe", {}, b"{}", 404),
        ("form", {}, b"name=A", 401),
        ("form", {"authorization": "Bearer nope"}, b"name=A", 401),
        ("form", {**FORM_TOKEN, "content-type": "application/json"}, b"{", 400),
        ("form", {**FORM_TOKEN, "content-type": "application/json"}, b'{"a":"\xff"}', 400),
        ("form", {**FORM_TOKEN, "content-type": "application/pdf"}, b"%PDF", 415),
        ("form", {**FORM_TOKEN, "idempotency-key": "a b"}, b"name=A", 400),
        ("form", FORM_TOKEN, b"name=" + b"x" * (1 << 20), 413),
        ("form", {**FORM_TOKEN, "content-type": "application/x-www-form-urlencoded"},
         b"a=" + b"\x01" * 300_000, 413),
        ("github", {"x-hub-signature-256": "sha256=\xe9"}, b"{}", 401),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused(
    fleet: LocalFleet, path: str, headers: Mapping[str, str], body: bytes, status: int
) -> None:
    raw = {name: text.encode("latin-1") for name, text in headers.items()}
    with fleet.worker("webhooks") as hooks:
        answer = hooks.post(f"/hooks/{path}", content=body, headers=raw)
    assert answer.status_code == status, answer.text
    assert events(fleet) == []


def test_a_body_of_almost_a_megabyte_is_taken_and_read_back(fleet: LocalFleet) -> None:
    fields = {"notes": "é🏠" * 55_000, "name": "x"}
    assert send_form(fleet, "big", fields).status_code == 200
    with fleet.worker("webhooks") as hooks:
        detail = hooks.get("/api/events/big", headers=ADMIN).json()
    assert detail["payload"] == fields
    assert detail["headers"]["content-type"] == "application/json"
    assert "authorization" not in detail["headers"]


def test_githubs_body_under_another_id_is_a_replay(fleet: LocalFleet) -> None:
    import hashlib
    import hmac

    body = b'{"action":"opened"}'
    key = b"dev-github-webhook-secret"
    signature = "sha256=" + hmac.digest(key, body, hashlib.sha256).hex()
    headers = {"x-hub-signature-256": signature, "x-github-event": "issues"}
    sent = (headers | {"x-github-delivery": "d1"}, body)
    assert send(fleet, "github", sent).json()["duplicate"] is False
    assert send(fleet, "github", sent).json()["duplicate"] is True
    assert send(fleet, "github", sent, x_github_delivery="d2").status_code == 401
    assert statuses(fleet) == {"d1": "stored"}


def test_an_event_that_could_not_be_stored_is_taken_when_it_comes_again(fleet: LocalFleet) -> None:
    fleet.write("webhooks", "ALTER TABLE events RENAME TO elsewhere")
    try:
        assert send(fleet, "standard", by_standard("msg_1")).status_code >= 500
    finally:
        fleet.write("webhooks", "ALTER TABLE elsewhere RENAME TO events")
    answer = send(fleet, "standard", by_standard("msg_1"))
    assert answer.json() == {"id": "msg_1", "duplicate": False}


def test_events_are_listed_by_provider_and_status_a_page_at_a_time(fleet: LocalFleet) -> None:
    for number in range(5):
        send(fleet, "stripe", by_stripe(f"evt_{number}"))
        send(fleet, "standard", by_standard(f"msg_{number}", "note.made"))
    eventually(lambda: len(events(fleet, status="delivered")) == 5)
    assert [each["id"] for each in events(fleet, provider="standard", status="stored")] == [
        f"msg_{number}" for number in (4, 3, 2, 1, 0)
    ]
    seen, cursor = [], None
    with fleet.worker("webhooks") as hooks:
        while True:
            asked = {"limit": "3", **({"cursor": cursor} if cursor else {})}
            page = hooks.get("/api/events", params=asked, headers=ADMIN).json()
            seen += [each["id"] for each in page["items"]]
            if not (cursor := page["cursor"]):
                break
        assert (len(seen), len(set(seen))) == (10, 10)
        for bad in ({"cursor": "x"}, {"status": "odd"}, {"limit": "0"}):
            assert hooks.get("/api/events", params=bad, headers=ADMIN).status_code == 422
        assert hooks.get("/api/events").status_code == 401
        assert hooks.post("/api/events/evt_1/replay").status_code == 401
        assert hooks.post("/api/events/none/replay", headers=ADMIN).status_code == 404


def test_one_id_of_two_providers_is_two_events(fleet: LocalFleet) -> None:
    send(fleet, "stripe", by_stripe("same"))
    send(fleet, "standard", by_standard("same"))
    assert len(events(fleet)) == 2
    assert replay(fleet, "same").status_code == 409
    with fleet.worker("webhooks") as hooks:
        chosen = hooks.post("/api/events/same/replay?provider=stripe", headers=ADMIN)
    assert chosen.status_code == 202
    assert chosen.json()["provider"] == "stripe"


@pytest.mark.parametrize(
    ("provider", "status"),
    [
        ("stripe", ["delivered", "payments"]),
        ("twilio", ["delivered", "sms"]),
        ("resend", ["delivered", "email"]),
        ("postmark", ["delivered", "email"]),
        ("sendgrid", ["delivered", "email"]),
        ("slack", ["delivered", "leads"]),
        ("hubspot", ["delivered", "crm-sync"]),
        ("followupboss", ["delivered", "crm-sync"]),
    ],
)
def test_a_person_can_let_a_provider_post_an_event(
    fleet: LocalFleet, provider: str, status: list[str]
) -> None:
    told = fleet.control("POST", f"/providers/{provider}/events")
    assert told.status_code == 200, told.text
    assert told.json()["answer"]["status"] == 200
    eventually(lambda: [(each["status"], each["worker"]) for each in events(fleet)] == [(*status,)])
    [event] = events(fleet)
    assert event["provider"] == told.json()["hook"]


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/providers/nobody/events", {}, 404),
        ("/providers/census/events", {}, 404),
        ("/providers/stripe/events", {"content": b"{"}, 400),
        ("/providers/twilio/events", {"content": b'{"Body":"\\ud800"}'}, 400),
        ("/providers/stripe/events", {"json": [1]}, 422),
        ("/providers/stripe/events", {"headers": {"Origin": "https://evil.example"}}, 403),
    ],
)
def test_what_no_provider_posts_is_refused(
    fleet: LocalFleet, path: str, options: dict[str, object], status: int
) -> None:
    assert fleet.control("POST", path, **options).status_code == status
    assert events(fleet) == []
