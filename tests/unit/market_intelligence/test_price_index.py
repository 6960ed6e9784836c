from datetime import date, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from price_index import (
    Observation,
    change_since,
    latest_known,
    level_on,
    quarter,
    quarter_before,
    years_before,
)

Q = [date(2023, 12, 31), date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30)]
SERIES = [
    Observation(day, value) for day, value in zip(Q, (100.0, 102.0, 101.0, 110.0), strict=True)
]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 1, 1), "2024-Q1"),
        (date(2024, 3, 31), "2024-Q1"),
        (date(2024, 4, 1), "2024-Q2"),
        (date(2024, 9, 30), "2024-Q3"),
        (date(2024, 12, 31), "2024-Q4"),
    ],
)
def test_a_day_lies_in_its_quarter(day: date, name: str) -> None:
    assert quarter(day) == name


def test_the_quarter_before_ends_on_its_last_day() -> None:
    assert [quarter_before(day) for day in Q[1:]] == Q[:-1]
    assert quarter_before(date(2024, 5, 17)) == date(2024, 3, 31)


def test_years_before_keep_the_end_of_the_month() -> None:
    assert years_before(date(2024, 9, 30), 1) == date(2023, 9, 30)
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
    assert years_before(date(2023, 2, 28), 3) == date(2020, 2, 29)


def test_a_change_compares_with_the_very_period_named() -> None:
    assert change_since(SERIES, date(2024, 6, 30)) == pytest.approx(110 / 101 - 1, abs=1e-5)


def test_a_change_over_a_gap_is_not_known() -> None:
    assert change_since(SERIES[:1] + SERIES[2:], date(2024, 3, 31)) is None


def test_the_level_at_the_middle_of_a_quarter_is_that_quarters() -> None:
    level = level_on(SERIES, date(2024, 3, 31) - timedelta(days=45))
    assert level.value == pytest.approx(102.0)
    assert not level.held


def test_the_level_is_held_flat_outside_the_known_quarters() -> None:
    assert level_on(SERIES, date(2030, 1, 1)) == (110.0, True)
    assert level_on(SERIES, date(2000, 1, 1)) == (100.0, True)


@given(st.dates(date(2023, 11, 17), date(2024, 8, 15)))
def test_the_level_between_two_quarters_lies_between_theirs(day: date) -> None:
    level = level_on(SERIES, day)
    assert not level.held
    assert 100.0 - 1e-9 <= level.value <= 110.0 + 1e-9


@given(*[st.dates(date(2022, 1, 1), date(2026, 1, 1))] * 3)
def test_ratios_chain(a: date, b: date, c: date) -> None:
    first, second, third = (level_on(SERIES, day).value for day in (a, b, c))
    assert isclose((second / first) * (third / second), third / first)


def test_a_quarter_is_known_sixty_days_after_its_end() -> None:
    assert latest_known(date(2024, 11, 28)) < date(2024, 9, 30)
    assert latest_known(date(2024, 11, 29)) == date(2024, 9, 30)
