"""The CRM hears of leads through crm-sync: one contact a person, as the lead is now."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, LEAD, later, lead_body

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


@pytest.fixture
def leads(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("leads") as client:
        yield client


def take(leads: httpx.Client, **changes: Any) -> str:
    answer = leads.post("/api/leads", json=lead_body(**changes))
    assert answer.status_code == 201, answer.text
    lead_id: str = answer.json()["id"]
    return lead_id


def contact(fleet: LocalFleet, lead_id: str) -> dict[str, Any]:
    """A lead's contact, as crm-sync knows it; empty before it does."""
    with fleet.worker("crm-sync") as crm:
        answer = crm.get(f"/api/contacts/{lead_id}")
    return dict(answer.json()) if answer.status_code == 200 else {}


def is_synced(fleet: LocalFleet, lead_id: str) -> bool:
    return contact(fleet, lead_id).get("status") == "synced"


def made(fleet: LocalFleet) -> int:
    """How many contacts the CRM was asked to make, and has made."""
    calls = fleet.outbox(provider="hubspot")
    path = "/crm/v3/objects/contacts"
    return sum(call["url"].endswith(path) and call["status"] == 201 for call in calls)


def work(fleet: LocalFleet) -> None:
    for worker in ("leads", "crm-sync"):
        fleet.cron(worker, at=later(hours=1))
    fleet.flush_queues()


def test_a_lead_becomes_one_contact(fleet: LocalFleet, leads: httpx.Client) -> None:
    lead_id = take(leads)
    eventually(lambda: is_synced(fleet, lead_id))
    assert leads.post("/api/leads", json=LEAD).json()["duplicate"] is True
    work(fleet)
    assert made(fleet) == 1
    bodies = " ".join(call["body"] or "" for call in fleet.outbox(provider="hubspot"))
    assert LEAD["email"] in bodies


def test_a_changed_lead_changes_its_contact(fleet: LocalFleet, leads: httpx.Client) -> None:
    lead_id = take(leads)
    eventually(lambda: is_synced(fleet, lead_id))
    path = f"/api/leads/{lead_id}"
    seen = {"If-Match": leads.get(path, headers=ADMIN).headers["etag"]}
    before = len(fleet.outbox(provider="hubspot"))
    assert leads.patch(path, json={"status": "contacted"}, headers=ADMIN | seen).is_success
    eventually(lambda: len(fleet.outbox(provider="hubspot")) > before)
    work(fleet)
    assert made(fleet) == 1


@pytest.mark.parametrize("mode", ["error", "hang", "down"])
def test_with_crm_sync_broken_a_lead_is_taken_and_synced_later(
    fleet: LocalFleet, leads: httpx.Client, mode: str
) -> None:
    with fleet.fault("crm-sync", mode):
        lead_id = take(leads)
    eventually(lambda: work(fleet) or is_synced(fleet, lead_id))
    work(fleet)
    assert made(fleet) == 1


def test_an_erased_lead_is_forgotten_here_and_in_the_crm(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    lead_id = take(leads)
    eventually(lambda: is_synced(fleet, lead_id))
    assert leads.delete(f"/api/leads/{lead_id}", headers=ADMIN).status_code == 204

    def is_asked() -> bool:
        work(fleet)
        return any("gdpr-delete" in call["url"] for call in fleet.outbox(provider="hubspot"))

    eventually(is_asked)
    assert contact(fleet, lead_id)["status"] == "erased"
