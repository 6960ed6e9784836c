"""The same form again: by key, by person and address, at once, later, and after an erasure."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, LEAD, announcements, lead_body, run_sql

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

DAY_MS = 86_400_000
KEY = {"Idempotency-Key": "k"}


@pytest.fixture
def leads(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("leads") as client:
        yield client


def age(fleet: LocalFleet, table: str, column: str, milliseconds: int) -> None:
    """Make what a table holds older, as if it had come so much earlier."""
    run_sql(fleet, "leads", (f"UPDATE {table} SET {column} = {column} - ?1", (milliseconds,)))


def test_a_key_brings_its_first_answer_back_even_after_the_lead_has_changed(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    with fleet.fault("valuation", "error"):
        first = leads.post("/api/leads", json=LEAD, headers=KEY)
    eventually(lambda: fleet.cron("leads") or announcements(fleet))
    (lead,) = fleet.d1("leads", "SELECT score FROM leads WHERE valued_at IS NOT NULL")
    assert lead["score"] > first.json()["score"]
    again = leads.post("/api/leads", json=lead_body(email=" ADA@example.com "), headers=KEY)
    assert (again.status_code, again.text) == (201, first.text)
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("age_ms", [0, 10_000])
def test_a_key_whose_first_request_broke_off_is_answered_with_its_lead(
    fleet: LocalFleet, leads: httpx.Client, age_ms: int
) -> None:
    first = leads.post("/api/leads", json=LEAD, headers=KEY)
    run_sql(fleet, "leads", ("UPDATE submissions SET status = NULL, answer = NULL", ()))
    age(fleet, "submissions", "created_at", age_ms)
    again = leads.post("/api/leads", json=LEAD, headers=KEY)
    assert (again.status_code, again.json()) == (201, first.json())


def test_a_duplicate_under_a_key_of_its_own_is_replayed_as_a_duplicate(leads: httpx.Client) -> None:
    leads.post("/api/leads", json=LEAD)
    second = leads.post("/api/leads", json=LEAD, headers=KEY)
    third = leads.post("/api/leads", json=LEAD, headers=KEY)
    assert (second.status_code, second.json()["duplicate"]) == (200, True)
    assert (third.status_code, third.text) == (200, second.text)


def test_the_same_person_by_phone_alone_is_the_same_lead(leads: httpx.Client) -> None:
    first = leads.post("/api/leads", json=LEAD)
    spelled = lead_body(
        email=None, phone="+1 206.555.0142", address="8021 21st avenue northwest seattle wa 98117"
    )
    again = leads.post("/api/leads", json=spelled)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


@pytest.mark.parametrize(
    "change",
    [{"address": "9 Elm St, Kent, WA 98030"}, {"email": "someone@else.org", "phone": None}],
)
def test_another_address_or_person_is_another_lead(
    leads: httpx.Client, change: dict[str, Any]
) -> None:
    leads.post("/api/leads", json=LEAD)
    assert leads.post("/api/leads", json=lead_body(**change)).status_code == 201


def test_after_30_days_the_same_person_is_a_new_lead(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    first = leads.post("/api/leads", json=LEAD).json()
    age(fleet, "recent_leads", "expires_at", 30 * DAY_MS - 600_000)
    assert leads.post("/api/leads", json=LEAD).status_code == 200
    age(fleet, "recent_leads", "expires_at", 600_000)
    renewed = leads.post("/api/leads", json=LEAD)
    assert renewed.status_code == 201
    assert renewed.json()["id"] != first["id"]
    assert leads.post("/api/leads", json=LEAD).json()["id"] == renewed.json()["id"]


def test_what_a_second_form_says_differently_is_noted_once(leads: httpx.Client) -> None:
    first = leads.post("/api/leads", json=LEAD).json()
    for _ in range(2):
        leads.post("/api/leads", json=lead_body(asking_price=250_000, motivation=None))
    lead = leads.get(f"/api/leads/{first['id']}", headers=ADMIN).json()
    assert [note["text"] for note in lead["notes"]] == ["Sent again: asking_price: 250000"]
    assert lead["asking_price"] == LEAD["asking_price"]


def test_a_duplicate_costs_no_agent_a_turn_and_another_area_has_its_own(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    far = {"address": "1 Elm St, Portland, OR 97201", "property": None}
    forms = [{"email": "0@x.org"}, {"email": "0@x.org"}, {"email": "far@x.org", **far}]
    for form in [*forms, {"email": "1@x.org"}]:
        leads.post("/api/leads", json=lead_body(phone=None, **form))
    agents = fleet.d1("leads", "SELECT agent FROM leads ORDER BY rowid")
    assert [row["agent"] for row in agents] == ["Dana Ortiz", "Priya Nair", "Sam Whitfield"]


def test_after_an_erasure_the_same_person_may_come_again_under_the_same_key(
    leads: httpx.Client,
) -> None:
    first = leads.post("/api/leads", json=LEAD, headers=KEY).json()
    leads.delete(f"/api/leads/{first['id']}", headers=ADMIN)
    again = leads.post("/api/leads", json=LEAD, headers=KEY)
    assert again.status_code == 201
    assert again.json()["id"] != first["id"]
