"""leads with its neighbours broken: a lead is taken in time, and nothing is lost."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from leads_at_work import ADMIN, announcements, lead_body

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ANSWERED_WITHIN_SECONDS = 10  # on a busy machine; a neighbour that hangs does so for 60
MODES = ["error", "hang", "down"]


def post(fleet: LocalFleet, **changes: Any) -> dict[str, Any]:
    """Post a lead, which must be taken and answered in time."""
    with fleet.worker("leads") as leads:
        began = time.monotonic()
        answer = leads.post("/api/leads", json=lead_body(**changes))
        spent = time.monotonic() - began
    assert answer.status_code == 201, answer.text
    assert spent < ANSWERED_WITHIN_SECONDS
    body: dict[str, Any] = answer.json()
    return body


def stored(fleet: LocalFleet) -> list[dict[str, Any]]:
    return fleet.d1("leads", "SELECT id, score, valued_at, announced_at FROM leads")


def done(fleet: LocalFleet) -> list[dict[str, Any]]:
    """The lead once nothing is left to do for it, with cron's help; empty before."""
    fleet.cron("leads")
    return [row for row in stored(fleet) if row["valued_at"] and row["announced_at"]]


@pytest.fixture(autouse=True)
def _warm(fleet: LocalFleet) -> None:
    """The first request of an isolate is about booting, not about faults."""
    for worker, path in (("leads", "/api/leads"), ("valuation", "/health")):
        with fleet.worker(worker) as client:
            client.get(path, headers=ADMIN)


@pytest.mark.parametrize("mode", MODES)
def test_with_valuation_broken_a_lead_is_taken_and_valued_and_announced_once_after(
    fleet: LocalFleet, mode: str
) -> None:
    with fleet.fault("valuation", mode):
        answer = post(fleet)
        assert answer["valuation"] is None
        assert [row["id"] for row in stored(fleet)] == [answer["id"]]
        assert announcements(fleet) == []
    (lead,) = eventually(lambda: done(fleet))
    assert lead["score"] > answer["score"]
    (card,) = eventually(lambda: announcements(fleet))
    assert "not valued yet" not in str(card)
    fleet.cron("leads")
    fleet.cron("slack-intel")
    assert len(announcements(fleet)) == 1


@pytest.mark.parametrize("mode", MODES)
def test_with_slack_intel_broken_a_lead_is_taken_and_announced_once_after(
    fleet: LocalFleet, mode: str
) -> None:
    with fleet.fault("slack-intel", mode):
        answer = post(fleet)
        assert answer["valuation"] is not None
        assert [row["announced_at"] for row in stored(fleet)] == [None]
    eventually(lambda: done(fleet))
    assert len(eventually(lambda: announcements(fleet))) == 1
    fleet.cron("leads")
    fleet.cron("slack-intel")
    assert len(announcements(fleet)) == 1


@pytest.mark.parametrize("mode", MODES)
def test_with_both_broken_a_lead_is_taken_and_both_are_made_good(
    fleet: LocalFleet, mode: str
) -> None:
    for worker in ("valuation", "slack-intel"):
        fleet.control("POST", "/faults", json={"worker": worker, "mode": mode})
    answer = post(fleet)
    assert answer["valuation"] is None
    fleet.clear_faults()
    eventually(lambda: done(fleet))
    assert len(eventually(lambda: announcements(fleet))) == 1


def test_a_long_fault_does_not_keep_a_lead_from_the_people_who_call(fleet: LocalFleet) -> None:
    with fleet.fault("valuation", "error"):
        post(fleet)
        (card,) = eventually(lambda: announced_by(fleet, seconds=150))
    assert "not valued yet" in str(card)
    assert len(announced_by(fleet, seconds=3600)) == 1
    assert [lead["valued_at"] is not None for lead in stored(fleet)] == [True]


def announced_by(fleet: LocalFleet, seconds: int) -> list[dict[str, Any]]:
    """What has been announced once the schedule has run so much later."""
    later = datetime.now(UTC) + timedelta(seconds=seconds)
    fleet.cron("leads", at=later.isoformat())
    return announcements(fleet)


def test_a_slow_slack_costs_the_caller_nothing(fleet: LocalFleet) -> None:
    fleet.rule("slack", delay_ms=3000, times=1)
    post(fleet)
    assert len(eventually(lambda: announcements(fleet))) == 1
