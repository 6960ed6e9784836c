"""An `Idempotency-Key` is its caller's own: nobody sees another's answer, or is refused for it."""

from collections.abc import Iterator

import httpx
import pytest
from leads_at_work import ADMIN, LEAD, lead_body

from fleet.dev.local import LocalFleet

KEY = {"Idempotency-Key": "order-1"}
HERE, THERE = {"CF-Connecting-IP": "203.0.113.1"}, {"CF-Connecting-IP": "203.0.113.2"}
OTHER = lead_body(name="Bo", email="bo@example.com", phone="206-555-0177")


@pytest.fixture
def leads(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("leads") as client:
        yield client


def test_callers_who_choose_the_same_key_do_not_meet(leads: httpx.Client) -> None:
    first = leads.post("/api/leads", json=LEAD, headers=KEY | HERE)
    assert first.status_code == 201
    for caller in (THERE, HERE | ADMIN, HERE | {"X-Gateway-Key-Id": "key_1"}, {}):
        other = leads.post("/api/leads", json=OTHER, headers=KEY | caller)
        assert other.status_code in (200, 201), other.text
        assert other.json()["id"] != first.json()["id"]
        assert "idempotent-replayed" not in other.headers
    again = leads.post("/api/leads", json=LEAD, headers=KEY | HERE)
    assert (again.status_code, again.text) == (201, first.text)
    assert again.headers["idempotent-replayed"] == "true"
    assert leads.post("/api/leads", json=OTHER, headers=KEY | HERE).status_code == 409


def test_a_partner_is_the_same_from_wherever_it_calls(leads: httpx.Client) -> None:
    partner = {"X-Gateway-Key-Id": "key_1"}
    first = leads.post("/api/leads", json=LEAD, headers=KEY | HERE | partner)
    again = leads.post("/api/leads", json=LEAD, headers=KEY | THERE | partner)
    assert (again.status_code, again.text) == (201, first.text)


def test_two_visitors_may_book_under_the_same_key(fleet: LocalFleet) -> None:
    with fleet.worker("calendar") as calendar:
        slots = calendar.get("/api/slots").json()["slots"]
        answers = [
            calendar.post(
                "/api/bookings",
                json={"start": slot["start"], "name": name, "phone": "206-555-0137"},
                headers=KEY | caller,
            )
            for slot, name, caller in zip(
                (slots[0], slots[-1]), ("Ann", "Bo"), (HERE, THERE), strict=True
            )
        ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] != answers[1].json()["id"]
