"""leads with its neighbours broken, and killed in the middle of its work: nothing is lost."""

import itertools
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, LEAD, announcements, eventually, lead_body

from fleet.dev.local import LocalFleet, quiet, run_locally

ANSWERED_WITHIN_SECONDS = 1.5
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
        later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 150))
        eventually(lambda: fleet.cron("leads", at=later) or announcements(fleet))
    (card,) = announcements(fleet)
    assert "not valued yet" in str(card)
    later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
    fleet.cron("leads", at=later)
    (lead,) = stored(fleet)
    assert lead["valued_at"]
    assert len(announcements(fleet)) == 1


def test_a_slow_slack_costs_the_caller_nothing(fleet: LocalFleet) -> None:
    fleet.rule("slack", delay_ms=3000, times=1)
    post(fleet)
    assert len(eventually(lambda: announcements(fleet))) == 1


@pytest.mark.timeout(240)
def test_a_kill_loses_no_lead_that_was_answered(tmp_path: Path) -> None:
    options = quiet(tmp_path / "state", None)
    taken: list[str] = []
    with run_locally(options) as fleet:
        killer = threading.Thread(target=_kill_when, args=(fleet, taken, 25))
        killer.start()
        _post_until_it_breaks(fleet, taken)
        killer.join()
    assert len(taken) >= 25
    with run_locally(options) as fleet:
        kept = {row["id"] for row in stored(fleet)}
        assert set(taken) <= kept
        eventually(lambda: fleet.cron("leads") or not _unfinished(fleet), seconds=60)


def _post_until_it_breaks(fleet: LocalFleet, taken: list[str]) -> None:
    with fleet.worker("leads") as leads:
        for number in itertools.count():
            body = {**LEAD, "email": f"{number}@x.org", "phone": None}
            try:
                answer = leads.post("/api/leads", json=body)
            except httpx.HTTPError:
                return
            if answer.status_code != 201:
                return
            taken.append(answer.json()["id"])


def _kill_when(fleet: LocalFleet, taken: list[str], count: int) -> None:
    while len(taken) < count:
        time.sleep(0.005)
    os.kill(fleet.workerd_pid(), signal.SIGKILL)


def _unfinished(fleet: LocalFleet) -> list[dict[str, Any]]:
    return [row for row in stored(fleet) if not row["valued_at"] or not row["announced_at"]]
