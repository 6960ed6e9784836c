"""Leads and their contacts in step: in any order, both ways, and forgotten at last."""

import json

import httpx
import pytest
from crm_fleet_at_work import (
    ADMIN,
    calls,
    contact,
    contacts,
    hubspot,
    lead,
    settles,
    told,
    upsert,
    writes,
)

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


def test_a_lead_is_taken_and_becomes_a_contact(crm_fleet: LocalFleet, crm: httpx.Client) -> None:
    first = upsert(crm)
    assert first.startswith("contact_")
    known = settles(crm)
    [there] = contacts(crm_fleet)
    assert known["external_id"] == there["id"]
    assert known["id"] == first
    assert known["last_sync"]
    assert known["last_error"] is None
    assert there["properties"]["firstname"] == "Ann"


def test_versions_in_any_order_and_twice_are_one_contact_with_the_newest(
    crm_fleet: LocalFleet, crm: httpx.Client
) -> None:
    ids = {
        upsert(crm, version=version, address=f"{version} Elm St, Seattle")
        for version in (2, 5, 1, 5, 3, 2)
    }
    assert len(ids) == 1
    settles(crm)
    crm_fleet.flush_queues()
    eventually(lambda: contact(crm)["status"] == "synced")
    [there] = contacts(crm_fleet)
    assert there["properties"]["address"] == "5 Elm St, Seattle"


def test_parallel_upserts_of_one_lead_make_one_contact(
    crm_fleet: LocalFleet, crm: httpx.Client
) -> None:
    for version in range(1, 9):
        crm.post("/api/upsert", json=lead(version=version, phone="206-555-0142", email=None))
    settles(crm)
    eventually(lambda: not _open(crm_fleet), 30)
    assert len(contacts(crm_fleet)) == 1


def _open(fleet: LocalFleet) -> bool:
    fleet.cron("crm-sync")
    sql = "SELECT key FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL"
    return bool(fleet.d1("crm-sync", sql))


def test_a_repeat_calls_nobody(crm_fleet: LocalFleet, crm: httpx.Client) -> None:
    upsert(crm)
    settles(crm)
    before = len(calls(crm_fleet))
    upsert(crm)
    crm_fleet.cron("crm-sync")
    assert len(calls(crm_fleet)) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"email": None, "phone": None},
        {"id": ""},
        {"id": "a b"},
        {"email": "nobody"},
        {"phone": "12"},
        {"status": "sold"},
        {"version": -1},
        {"updated_at": 5},
        {"updated_at": "9999-12-31T00:00:00Z"},
        {"score": 101},
        {"name": "a\x00b"},
    ],
)
def test_a_bad_lead_is_refused(
    crm_fleet: LocalFleet, crm: httpx.Client, changes: dict[str, object]
) -> None:
    answer = crm.post("/api/upsert", json=lead(**{"lead_id": "lead_1", **changes}))  # type: ignore[arg-type]
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"]


def test_an_unknown_lead_has_no_contact(crm_fleet: LocalFleet, crm: httpx.Client) -> None:
    assert crm.get("/api/contacts/lead_none").status_code == 404


def test_an_edit_in_the_crm_comes_in_by_webhook_holds_and_is_not_sent_back(
    crm_fleet: LocalFleet, crm: httpx.Client
) -> None:
    upsert(crm, phone="+12065550142")
    there = settles(crm)["external_id"]
    before = len(writes(crm_fleet))
    asked = {"objectId": int(there), "propertyValue": "+12065550177"}
    crm_fleet.control("POST", "/providers/hubspot/events", json=asked)
    eventually(lambda: contact(crm)["changes"])
    [change] = contact(crm)["changes"]
    assert (change["property"], change["value"]) == ("phone", "+12065550177")
    eventually(lambda: any("phone was changed in hubspot" in each for each in told(crm_fleet)))
    assert len(writes(crm_fleet)) == before
    assert contacts(crm_fleet)[0]["properties"]["phone"] == "+12065550177"
    upsert(crm, version=2, phone="+12065550188")
    [conflict] = settles(crm, status="conflict")["conflicts"]
    assert (conflict["ours"], conflict["theirs"]) == ("+12065550188", "+12065550177")


def test_the_echo_of_our_own_write_is_nobodys_edit(
    crm_fleet: LocalFleet, crm: httpx.Client
) -> None:
    upsert(crm, phone="+12065550142")
    there = settles(crm)["external_id"]
    before = len(calls(crm_fleet))
    asked = {"objectId": int(there), "propertyValue": "+12065550142"}
    answer = crm_fleet.control("POST", "/providers/hubspot/events", json=asked)
    assert answer.status_code == 200, answer.text
    eventually(lambda: crm_fleet.d1("crm-sync", "SELECT 1 FROM effects"))
    eventually(lambda: not _open(crm_fleet))
    assert contact(crm)["changes"] == []
    assert told(crm_fleet) == []
    assert len(calls(crm_fleet)) == before


def test_a_conflict_is_told_once_and_nothing_is_overwritten(
    crm_fleet: LocalFleet, crm: httpx.Client
) -> None:
    upsert(crm, phone="+12065550142")
    there = settles(crm)["external_id"]
    hubspot(crm_fleet, "PATCH", f"/{there}", {"properties": {"phone": "+12065550177"}})
    upsert(crm, version=2, phone="+12065550188")
    [conflict] = settles(crm, status="conflict")["conflicts"]
    assert (conflict["ours"], conflict["theirs"]) == ("+12065550188", "+12065550177")
    upsert(crm, version=3, phone="+12065550188", address="1 Elm St, Seattle")
    eventually(lambda: contacts(crm_fleet)[0]["properties"]["address"] == "1 Elm St, Seattle")
    assert contacts(crm_fleet)[0]["properties"]["phone"] == "+12065550177"
    eventually(lambda: told(crm_fleet))
    [note] = told(crm_fleet)
    assert "Conflict: phone" in note
    assert "555" not in note, "no personal data goes to Slack"


def test_a_phone_of_one_and_an_address_of_another_is_reported(
    crm_fleet: LocalFleet, crm: httpx.Client
) -> None:
    hubspot(crm_fleet, "POST", "", {"properties": {"phone": "+12065550142"}})
    hubspot(crm_fleet, "POST", "", {"properties": {"email": "lead_1@example.org"}})
    before = contacts(crm_fleet)
    upsert(crm, phone="+12065550142")
    assert "merge them" in settles(crm, status="conflict")["last_error"]
    assert contacts(crm_fleet) == before
    eventually(lambda: any("merge them" in each for each in told(crm_fleet)))


def test_a_forgotten_person_is_gone_here_and_there_and_is_not_revived(
    crm_fleet: LocalFleet, crm: httpx.Client
) -> None:
    upsert(crm, phone="+12065550142")
    there = settles(crm)["external_id"]
    asked = {"objectId": int(there), "propertyValue": "+12065550177"}
    crm_fleet.control("POST", "/providers/hubspot/events", json=asked)
    eventually(lambda: contact(crm)["changes"])
    assert crm.post("/api/forget", json={"lead_id": "lead_1"}).json() == {"contacts": 1}
    eventually(lambda: contacts(crm_fleet) == [])
    eventually(lambda: contact(crm)["external_id"] is None)
    assert crm.post("/api/forget", json={"lead_id": "lead_1"}).json() == {"contacts": 0}
    upsert(crm, version=9)
    eventually(lambda: not _open(crm_fleet))
    assert contacts(crm_fleet) == []
    for table in ("contacts", "outbox", "dead_letters", "effects"):
        rows = json.dumps(crm_fleet.d1("crm-sync", f"SELECT * FROM {table}"))
        for personal in ("example.org", "Ann", "5550142", "5550177", "21st Ave"):
            assert personal not in rows, table


def test_forgetting_comes_before_a_late_lead(crm_fleet: LocalFleet, crm: httpx.Client) -> None:
    crm.post("/api/forget", json={"lead_id": "lead_1"})
    upsert(crm)
    eventually(lambda: not _open(crm_fleet))
    assert contact(crm)["status"] == "erased"
    assert contacts(crm_fleet) == []


def test_dead_letters_want_the_admin_token(crm_fleet: LocalFleet, crm: httpx.Client) -> None:
    assert crm.get("/api/dead").status_code == 401
    assert crm.get("/api/dead", headers=ADMIN).json()["items"] == []
