"""What answers mean, when a delivery is tried again, and when an endpoint is switched off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partner_schedule import (
    HOUR_MS,
    LONGEST_WAIT_MS,
    MINUTE_MS,
    WAITS_MS,
    is_to_be_off,
    next_wait_ms,
    verdict,
)


@given(st.integers(100, 599))
def test_only_2xx_is_success_and_only_410_is_the_end(status: int) -> None:
    found = verdict(status, None)
    expected = "delivered" if 200 <= status <= 299 else "gone" if status == 410 else "failed"
    assert found.outcome == expected
    assert (found.error is None) is (expected == "delivered")
    assert found.status == status


def test_a_redirect_says_where_it_would_have_led() -> None:
    assert "https://b.example/" in (verdict(307, None, "https://b.example/").error or "")


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 120), (5, 1440)])
def test_waits_are_those_of_the_schedule_and_never_shorter(tries: int, minutes: int) -> None:
    assert next_wait_ms(tries, None, lambda: 0.0) == minutes * MINUTE_MS
    assert next_wait_ms(tries, None, lambda: 1.0) == round(1.1 * minutes * MINUTE_MS)


@given(st.integers(1, 5), st.integers(0, 10**9), st.floats(0, 1))
def test_an_endpoint_gets_the_time_that_it_asks_for_up_to_a_day(
    tries: int, asked: int, luck: float
) -> None:
    wait = next_wait_ms(tries, asked, lambda: luck)
    assert wait is not None
    assert WAITS_MS[tries - 1] <= wait <= max(1.1 * WAITS_MS[tries - 1], LONGEST_WAIT_MS)
    assert wait >= min(asked, LONGEST_WAIT_MS)


def test_after_the_sixth_attempt_there_is_none() -> None:
    assert next_wait_ms(6, None) is None
    assert next_wait_ms(6, 1000) is None


@pytest.mark.parametrize(
    ("failures", "hours", "off"),
    [(6, 24, True), (5, 30, False), (100, 23.9, False), (100, 24, True)],
)
def test_an_endpoint_is_off_after_a_day_of_nothing_but_failures(
    failures: int, hours: float, off: bool
) -> None:
    now = round(hours * HOUR_MS)
    assert is_to_be_off(failures, 0, now, least=6, hours=24) is off


def test_one_delivery_that_dies_is_enough_to_switch_an_endpoint_off() -> None:
    assert is_to_be_off(len(WAITS_MS) + 1, 0, sum(WAITS_MS), least=6, hours=24)
