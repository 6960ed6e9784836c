"""What changes while an attempt is under way: a deletion, an erasure, a switch, a new secret."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from partners_at_work import (
    ADMIN,
    attempted,
    clear_rules,
    deliveries,
    detail,
    got,
    publish,
    read,
    statuses,
    subscribe,
    verified,
)

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

UNDER_WAY = "SELECT id FROM deliveries WHERE claim LIKE 'claim_%'"
NOTED = "SELECT count(*) AS found FROM attempts"


@contextmanager
def last_attempt(partners: LocalFleet, hooks: httpx.Client, status: int) -> Iterator[str]:
    """A delivery's last attempt is under way while the block lasts; its id."""
    partners.rule("partner", status=500)
    publish(hooks, "evt_1")
    delivery: str = attempted(hooks, 1)["id"]
    clear_rules(partners)
    partners.rule("partner", status=status, body="no", delay_ms=1000)
    partners.write("partner-hooks", "UPDATE deliveries SET tries = 5, attempts = 5, due_at = 1")
    partners.cron("partner-hooks")
    eventually(lambda: partners.d1("partner-hooks", UNDER_WAY))
    yield delivery
    eventually(lambda: partners.d1("partner-hooks", NOTED) == [{"found": 2}])


def told(fleet: LocalFleet) -> list[dict[str, object]]:
    """What was given up, and what is to be told of endpoints."""
    letters = fleet.d1("partner-hooks", "SELECT key FROM dead_letters")
    return letters + fleet.d1("partner-hooks", "SELECT key FROM outbox")


@pytest.mark.parametrize("status", [500, 410])
def test_of_an_endpoint_that_is_deleted_meanwhile_nothing_is_told(
    partners: LocalFleet, hooks: httpx.Client, status: int
) -> None:
    made = subscribe(hooks)
    with last_attempt(partners, hooks, status) as delivery:
        assert hooks.delete(f"/api/subscriptions/{made['id']}").status_code == 204
    found = detail(hooks, delivery)
    assert (found["status"], len(found["log"])) == ("cancelled", 2)
    assert told(partners) == []
    assert hooks.get("/api/dead", headers=ADMIN).json()["items"] == []


def test_of_a_person_who_is_erased_meanwhile_nothing_is_kept(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    subscribe(hooks)
    with last_attempt(partners, hooks, 500) as delivery:
        assert hooks.post("/api/forget", json={"lead_id": "lead_1"}).json() == {"events": 1}
    found = detail(hooks, delivery)
    assert (found["status"], found["data"], found["last_error"]) == ("cancelled", None, None)
    assert [(each["error"], each["excerpt"]) for each in found["log"]] == [(None, None)] * 2
    assert told(partners) == []


@pytest.mark.parametrize("status", [500, 410])
def test_an_endpoint_that_is_switched_off_meanwhile_holds_and_goes_on(
    partners: LocalFleet, hooks: httpx.Client, status: int
) -> None:
    path = f"/api/subscriptions/{subscribe(hooks)['id']}"
    with last_attempt(partners, hooks, status) as delivery:
        assert hooks.patch(path, json={"enabled": False}).json()["disabled_reason"] == "asked"
    assert detail(hooks, delivery)["status"] == "held"
    assert (hooks.get(path).json()["disabled_reason"], told(partners)) == ("asked", [])
    clear_rules(partners)
    hooks.patch(path, json={"enabled": True})
    partners.cron("partner-hooks")
    eventually(lambda: statuses(hooks) == ["delivered"])


def test_one_that_is_deleted_meanwhile_and_taken_all_the_same_stays_cancelled(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made = subscribe(hooks)
    with last_attempt(partners, hooks, 200) as delivery:
        hooks.delete(f"/api/subscriptions/{made['id']}")
    found = detail(hooks, delivery)
    assert (found["status"], found["log"][0]["status"]) == ("cancelled", 200)


def test_a_secret_that_is_rotated_meanwhile_signs_the_next_attempt(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made = subscribe(hooks)
    with last_attempt(partners, hooks, 500) as delivery:
        asked = {"overlap_seconds": 0}
        path = f"/api/subscriptions/{made['id']}/rotate"
        rotated = hooks.post(path, params=asked).json()["secret"]
    clear_rules(partners)
    assert read(hooks, made["id"])["enabled"]
    hooks.post(f"/api/deliveries/{delivery}/replay")
    eventually(lambda: deliveries(hooks)[0]["status"] == "delivered")
    verified(got(partners)[-1], rotated)
