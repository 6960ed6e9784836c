"""What the log keeps of an entry, and that whatever it keeps can be read again."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.slack_intel import LogEntry
from fleet_log import (
    DAY_MS,
    DEEPEST_DETAIL,
    LONGEST_DETAIL,
    MOST_AHEAD_MS,
    MOST_DETAILS,
    LogRow,
    details_of,
    page,
    store,
)

NOW = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
LOG_DAYS = 30
TEXT = st.text(alphabet='ab"\\\n\x00é🔥', max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
)


def entry(**fields: Any) -> LogEntry:
    facts = {"level": "error", "worker": "leads", "event": "request_failed", **fields}
    return LogEntry.model_validate(facts)


def row(**columns: Any) -> LogRow:
    facts = {"id": 1, "at": NOW_MS, "level": "error", "worker": "leads", "event": "x"}
    return LogRow.model_validate({**facts, "request_id": None, "details": "{}", **columns})


def kept(given: LogEntry) -> LogRow:
    """The row that an entry becomes."""
    columns = ("at", "level", "worker", "event", "request_id", "details")
    *values, key = store(given, NOW_MS, LOG_DAYS).params
    assert key is None
    return row(**dict(zip(columns, values, strict=True)))


def nested(depth: int) -> Any:
    value: Any = "bottom"
    for _ in range(depth):
        value = {"in": [value]}
    return value


def depth_of(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth_of, inner), default=0) if isinstance(value, dict | list) else 0


def test_what_comes_with_an_entry_is_kept_up_to_a_size() -> None:
    many = {f"field{number}": number for number in range(MOST_DETAILS + 10)}
    details = details_of(entry(nested={"a": [1]}, trace="x" * 9000, **many))
    assert details["nested"] == {"a": [1]}
    assert details["trace"] == "x" * (LONGEST_DETAIL - 1) + "…"
    assert len(details) == MOST_DETAILS


def test_what_comes_nested_too_deep_is_cut_and_the_rest_is_kept() -> None:
    details = details_of(entry(deep=nested(75), path="/x"))
    assert details["path"] == "/x"
    assert depth_of(details["deep"]) == DEEPEST_DETAIL
    assert "bottom" not in str(details["deep"])
    assert "…" in str(details["deep"])


@given(st.dictionaries(st.text(alphabet="abc", min_size=1), JSON, max_size=5))
def test_whatever_comes_with_an_entry_can_be_read_again(extra: dict[str, Any]) -> None:
    given = LogEntry.model_validate({"level": "info", "worker": "w", "event": "e", **extra})
    (shown,) = json.loads(page([kept(given)], 1).model_dump_json(), parse_constant=pytest.fail)[
        "items"
    ]
    assert set(shown["details"]) == set(extra)


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=5), timedelta(days=-29)])
def test_the_time_that_a_worker_gives_is_kept(ahead: timedelta) -> None:
    record = kept(entry(at=(NOW + ahead).isoformat())).record()
    assert record.at == NOW + ahead
    assert record.details == {}


@pytest.mark.parametrize(
    "at", ["1970-01-01T00:00:07Z", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"]
)
def test_a_report_of_a_worker_whose_clock_is_wrong_is_kept_at_the_time_it_came(at: str) -> None:
    record = kept(entry(at=at)).record()
    assert record.at == NOW
    assert record.details == {"reported_at": at.replace("Z", "+00:00")}


def test_the_edges_of_what_a_clock_may_say() -> None:
    for ms in (MOST_AHEAD_MS, 1000 - LOG_DAYS * DAY_MS):
        at = NOW + timedelta(milliseconds=ms)
        assert kept(entry(at=at.isoformat())).record().at == at


@pytest.mark.parametrize("at", [253_402_387_139_000, -62_135_683_140_000, 2**53, -(2**53)])
def test_a_time_beyond_all_calendars_that_is_stored_can_be_shown(at: int) -> None:
    assert row(at=at).record().at.year in (1, 9999)


@pytest.mark.parametrize(
    "details", ["", "[1]", "null", '{"a": ', "[" * 5000, '{"a":' + "[" * 150 + "]" * 150 + "}"]
)
def test_details_of_any_kind_that_are_stored_can_be_shown(details: str) -> None:
    shown = page([row(details=details)], 1)
    assert depth_of(shown.items[0].details) <= DEEPEST_DETAIL + 1
    shown.model_dump_json()
