"""leads killed in the middle of its work: what was answered is there after a restart."""

import itertools
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from leads_at_work import lead_body

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally

AT_ONCE, ENOUGH = 8, 40
UNFINISHED = "SELECT id FROM leads WHERE valued_at IS NULL OR announced_at IS NULL"


def test_a_kill_loses_no_lead_that_was_answered(tmp_path: Path) -> None:
    options = replace(quiet(tmp_path / "state"), only=("leads",), seed=None)
    taken: list[str] = []
    with run_locally(options) as fleet:
        _post_until_killed(fleet, taken)
    assert len(taken) >= ENOUGH
    with run_locally(options) as fleet:
        kept = [row["id"] for row in fleet.d1("leads", "SELECT id FROM leads")]
        assert set(taken) <= set(kept)
        eventually(lambda: _finished(fleet))
        assert _announced(fleet) == sorted(kept)


def _post_until_killed(fleet: LocalFleet, taken: list[str]) -> None:
    """Post leads from several clients, and kill workerd once enough were answered."""
    numbers = itertools.count()
    killer = threading.Thread(target=_kill_when_enough, args=(fleet, taken))
    killer.start()
    with ThreadPoolExecutor(AT_ONCE) as clients:
        for _ in range(AT_ONCE):
            clients.submit(_post_until_it_breaks, fleet, numbers, taken)
    killer.join()


def _post_until_it_breaks(fleet: LocalFleet, numbers: Any, taken: list[str]) -> None:
    with fleet.worker("leads") as leads:
        for number in numbers:
            body = lead_body(email=f"{number}@x.org", phone=None)
            try:
                answer = leads.post("/api/leads", json=body)
            except httpx.HTTPError:
                return
            if answer.status_code != 201:
                return
            taken.append(answer.json()["id"])


def _kill_when_enough(fleet: LocalFleet, taken: list[str]) -> None:
    while len(taken) < ENOUGH:
        time.sleep(0.002)
    os.kill(fleet.workerd_pid(), signal.SIGKILL)


def _announced(fleet: LocalFleet) -> list[str]:
    """The leads whose card slack-intel has, each once."""
    sql = "SELECT lead_id FROM messages WHERE lead_id IS NOT NULL ORDER BY lead_id"
    return [row["lead_id"] for row in fleet.d1("slack-intel", sql)]


def _finished(fleet: LocalFleet) -> bool:
    fleet.cron("leads")
    return not fleet.d1("leads", UNFINISHED)
