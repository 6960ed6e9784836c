"""slack-intel over HTTP: what becomes far more frequent than usual is told once, as is its end."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, product
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, slack_calls

from anomaly_watch import COUNTS, EVENTS
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables
from log_anomalies import LEARNING

WINDOW = timedelta(minutes=10)
# Yet to come: no schedule runs for a time that is past. And after the hour of the daily digest.
FIRST = (datetime.now(UTC) + timedelta(days=2)).replace(hour=15, minute=0, second=0, microsecond=0)
BURST, USUAL = 30, 3
KINDS = ("".join(letters) for letters in product(ascii_lowercase, repeat=3))


@pytest.fixture
def intel(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("slack-intel") as client:
        yield client


def moment(window: int, seconds: float = 0) -> str:
    """So many seconds into a window, RFC 3339."""
    return (FIRST + window * WINDOW + timedelta(seconds=seconds)).isoformat()


def log(intel: httpx.Client, window: int, number: int, **facts: Any) -> None:
    """So many slow answers in a window, no two of one kind: no storm comes of them."""
    for index in range(number):
        entry = {
            "level": "warning",
            "worker": "valuation",
            "event": "request_slow",
            "path": f"/api/{next(KINDS)}",
            "at": moment(window, index * 599.9 / max(1, number - 1)),
            **facts,
        }
        assert intel.post("/api/log", json=entry).status_code == 202


def close(fleet: LocalFleet, window: int) -> None:
    """Run the schedule a little after a window's end."""
    fleet.cron("slack-intel", at=moment(window + 1, 60))


def learn(fleet: LocalFleet, intel: httpx.Client) -> int:
    """Let slack-intel see a few slow answers a window; gives the first window after that."""
    log(intel, -1, USUAL)
    close(fleet, -1)
    for window in range(LEARNING):
        log(intel, window, USUAL)
    close(fleet, LEARNING - 1)
    return LEARNING


def told(fleet: LocalFleet) -> list[str]:
    """What the channel of alerts was told."""
    return [call["text"] for call in slack_calls(fleet) if call["channel"] == "#fleet-alerts"]


def stored(fleet: LocalFleet) -> int:
    """How many messages have ever been put into the queue."""
    (row,) = fleet.d1("slack-intel", "SELECT count(*) AS n FROM messages")
    return int(row["n"])


def noted(intel: httpx.Client) -> list[dict[str, Any]]:
    """The anomalies in the log, oldest first."""
    query: dict[str, Any] = {"worker": "valuation", "level": "info"}
    items = intel.get("/api/log", params=query, headers=ADMIN).json()["items"]
    return [item for item in reversed(items) if item["event"].startswith("anomaly")]


@contextmanager
def kv_file(fleet: LocalFleet) -> Iterator[sqlite3.Connection]:
    """The file in which workerd keeps slack-intel's KV; what is done to it, it meets at once."""
    for path in fleet.dev.options.state.rglob("kv/**/*.sqlite"):
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            tables = "SELECT count(*) FROM sqlite_master WHERE name = '_mf_entries'"
            keys = "SELECT count(*) FROM _mf_entries WHERE key = 'baselines'"
            if database.execute(tables).fetchone()[0] and database.execute(keys).fetchone()[0]:
                yield database
                return
    raise AssertionError("slack-intel has no baselines in KV.")


@contextmanager
def kv_unreadable(fleet: LocalFleet) -> Iterator[None]:
    with kv_file(fleet) as database:
        database.execute("ALTER TABLE _mf_entries RENAME TO gone")
        try:
            yield
        finally:
            database.execute("ALTER TABLE gone RENAME TO _mf_entries")


@contextmanager
def kv_unwritable(fleet: LocalFleet) -> Iterator[None]:
    with kv_file(fleet) as database:
        database.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            database.execute("ROLLBACK")


def test_a_burst_is_told_once_and_so_is_the_calm_after_it(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    burst = learn(fleet, intel)
    assert stored(fleet) == 0
    log(intel, burst, BURST)
    close(fleet, burst)
    (alert,) = eventually(lambda: told(fleet))
    since = FIRST + burst * WINDOW
    assert alert == (
        f"*unusual* `valuation` {BURST} warnings in 10 min from {since:%d %B, %H:%M} UTC; "
        f"about {USUAL} are usual.\n> Most often: request_slow ({BURST})"
    )
    log(intel, burst + 1, BURST)
    close(fleet, burst + 1)
    assert stored(fleet) == 1

    calm = burst + 2
    log(intel, calm, USUAL)
    close(fleet, calm)
    over = eventually(lambda: told(fleet)[1:])
    assert over[0].startswith(f"*usual again* `valuation` {USUAL} warnings in 10 min; about ")
    assert f"to {FIRST + calm * WINDOW:%d %B, %H:%M} UTC." in over[0]
    close(fleet, calm + 1)
    assert stored(fleet) == 2


def test_a_window_is_closed_once_however_often_the_schedule_runs(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    burst = learn(fleet, intel)
    log(intel, burst, BURST)
    for minute in range(3):
        fleet.cron("slack-intel", at=moment(burst + 1, 60 * minute + 30))
    kept = fleet.kv("slack-intel")
    close(fleet, burst)
    assert fleet.kv("slack-intel") == kept
    assert stored(fleet) == 1
    eventually(lambda: told(fleet))
    assert [entry["event"] for entry in noted(intel)] == ["anomaly"]


def test_an_open_window_is_not_judged(fleet: LocalFleet, intel: httpx.Client) -> None:
    burst = learn(fleet, intel)
    log(intel, burst, BURST)
    fleet.cron("slack-intel", at=moment(burst, 599))
    assert stored(fleet) == 0
    close(fleet, burst)
    assert stored(fleet) == 1


def test_windows_that_the_schedule_missed_are_filled_from_the_log(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    burst = learn(fleet, intel)
    log(intel, burst, BURST)
    log(intel, burst + 1, USUAL)
    close(fleet, burst + 3)
    began, over = eventually(lambda: told(fleet)[:2] if len(told(fleet)) > 1 else [])
    assert began.startswith("*unusual*")
    assert over.startswith("*usual again*")
    assert stored(fleet) == 2


def test_errors_are_counted_apart_from_warnings_and_workers_from_each_other(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    burst = learn(fleet, intel)
    log(intel, burst, 8)
    log(intel, burst, 8, worker="comps")
    log(intel, burst, 8, level="info")
    close(fleet, burst)
    assert stored(fleet) == 0


def test_an_anomaly_is_in_the_log_and_is_not_counted(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    burst = learn(fleet, intel)
    log(intel, burst, BURST)
    close(fleet, burst)
    close(fleet, burst + 1)
    began, over = noted(intel)
    assert began["details"] == {
        "counted": "warning",
        "count": BURST,
        "usual": USUAL,
        "window_s": 600,
        "since": moment(burst),
    }
    assert (over["event"], over["details"]["count"]) == ("anomaly_over", 0)


def test_without_its_baselines_nothing_is_told_and_it_learns_anew(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    burst = learn(fleet, intel)
    log(intel, burst, BURST)
    with kv_file(fleet) as database:
        database.execute("DELETE FROM _mf_entries")
    close(fleet, burst)
    assert stored(fleet) == 0
    assert '"seen":1,' in fleet.kv("slack-intel")["baselines"]


def test_with_kv_down_nothing_is_told_and_all_else_goes_on(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    burst = learn(fleet, intel)
    log(intel, burst, BURST)
    with kv_unreadable(fleet):
        body = {"channel": "#general", "text": "all the same"}
        assert intel.post("/api/notify", json=body).status_code == 202
        close(fleet, burst)
        assert [call["text"] for call in eventually(lambda: slack_calls(fleet))] == [body["text"]]
        health = intel.get("/health", params={"deep": "1"})
        assert (health.status_code, health.json()["status"]) == (200, "degraded")
    close(fleet, burst)
    (alert,) = eventually(lambda: told(fleet))
    assert alert.startswith("*unusual*")


def test_a_window_that_kv_did_not_keep_is_told_once(fleet: LocalFleet, intel: httpx.Client) -> None:
    burst = learn(fleet, intel)
    log(intel, burst, BURST)
    kept = fleet.kv("slack-intel")
    with kv_unwritable(fleet):
        close(fleet, burst)
        close(fleet, burst)
    assert fleet.kv("slack-intel") == kept
    close(fleet, burst)
    assert fleet.kv("slack-intel") != kept
    assert stored(fleet) == 1
    assert [entry["event"] for entry in noted(intel)] == ["anomaly"]


@pytest.mark.parametrize(
    "var", ["ANOMALY_WINDOW_S=0", f"ANOMALY_FLOOR={BURST}", "ANOMALY_DEVIATIONS=20"]
)
def test_vars_say_what_is_unusual(tmp_path: Path, var: str) -> None:
    options = replace(quiet(tmp_path), only=("slack-intel",), variables=Variables.parse([var]))
    with run_locally(options) as tuned, tuned.worker("slack-intel") as intel:
        burst = learn(tuned, intel)
        log(intel, burst, BURST)
        close(tuned, burst)
        assert stored(tuned) == 0


def test_counting_reads_no_more_of_the_log_than_the_windows(fleet: LocalFleet) -> None:
    for sql in (COUNTS, EVENTS):
        plan = fleet.d1("slack-intel", f"EXPLAIN QUERY PLAN {_filled(sql)}")
        assert any("logs_by_time (at>? AND at<?)" in step["detail"] for step in plan), plan


def _filled(sql: str) -> str:
    for number, value in zip(count(1), ("0", "1", "600000", "'x'"), strict=False):
        sql = sql.replace(f"?{number}", value)
    return sql
