"""webhooks with whom it calls broken at random: nothing is lost, and nothing happens twice."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hooks_at_work import (
    ADMIN,
    FORM,
    by_stripe,
    events,
    leads,
    replay,
    send,
    send_form,
    statuses,
)

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

MANY = 40


@pytest.mark.parametrize("seed", [1, 2])
def test_through_faults_each_form_becomes_one_lead(fleet: LocalFleet, seed: int) -> None:
    dice = random.Random(seed)
    expected: set[str] = set()
    for number in range(MANY):
        if dice.random() < 0.25:
            mode = dice.choice(["error", "hang", "down"])
            fleet.fault("leads", mode, times=dice.randint(1, 3))
        if dice.random() < 0.1:
            fleet.clear_faults("leads")
        email = f"seller{number}@example.com"
        fields = FORM | {"email": email, "address": f"{100 + number} Pine St, Seattle"}
        for _ in range(dice.randint(1, 3)):
            assert send_form(fleet, f"form-{number}", fields).status_code == 200
        expected.add(email)
    fleet.clear_faults()

    def all_delivered() -> bool:
        later = datetime.now(UTC) + timedelta(minutes=dice.randint(1, 400))
        fleet.cron("webhooks", at=later.isoformat())
        found = statuses(fleet)
        return len(found) == MANY and set(found.values()) == {"delivered"}

    eventually(all_delivered, seconds=60)
    found = [lead["email"] for lead in leads(fleet)]
    assert len(found) == MANY
    assert set(found) == expected


def test_what_waits_is_delivered_once_its_worker_is_bound(fleet: LocalFleet) -> None:
    with fleet.fault("payments", "error"):
        send(fleet, "stripe", by_stripe("evt_1"))
        # As in a deployment in which its worker is not bound yet.
        fleet.write("webhooks", "UPDATE events SET worker = 'stranger' WHERE id = 'evt_1'")
    eventually(lambda: fleet.cron("webhooks") or statuses(fleet) == {"evt_1": "waiting"})
    assert events(fleet)[0]["last_error"].startswith("stranger is not bound")
    fleet.cron("webhooks")
    assert statuses(fleet) == {"evt_1": "waiting"}
    fleet.write("webhooks", "UPDATE events SET worker = 'payments' WHERE id = 'evt_1'")
    fleet.cron("webhooks")
    eventually(lambda: statuses(fleet) == {"evt_1": "delivered"} and not pending(fleet))
    assert events(fleet)[0]["replays"] == 0


def pending(fleet: LocalFleet) -> list[dict[str, object]]:
    sql = "SELECT key FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL"
    return fleet.d1("webhooks", sql)


def test_what_a_delivered_event_said_is_forgotten_after_a_week(fleet: LocalFleet) -> None:
    send_form(fleet, "taken")
    contents = "SELECT id, payload LIKE '{%' AS kept FROM events WHERE payload <> '' ORDER BY id"
    with fleet.fault("payments", "error"):
        send(fleet, "stripe", by_stripe("evt_1"))
        eventually(lambda: statuses(fleet) == {"taken": "delivered", "evt_1": "pending"})
        for days, kept in ((6, ["evt_1", "taken"]), (8, ["evt_1"])):
            fleet.cron("webhooks", at=(datetime.now(UTC) + timedelta(days=days)).isoformat())
            assert [row["id"] for row in fleet.d1("webhooks", contents)] == kept
    assert replay(fleet, "taken").status_code == 409
    with fleet.worker("webhooks") as hooks:
        assert hooks.get("/api/events/taken", headers=ADMIN).json()["payload"] is None
    again = send_form(fleet, "taken")
    assert again.json()["duplicate"] is True
    assert len(leads(fleet)) == 1


def test_a_delivery_that_fails_for_long_is_a_dead_letter_and_can_be_replayed(
    fleet: LocalFleet,
) -> None:
    with fleet.fault("leads", "error"):
        send_form(fleet, "late")
        fleet.write("webhooks", "UPDATE outbox SET attempts = 19, due_at = 0")

        def dead() -> bool:
            fleet.write("webhooks", "UPDATE outbox SET attempts = 19, due_at = 0")
            fleet.cron("webhooks")
            return statuses(fleet) == {"late": "dead"}

        eventually(dead)
        assert leads(fleet) == []
    with fleet.worker("webhooks") as hooks:
        assert hooks.post("/api/events/late/replay", headers=ADMIN).status_code == 202
        eventually(lambda: statuses(fleet) == {"late": "delivered"})
        assert hooks.get("/api/dead", headers=ADMIN).json()["items"] == []
    assert len(leads(fleet)) == 1
