"""Calls are given out by SQLite as D1 would: never more than a key has, and at one place all."""

import sqlite3
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gateway_allowances import (
    WINDOW_MS,
    Allowance,
    Grant,
    Meter,
    block,
    seconds_until,
    taking,
)

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = (ROOT / "wrangler/migrations/gateway-db/0001_keys.sql").read_text("utf-8")
NOW, NEVER = 1_000_000_000_000, 1 << 60
places = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1500)), max_size=120)


class Key:
    """A key in SQLite, and the isolates that use it."""

    def __init__(self, rate: int, quota: int | None = None, isolates: int = 1) -> None:
        self.rate, self.quota = rate, quota
        self.db = sqlite3.connect(":memory:")
        self.db.row_factory = sqlite3.Row
        self.db.executescript(SCHEMA)
        self.db.execute(
            "INSERT INTO keys (id, name, scopes, tz, rate_per_minute, quota_per_month, created_at)"
            " VALUES ('key', 'n', '[]', 'UTC', ?, ?, 0)",
            (rate, quota),
        )
        self.allowances = [Allowance() for _ in range(isolates)]

    def call(self, now: int, month: str = "2026-11", isolate: int = 0) -> bool:
        """Whether a call passes, as ``gateway_door.admit`` asks."""
        held = self.allowances[isolate]
        if held.use(now, month):
            return True
        if now >= held.refused_until_ms:
            back, wanted = held.give_back(month), block(self.rate, self.quota)
            statement = taking("key", now, month, wanted, back)
            [row] = self.db.execute(statement.sql, statement.params).fetchall()
            held.receive(Grant.model_validate(dict(row)), now, NEVER)
        return held.use(now, month)

    @property
    def month_used(self) -> int:
        [row] = self.db.execute("SELECT month_used FROM keys").fetchall()
        return int(row[0])


@given(st.integers(1, 3000))
def test_exactly_the_limit_passes_in_a_minute(rate: int) -> None:
    key = Key(rate)
    assert sum(key.call(NOW + n % 50_000) for n in range(rate + 20)) == rate
    assert key.call(NOW + WINDOW_MS)


@given(st.integers(1, 400), st.integers(1, 400))
def test_exactly_the_quota_passes_in_a_month(rate: int, quota: int) -> None:
    key = Key(rate, quota)
    times = range(NOW, NOW + 40 * WINDOW_MS, max(1, WINDOW_MS // rate))
    passed = sum(key.call(at) for at in times)
    assert passed == min(quota, passed)
    if passed < quota:
        assert len(times) >= passed
    key.allowances[0].refused_until_ms = 0
    assert key.call(NOW + 50 * WINDOW_MS, "2026-12")


@given(st.integers(1, 300), st.integers(1, 300), places)
def test_never_do_more_pass_whoever_asks(
    rate: int, quota: int, calls: list[tuple[int, int]]
) -> None:
    key, now, passed = Key(rate, quota, isolates=3), NOW, []
    for isolate, later in calls:
        now += later
        if key.call(now, isolate=isolate):
            passed.append(now)
    assert len(passed) <= quota
    assert len(passed) <= key.month_used <= quota
    # A minute begins with the first call in it: any 60 seconds may meet two of them.
    assert all(sum(at <= t < at + WINDOW_MS for t in passed) <= 2 * rate for at in passed)


def test_what_was_not_used_goes_back_to_the_month() -> None:
    key = Key(640, 10_000)
    assert key.call(NOW)
    assert key.month_used == 10
    assert key.call(NOW + WINDOW_MS)
    assert key.month_used == 11


def test_a_revoked_or_expired_key_is_given_nothing() -> None:
    for column in ("revoked_at", "expires_at"):
        key = Key(10)
        key.db.execute(f"UPDATE keys SET {column} = 1")
        statement = taking("key", NOW, "2026-11", 1, 0)
        assert key.db.execute(statement.sql, statement.params).fetchall() == []


def test_an_old_grant_that_comes_late_is_no_part_of_the_new_minute() -> None:
    held = Allowance()
    held.receive(Grant(granted=5, window_at=NOW + WINDOW_MS, month="m", spent=False), NOW, NEVER)
    held.receive(Grant(granted=9, window_at=NOW, month="m", spent=False), NOW, NEVER)
    assert held.left == 5


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_retry_after_is_a_whole_second_at_least(end: int, now: int) -> None:
    seconds = seconds_until(end, now)
    assert seconds >= 1
    assert now + seconds * 1000 >= end


def test_usage_that_could_not_be_written_is_not_lost() -> None:
    meter = Meter()
    meter.count("key", "2026-11-29", "leads")
    taken = meter.take()
    meter.count("key", "2026-11-29", "leads")
    meter.put_back(taken)
    assert meter.take() == {("key", "2026-11-29", "leads"): 2}
    assert meter.take() == {}
