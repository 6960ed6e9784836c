"""Who asks to be forgotten is forgotten: by every database and every KV namespace of the fleet."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet
from fleet.project import read_fleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
FORM = {"Authorization": "Bearer dev-form-token"}
NAME, EMAIL, PHONE = "Ezekiel Quackenbush", "zeke.quackenbush@example.org", "+12065550177"
HOUSE, MOTIVE = "4417 Wisteria", "my goats have outgrown it"
TRACES = ("quackenbush", "2065550177", "(206) 555-0177", "wisteria", "goats")
PERSON: dict[str, Any] = {
    "name": NAME,
    "email": EMAIL,
    "phone": PHONE,
    "address": f"{HOUSE} Lane N, Seattle, WA 98117",
    "motivation": MOTIVE,
    "timeline": "asap",
    "consent": {"sms": True, "email": True, "text": f"{NAME} agrees"},
}
WORKERS = read_fleet().workers
# Where a street is, as any geocoder tells it; of whom it was asked is nowhere.
A_PLACE = ("geocode: KV", "wisteria")
TABLES = """SELECT name FROM sqlite_master
WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'"""


def live(fleet: LocalFleet) -> str:
    """Everything that can happen to a person here; answers the id of one of their leads."""
    with fleet.worker("webhooks") as hooks:
        form = PERSON | {"form_id": "contact-1", "address": f"{HOUSE} Court, Kent, WA 98030"}
        assert hooks.post("/hooks/form", json=form, headers=FORM).status_code == 200
    with fleet.worker("leads") as leads:
        taken = leads.post("/api/leads", json=PERSON, headers={"Idempotency-Key": "once"})
        lead_id: str = taken.json()["id"]
        note = {"author": "Pat", "text": f"{NAME} calls back on {PHONE}"}
        written = leads.post(f"/api/leads/{lead_id}/notes", json=note, headers=ADMIN)
        assert (taken.status_code, written.status_code) == (201, 201)
    subscribe(fleet)
    book(fleet, "one", email=EMAIL, phone=PHONE, address=PERSON["address"], lead_id=lead_id)
    book(fleet, "of a number comes no lead", phone=PHONE)
    book(fleet, "nor of an address", email=EMAIL)
    rename_in_the_crm(fleet, lead_id)
    chat(fleet)
    pay(fleet, lead_id)
    write(fleet, lead_id)
    draft(fleet, lead_id)
    converse(fleet)
    for body in (f"this is {NAME}, {MOTIVE}", "HELP"):
        told = {"From": PHONE, "Body": body}
        assert fleet.control("POST", "/providers/twilio/events", json=told).status_code < 300
    return lead_id


def converse(fleet: LocalFleet) -> None:
    """They also write to the bot, which makes the same lead of it, and books a visit."""
    with fleet.worker("lead-bot") as bot:
        home = f"{PERSON['address']}, asap, poor condition, 350k"
        told = f"I'm {NAME}, {PHONE}, {EMAIL}, {MOTIVE}. {home}"
        begun = bot.post("/api/message", json={"message": told, "channel": "web"}).json()
        assert begun["lead_id"], begun
        session = {"session_id": begun["session_id"]}
        for message in ("1", "Sorry, I meant 365k, not 350k"):
            assert bot.post("/api/message", json=session | {"message": message}).status_code == 200


def subscribe(fleet: LocalFleet) -> None:
    wanted = {"url": "https://partner.example.com/hooks", "events": ["lead.status_changed"]}
    with fleet.worker("partner-hooks") as hooks:
        assert hooks.post("/api/subscriptions", json=wanted).status_code == 201


def chat(fleet: LocalFleet) -> None:
    """With both bots: one makes a lead of them, one learns no more than their number."""
    contact = {"name": NAME, "email": EMAIL, "message": MOTIVE}
    for worker in ("chatbot", "founder-chat"):
        with fleet.worker(worker) as bot:
            for said in (f"talk to a person: {NAME}, {EMAIL}, {HOUSE} Lane", f"or call {PHONE}"):
                assert bot.post("/api/chat", json={"message": said}).status_code == 200
    with fleet.worker("founder-chat") as bot:
        assert bot.post("/api/contact", json=contact).status_code == 202


def pay(fleet: LocalFleet, lead_id: str) -> None:
    asked = {
        "amount_cents": 250_000,
        "currency": "usd",
        "description": f"Earnest money of {NAME}, {HOUSE} Lane",
        "lead_id": lead_id,
        "success_url": "https://example.com/paid",
        "cancel_url": "https://example.com/back",
    }
    with fleet.worker("payments") as payments:
        assert payments.post("/api/checkout", json=asked).status_code == 201


def book(fleet: LocalFleet, key: str, **more: str) -> None:
    today = datetime.now(UTC).date()
    asked = {"from": str(today), "to": str(today + timedelta(days=21)), "tz": "UTC"}
    with fleet.worker("calendar") as calendar:
        start = calendar.get("/api/slots", params=asked).json()["slots"][-1]["start"]
        booking = {"start": start, "name": NAME, "note": MOTIVE} | more
        booked = calendar.post("/api/bookings", json=booking, headers={"Idempotency-Key": key})
        assert booked.status_code == 201, booked.text


def rename_in_the_crm(fleet: LocalFleet, lead_id: str) -> None:
    """HubSpot tells of it as of every change: by its own id of the contact, and none else."""

    def contact() -> Any:
        with fleet.worker("crm-sync") as crm:
            return crm.get(f"/api/contacts/{lead_id}").json().get("external_id")

    for contact_id in (eventually(contact), "4711"):
        event = {"objectId": int(contact_id), "propertyName": "firstname", "propertyValue": NAME}
        told = fleet.control("POST", "/providers/hubspot/events", json=event)
        assert told.json()["answer"]["status"] == 200, told.text


def write(fleet: LocalFleet, lead_id: str) -> None:
    data = {"subject": f"For {NAME}", "text": f"About {HOUSE}"}
    mail = {"template": "message", "to": EMAIL, "data": data, "lead_id": lead_id}
    text = {"to": PHONE, "body": f"{NAME}, hello", "purpose": "transactional", "lead_id": lead_id}
    for worker, sent in (("email", mail), ("sms", text)):
        with fleet.worker(worker) as client:
            assert client.post("/api/send", json=sent, headers=ADMIN).status_code == 202


def draft(fleet: LocalFleet, lead_id: str) -> None:
    facts = {"name": NAME, "address": f"{HOUSE} Lane", "phone": PHONE}
    with fleet.worker("content-writer") as writer:
        for kind in ("follow_up", "listing"):
            asked = {"kind": kind, "facts": facts, "lead_id": lead_id}
            assert writer.post("/api/draft", json=asked).status_code == 200


def work(fleet: LocalFleet) -> None:
    """Each worker's cron once, and what the queues bring."""
    for name, worker in WORKERS.items():
        if worker.crons:
            fleet.cron(name)
    fleet.flush_queues()


def places(fleet: LocalFleet) -> Iterator[tuple[str, str]]:
    """Where anything is kept, and all of it as text."""
    for name, worker in WORKERS.items():
        if worker.databases:
            for table in fleet.d1(name, TABLES):
                rows = fleet.d1(name, f"SELECT * FROM {table['name']}")
                yield f"{name}: {table['name']}", str(rows)
        if "kv_namespaces" in worker.config:
            yield f"{name}: KV", str(fleet.kv(name))


def traces(fleet: LocalFleet) -> set[tuple[str, str]]:
    """Where something of the person is left, and what."""
    kept = [(place, text.lower()) for place, text in places(fleet)]
    found = {(place, trace) for place, text in kept for trace in TRACES if trace in text}
    return found - {A_PLACE}


def test_an_erased_person_is_in_no_database_and_no_cache(fleet: LocalFleet) -> None:
    lead_id = live(fleet)
    eventually(lambda: fleet.outbox(provider="twilio") and fleet.outbox(provider="resend"))
    work(fleet)
    before = {place.split(":")[0] for place, _ in traces(fleet)}
    assert before >= {"leads", "webhooks", "calendar", "email", "sms", "crm-sync", "payments"}
    assert "content-writer" in before
    assert "lead-bot" in before
    with fleet.worker("leads") as leads:
        assert leads.delete(f"/api/leads/{lead_id}", headers=ADMIN).status_code == 204

    def is_gone() -> bool:
        work(fleet)
        return not traces(fleet)

    with contextlib.suppress(AssertionError):
        eventually(is_gone, seconds=30)
    assert traces(fleet) == set()
