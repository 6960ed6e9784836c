"""crm-sync killed in the middle of syncing: each lead that was taken is one contact in the end."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from crm_fleet_at_work import ADMIN, contact, contacts, lead, quiet_by_cron
from killing import post_until_killed

from fleet.dev import engine
from fleet.dev.client import eventually
from fleet.dev.local import quiet, run_locally
from fleet.dev.providers import Directory

AT_ONCE, ENOUGH = 3, 30
SEEDS = Path(__file__).parents[3] / "wrangler" / "seeds"


def test_a_kill_loses_no_lead_and_makes_no_contact_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hubspot_outlives_the_kill = Directory(SEEDS)
    monkeypatch.setattr(engine, "Directory", lambda _: hubspot_outlives_the_kill)
    options = replace(quiet(tmp_path / "state"), only=("crm-sync",), seed=None)
    taken: dict[str, str] = {}
    with run_locally(options) as fleet:
        # What HubSpot has done is not known here for a while: the kill falls into it.
        fleet.rule("hubspot", delay_ms=60)
        post_until_killed(
            fleet,
            "crm-sync",
            lambda crm, number: _upsert(crm, number, taken),
            taken,
            enough=ENOUGH,
            at_once=AT_ONCE,
        )
        made = contacts(fleet)
    assert made
    with run_locally(options) as fleet, fleet.worker("crm-sync") as crm:
        # As if the leases of those that were killed had run out.
        fleet.write("crm-sync", "UPDATE contacts SET leased_until = 0")
        eventually(lambda: quiet_by_cron(fleet), 120)
        known = {name: contact(crm, name) for name in taken}
        assert {each["status"] for each in known.values()} == {"synced"}
        there = {each["id"]: each["properties"]["address"] for each in contacts(fleet)}
        found = {name: there[each["external_id"]] for name, each in known.items()}
        # One that was stored may have been killed before its answer.
        assert {name for name, newest in taken.items() if found[name] < newest} == set()
        stored = fleet.d1("crm-sync", "SELECT lead_id FROM contacts")
        assert len(there) == len(stored), "one contact for each"
        assert crm.get("/api/dead", headers=ADMIN).json()["items"] == []


def _upsert(crm: httpx.Client, number: int, taken: dict[str, str]) -> bool:
    for body in _versions(number):
        if crm.post("/api/upsert", json=body).status_code != 202:
            return False
        taken[body["lead"]["id"]] = body["lead"]["address"]
    return True


def _versions(number: int) -> Iterator[dict[str, Any]]:
    """Two of a lead, known by an address or by a number alone."""
    name = f"lead_{number}"
    known_by = {"email": None, "phone": f"206555{number:04}"} if number % 2 else {}
    for version in (1, 2):
        yield lead(name, version=version, address=f"{version} Elm St, Seattle", **known_by)
