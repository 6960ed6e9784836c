from datetime import date

import pytest

from edgekit import Problem
from summary_range import Span, span_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1d", TODAY),
        ("7d", date(2026, 11, 17)),
        ("4w", date(2026, 10, 27)),
        ("366d", date(2025, 11, 23)),
    ],
)
def test_a_range_ends_today_and_counts_it(text: str, first: date) -> None:
    assert span_of(text, None, None, TODAY) == Span(text, first, TODAY)


@pytest.mark.parametrize(
    "text", ["", "0d", "-7d", "7", "d", "7 d", "367d", "53w", "9999d", "7m", "99999d", "٧d", "7d\n"]
)
def test_a_range_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(Problem) as caught:
        span_of(text, None, None, TODAY)
    assert (caught.value.status, caught.value.errors[0].pointer) == (422, "/range")


def test_days_may_be_named() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    assert span_of("7d", first, last, TODAY) == Span("2026-01-01..2026-01-31", first, last)
    assert span_of("7d", first, None, TODAY).last == TODAY
    assert span_of("7d", None, last, TODAY).first == last


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 2, 1), date(2026, 1, 1)), (date(2024, 1, 1), TODAY), (date(2027, 1, 1), None)],
)
def test_days_backwards_or_too_many_are_refused(first: date, last: date | None) -> None:
    with pytest.raises(Problem) as caught:
        span_of("7d", first, last, TODAY)
    assert (caught.value.status, caught.value.errors[0].pointer) == (422, "/from")
