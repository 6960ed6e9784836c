"""Whatever the CRM answers, each lead is one contact with its newest values in the end."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from crm_fleet_at_work import ADMIN, calls, contact, contacts, quiet_by_cron, settles, upsert

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

SECONDLY = {"errorType": "RATE_LIMIT", "policyName": "SECONDLY", "status": "error"}
DAILY = SECONDLY | {"policyName": "DAILY"}
SEATTLE = ZoneInfo("America/Los_Angeles")


def test_a_limit_of_a_second_is_waited_out(crm_fleet: LocalFleet, crm: httpx.Client) -> None:
    crm_fleet.rule("hubspot", status=429, body=SECONDLY, times=1)
    upsert(crm)
    settles(crm, seconds=15)
    assert next(each["status"] for each in calls(crm_fleet)) == 429
    assert len(contacts(crm_fleet)) == 1


def test_the_limit_of_a_day_stops_all_calls_until_the_next(
    crm_fleet: LocalFleet, crm: httpx.Client
) -> None:
    crm_fleet.rule("hubspot", status=429, body=DAILY, times=1)
    upsert(crm)
    eventually(lambda: contact(crm)["last_error"])
    upsert(crm, "lead_2")
    eventually(
        lambda: (
            len(crm_fleet.d1("crm-sync", "SELECT 1 FROM outbox WHERE last_error IS NOT NULL")) == 2
        )
    )
    for _ in range(2):
        crm_fleet.cron("crm-sync")
    assert len(calls(crm_fleet)) == 1
    [pause] = crm_fleet.d1("crm-sync", "SELECT until FROM pauses")
    until = datetime.fromtimestamp(pause["until"] / 1000, SEATTLE)
    assert (until.hour, until.minute, until.second) == (0, 0, 0)
    assert timedelta() < until - datetime.now(UTC) <= timedelta(hours=25)
    crm_fleet.write("crm-sync", "UPDATE pauses SET until = 1")
    crm_fleet.write("crm-sync", "UPDATE outbox SET due_at = 1 WHERE delivered_at IS NULL")
    crm_fleet.cron("crm-sync")
    settles(crm)
    settles(crm, "lead_2")


def test_what_hubspot_never_takes_is_a_dead_letter_and_can_be_replayed(
    crm_fleet: LocalFleet, crm: httpx.Client
) -> None:
    refusal = {"category": "VALIDATION_ERROR", "message": "Ann is no name"}
    crm_fleet.rule("hubspot", status=400, body=refusal, times=1)
    upsert(crm)
    assert "VALIDATION_ERROR" in settles(crm, status="failed")["last_error"]
    eventually(lambda: crm.get("/api/dead", headers=ADMIN).json()["items"])
    [letter] = crm.get("/api/dead", headers=ADMIN).json()["items"]
    assert "Ann" not in str(letter)
    assert crm.post(f"/api/dead/{letter['id']}/replay", headers=ADMIN).status_code == 202
    settles(crm)
    assert len(contacts(crm_fleet)) == 1


def test_a_contact_that_exists_already_is_updated(crm_fleet: LocalFleet, crm: httpx.Client) -> None:
    upsert(crm, "lead_0", email="shared@example.org")
    there = settles(crm, "lead_0")["external_id"]
    body = {"category": "CONFLICT", "message": f"Contact already exists. Existing ID: {there}"}
    crm_fleet.rule("hubspot", status=409, body=body, times=1)
    upsert(crm, "lead_9", email=None, phone="+12065550143")
    assert settles(crm, "lead_9")["external_id"] == there
    assert len(contacts(crm_fleet)) == 1


FAULTS: list[dict[str, Any]] = [
    {"status": 429, "body": SECONDLY, "times": 2},
    {"status": 500, "times": 2},
    {"status": 502, "body": "<html>Bad gateway</html>", "times": 1},
    {"status": 200, "body": "not JSON", "times": 1},
    {"status": 401, "body": {"category": "EXPIRED_AUTHENTICATION"}, "times": 1},
    {"status": 200, "delay_ms": 9000, "times": 1},
]


@pytest.mark.parametrize("seed", [16])
def test_under_random_faults_each_lead_is_one_contact_with_its_newest_values(
    crm_fleet: LocalFleet, crm: httpx.Client, seed: int
) -> None:
    luck = random.Random(seed)
    leads = [f"lead_{number}" for number in range(10)]
    versions = [(name, version) for name in leads for version in (1, 2, 3)] * 2
    luck.shuffle(versions)
    for name, version in versions:
        if luck.random() < 0.15:
            crm_fleet.rule("hubspot", **luck.choice(FAULTS))
        upsert(crm, name, version=version, address=f"{version} Elm St, Seattle")
        if luck.random() < 0.1:
            keys = [each["key"] for each in crm_fleet.d1("crm-sync", "SELECT key FROM outbox")]
            some = luck.sample(keys, min(5, len(keys)))
            crm_fleet.deliver("crm-sync", "crm-sync-outbox", {"body": {"keys": some}})
    eventually(lambda: quiet_by_cron(crm_fleet), 120)
    found = {each["properties"]["email"]: each["properties"] for each in contacts(crm_fleet)}
    assert len(contacts(crm_fleet)) == len(found) == len(leads)
    assert {each["address"] for each in found.values()} == {"3 Elm St, Seattle"}
    assert {contact(crm, name)["status"] for name in leads} == {"synced"}
    assert crm.get("/api/dead", headers=ADMIN).json()["items"] == []
