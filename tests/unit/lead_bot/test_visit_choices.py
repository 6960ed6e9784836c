"""Which visit is chosen, in the words in which people choose."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_bot_visits import Choice, choice, exact, local, picked

TZ, TODAY = "America/Los_Angeles", date(2026, 11, 20)  # a Friday


def at(day: int, hour: int, minute: int = 0) -> int:
    return round(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(TZ)).timestamp() * 1000)


OFFERED = [at(23, 9), at(24, 15), at(25, 11, 30)]  # Monday, Tuesday, Wednesday


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 0),
        ("2)", 1),
        ("#3", 2),
        ("the second", 1),
        ("the second one please", 1),
        ("yes the first", 0),
        ("number two works", 1),
        ("i'll take the last one", 2),
        ("option 3", 2),
        ("tuesday", 1),
        ("tuesday at 3", 1),
        ("tues 3pm works for me", 1),
        ("wednesday morning", 2),
        ("3pm", 1),
        ("11:30", 2),
        ("the afternoon one", 1),
        ("november 23", 0),
    ],
)
def test_one_that_was_offered_is_chosen(text: str, place: int) -> None:
    assert choice(text, OFFERED, TZ, TODAY) == Choice("slot", OFFERED[place])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("none of those", "more"),
        ("none of those work for me", "more"),
        ("any other days?", "more"),
        ("can't do those", "more"),
        ("not tuesday", "more"),
        ("any of them", "any"),
        ("whatever works for you", "any"),
        ("no thanks", "refused"),
        ("no", "refused"),
        ("thursday", "wish"),
        ("thursday at 4pm", "wish"),
        ("tomorrow morning", "wish"),
    ],
)
def test_something_else_is_wanted(text: str, kind: str) -> None:
    found = choice(text, OFFERED, TZ, TODAY)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("text", ["hm", "what do you mean", "my phone is 206 555 0143 by the way"])
def test_what_chooses_nothing_chooses_nothing(text: str) -> None:
    found = choice(text, OFFERED, TZ, TODAY)
    assert found is None or found.kind == "wish"


def test_a_wish_for_a_day_and_a_time_is_met_exactly_or_not_at_all() -> None:
    wish = Choice("wish", None, date(2026, 11, 26), time(16))
    starts = [at(26, 15), at(26, 16), at(27, 16)]
    assert exact(starts, TZ, wish) == at(26, 16)
    assert exact(starts[:1], TZ, wish) is None


@given(st.lists(st.integers(0, 30 * 24 * 2), unique=True, max_size=60))
def test_up_to_three_are_picked_in_order(halves: list[int]) -> None:
    first = datetime(2026, 11, 20, tzinfo=UTC)
    starts = sorted(
        round((first + timedelta(minutes=30 * half)).timestamp() * 1000) for half in halves
    )
    found = picked(starts, TZ)
    assert found == sorted(set(found))
    assert set(found) <= set(starts)
    assert len(found) == min(3, len(starts)) or len({local(each, TZ).date() for each in starts}) < 3


def test_a_weekday_is_the_one_that_was_offered() -> None:
    sunday = date(2026, 11, 15)
    found = choice("next monday at 9am", OFFERED, TZ, sunday)  # the first is tomorrow, 16 November
    assert found == Choice("slot", OFFERED[0])


def test_a_weekday_that_was_not_offered_may_be_meant_of_the_week_after() -> None:
    wish = choice("friday at 10am", OFFERED, TZ, TODAY)
    assert wish == Choice("wish", None, date(2026, 11, 27), time(10), None, is_weekly=True)


def test_midnight_is_no_evening() -> None:
    wish = choice("can you come at midnight?", OFFERED, TZ, TODAY)
    assert wish == Choice("wish", None, None, time(0))
