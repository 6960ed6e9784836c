"""partner-hooks killed in the middle of its work: what was published reaches every endpoint."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from killing import post_until_killed
from partners_at_work import DATA, got, publish, statuses, subscribe, tick, verified

from fleet.dev.local import quiet, run_locally

AT_ONCE, ENOUGH, ENDPOINTS = 4, 60, 3


def test_a_kill_loses_no_event_that_was_published(tmp_path: Path) -> None:
    options = replace(quiet(tmp_path / "state"), only=("partner-hooks",), seed=None)
    taken: list[str] = []
    before: set[tuple[str, str]] = set()
    with run_locally(options) as fleet:
        with fleet.worker("partner-hooks") as hooks:
            urls = [f"https://p{number}.example/" for number in range(ENDPOINTS)]
            secrets = {url: subscribe(hooks, url)["secret"] for url in urls}
        post_until_killed(
            fleet,
            "partner-hooks",
            lambda hooks, number: _publish(hooks, number, taken),
            taken,
            enough=ENOUGH,
            at_once=AT_ONCE,
        )
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


def _publish(hooks: httpx.Client, number: int, taken: list[str]) -> bool:
    new = {"type": "lead.created", "data": DATA, "id": f"evt_{number}"}
    answer = hooks.post("/api/publish", json=new)
    if answer.status_code == 202:
        taken.append(answer.json()["id"])
    return answer.status_code == 202
