"""Partners hear of leads through partner-hooks: each fact once, and never who it is about."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, LEAD, later, lead_body

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

EVENTS = ["lead.created", "lead.updated", "lead.status_changed", "property.valuated"]
PARTNER = "https://partner.example.com/hooks"
PERSONAL = ("ada", "lovelace", "555-0142", "5550142", "21st", "roof")


@pytest.fixture(autouse=True)
def _subscribed(fleet: LocalFleet) -> None:
    """A partner who wants to hear of everything."""
    with fleet.worker("partner-hooks") as hooks:
        wanted = {"url": PARTNER, "events": EVENTS}
        assert hooks.post("/api/subscriptions", json=wanted).status_code == 201


@pytest.fixture
def leads(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("leads") as client:
        yield client


def heard(fleet: LocalFleet) -> list[tuple[str, dict[str, Any]]]:
    """Types and data of what the partner has taken, in order."""
    bodies = [json.loads(call["body"]) for call in fleet.outbox(provider="partner")]
    return [(body["type"], body["data"]) for body in bodies]


def take(leads: httpx.Client, **changes: Any) -> str:
    answer = leads.post("/api/leads", json=lead_body(**changes))
    assert answer.status_code == 201, answer.text
    lead_id: str = answer.json()["id"]
    return lead_id


def change(leads: httpx.Client, lead_id: str, etag: str = "", **wanted: str) -> httpx.Response:
    path = f"/api/leads/{lead_id}"
    seen = etag or leads.get(path, headers=ADMIN).headers["etag"]
    return leads.patch(path, json=wanted, headers=ADMIN | {"If-Match": seen})


def work(fleet: LocalFleet) -> None:
    """Let leads try again all that waits, and the queues bring it.

    partner-hooks' own clock is left alone: in an hour it would take its calls of now for dead.
    """
    fleet.cron("leads", at=later(hours=1))
    fleet.cron("partner-hooks")
    fleet.flush_queues()


def test_a_lead_is_told_with_its_value_and_without_its_person(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    lead_id = take(leads)
    told = dict(eventually(lambda: len(heard(fleet)) == 2 and heard(fleet)))
    assert told.keys() == {"lead.created", "property.valuated"}
    assert told["lead.created"]["lead_id"] == told["property.valuated"]["lead_id"] == lead_id
    assert told["lead.created"]["zip"] == "98117"
    value = told["property.valuated"]
    assert value["low"] < value["estimate"] < value["high"]
    text = json.dumps(told).lower()
    assert not [word for word in PERSONAL if word in text]


def test_a_change_is_told_once_and_one_that_was_refused_is_not(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    lead_id = take(leads)
    eventually(lambda: len(heard(fleet)) == 2)
    etag = leads.get(f"/api/leads/{lead_id}", headers=ADMIN).headers["etag"]
    assert change(leads, lead_id, etag, status="contacted").status_code == 200
    assert change(leads, lead_id, etag, agent="Dana Ortiz").status_code == 412
    assert change(leads, lead_id, status="offer").status_code == 409
    assert change(leads, lead_id, agent="Priya Nair").status_code == 200
    eventually(lambda: len(heard(fleet)) == 4)
    work(fleet)
    (moved,) = [data for kind, data in heard(fleet) if kind == "lead.status_changed"]
    assert (moved["before"], moved["status"]) == ("new", "contacted")
    (updated,) = [data for kind, data in heard(fleet) if kind == "lead.updated"]
    assert updated["changed"] == ["agent"]
    assert len(heard(fleet)) == 4


def test_the_same_lead_again_is_nothing_new(fleet: LocalFleet, leads: httpx.Client) -> None:
    take(leads)
    assert leads.post("/api/leads", json=LEAD).json()["duplicate"] is True
    eventually(lambda: len(heard(fleet)) == 2)
    work(fleet)
    assert len(heard(fleet)) == 2


@pytest.mark.parametrize("mode", ["error", "hang", "down"])
def test_with_partner_hooks_broken_a_lead_is_taken_and_told_later_once(
    fleet: LocalFleet, leads: httpx.Client, mode: str
) -> None:
    with fleet.fault("partner-hooks", mode):
        take(leads)
        assert heard(fleet) == []
    eventually(lambda: work(fleet) or len(heard(fleet)) == 2)
    work(fleet)
    assert len(heard(fleet)) == 2


def test_a_value_that_comes_late_is_told_when_it_is_there(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    with fleet.fault("valuation", "error"):
        take(leads)
        eventually(lambda: [kind for kind, _ in heard(fleet)] == ["lead.created"])
    eventually(lambda: work(fleet) or len(heard(fleet)) == 2)
    assert heard(fleet)[1][0] == "property.valuated"


def test_nothing_is_told_of_a_lead_that_was_erased_meanwhile(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    with fleet.fault("partner-hooks", "error"):
        lead_id = take(leads)
        assert leads.delete(f"/api/leads/{lead_id}", headers=ADMIN).status_code == 204
    work(fleet)
    assert heard(fleet) == []
