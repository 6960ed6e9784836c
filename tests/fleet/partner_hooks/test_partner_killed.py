"""partner-hooks killed in the middle of its work: what was published reaches every endpoint."""

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
from partners_at_work import DATA, got, publish, statuses, subscribe, tick, verified

from fleet.dev.local import LocalFleet, quiet, run_locally

AT_ONCE, ENOUGH, ENDPOINTS = 4, 60, 3


def test_a_kill_loses_no_event_that_was_published(tmp_path: Path) -> None:
    options = replace(quiet(tmp_path / "state"), only=("partner-hooks",), seed=None)
    taken: list[str] = []
    before: set[tuple[str, str]] = set()
    with run_locally(options) as fleet:
        with fleet.worker("partner-hooks") as hooks:
            urls = [f"https://p{number}.example/" for number in range(ENDPOINTS)]
            secrets = {url: subscribe(hooks, url)["secret"] for url in urls}
        _publish_until_killed(fleet, taken)
        before = _received(fleet.dev.outbox.list(provider="partner"), secrets)
    assert len(taken) >= ENOUGH
    expected = {(url, key) for url in secrets for key in taken}
    with run_locally(options) as fleet, fleet.worker("partner-hooks") as hooks:
        assert publish(hooks, taken[0])["deliveries"] == ENDPOINTS
        for minutes in range(2, 40, 2):
            tick(fleet, minutes)
            if not statuses(hooks, status="pending"):
                break
        assert statuses(hooks, status="pending") == []
        assert expected <= before | _received(got(fleet), secrets)


def _received(sent: list[dict[str, Any]], secrets: dict[str, str]) -> set[tuple[str, str]]:
    """What each endpoint has taken: its URL, and the event's id."""
    for each in sent:
        verified(each, secrets[each["url"]])
    return {(each["url"], each["headers"]["webhook-id"]) for each in sent}


def _publish_until_killed(fleet: LocalFleet, taken: list[str]) -> None:
    numbers = itertools.count()
    killer = threading.Thread(target=_kill_when_enough, args=(fleet, taken))
    killer.start()
    with ThreadPoolExecutor(AT_ONCE) as clients:
        for _ in range(AT_ONCE):
            clients.submit(_publish_until_it_breaks, fleet, numbers, taken)
    killer.join()


def _publish_until_it_breaks(
    fleet: LocalFleet, numbers: "itertools.count[int]", taken: list[str]
) -> None:
    with fleet.worker("partner-hooks") as hooks:
        for number in numbers:
            new = {"type": "lead.created", "data": DATA, "id": f"evt_{number}"}
            try:
                answer = hooks.post("/api/publish", json=new)
            except httpx.HTTPError:
                return
            if answer.status_code != 202:
                return
            taken.append(answer.json()["id"])


def _kill_when_enough(fleet: LocalFleet, taken: list[str]) -> None:
    while len(taken) < ENOUGH:
        time.sleep(0.002)
    os.kill(fleet.workerd_pid(), signal.SIGKILL)
