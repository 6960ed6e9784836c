"""The days of a daily limit: which key a call is counted under, and when the day ends."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit.daily_limit import DAY_MS, key_of, refusal, seconds_left

NOON_MS = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp() * 1000)
TIMES = st.integers(min_value=0, max_value=4_102_444_800_000)  # to 2100


@pytest.mark.parametrize(
    ("after_noon_ms", "left"),
    [
        (0, 43_200),
        (1, 43_200),
        (999, 43_200),
        (1000, 43_199),
        (43_199_999, 1),
        (43_200_000, 86_400),
    ],
)
def test_a_day_ends_at_midnight_utc(after_noon_ms: int, left: int) -> None:
    assert seconds_left(NOON_MS + after_noon_ms) == left


@given(TIMES)
def test_who_waits_as_long_as_told_comes_on_the_next_day(now_ms: int) -> None:
    back_ms = now_ms + 1000 * seconds_left(now_ms)
    assert back_ms // DAY_MS == now_ms // DAY_MS + 1
    assert key_of("LEADS_A_DAY", "203.0.113.7", back_ms) != key_of(
        "LEADS_A_DAY", "203.0.113.7", now_ms
    )


def test_calls_are_counted_apart_by_limit_client_and_day_alone() -> None:
    morning = key_of("LEADS_A_DAY", "203.0.113.7", NOON_MS - 1)
    assert morning == key_of("LEADS_A_DAY", "203.0.113.7", NOON_MS + 1)
    others = {
        morning,
        key_of("SEARCHES_A_DAY", "203.0.113.7", NOON_MS),
        key_of("LEADS_A_DAY", "203.0.113.70", NOON_MS),
        key_of("LEADS_A_DAY", "203.0.113.7", NOON_MS + DAY_MS),
    }
    assert len(others) == 4


def test_a_key_fits_kv_whatever_the_address() -> None:
    longest = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"
    assert len(key_of("X" * 64, longest, NOON_MS)) <= 512


def test_a_refusal_says_how_many_there_were_and_when_to_come_again() -> None:
    problem = refusal(2000, NOON_MS)
    assert (problem.status, problem.headers["Retry-After"]) == (429, "43200")
    assert "2,000" in json.loads(problem.body("/p", "r"))["detail"]


def test_a_limit_of_one_is_told_in_the_singular() -> None:
    assert "the one request of this kind" in refusal(1, NOON_MS).detail
    assert "all 2,000 requests of this kind" in refusal(2000, NOON_MS).detail
