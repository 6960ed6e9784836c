"""The var CALENDAR: what it takes, and what it refuses with a sentence."""

from typing import Any

import pytest
from pydantic import ValidationError

from calendar_rules import CalendarRules
from calendar_vars import CalendarVars

FLEET = """{"timezone":"Europe/Berlin","hours":{"mon":[["13:00","17:00"],["09:00","12:00"]],
"fri":[["20:00","24:00"]],"sat":[["00:00","02:00"]]},"duration_minutes":45,"slot_minutes":15,
"buffer_before_minutes":5,"buffer_after_minutes":10,"min_notice_minutes":0,"horizon_days":14,
"holidays":["2026-12-25"],"per_day":4}"""


def test_all_its_names_are_taken_and_spans_are_put_in_order() -> None:
    given = CalendarVars({"CALENDAR": FLEET}.get)
    assert given.faults == {}
    rules = given.calendar
    assert rules.hours["mon"] == ((540, 720), (780, 1020))
    assert rules.hours["fri"] == ((1200, 1440),)
    assert rules.per_day == 4


def test_the_default_is_monday_to_saturday_in_los_angeles() -> None:
    rules = CalendarVars(lambda _: None).calendar
    assert rules.timezone == "America/Los_Angeles"
    assert [day for day in rules.hours if rules.hours[day]] == [
        "mon", "tue", "wed", "thu", "fri", "sat",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"timezone": "America"}, "is not a time zone"),
        ({"timezone": "../../etc/passwd"}, "is not a time zone"),
        ({"hours": {"mon": [["9:00", "17:00"]]}}, "such as 09:30"),
        ({"hours": {"mon": [["09:00", "25:00"]]}}, "such as 09:30"),
        ({"hours": {"mon": [[9, 17]]}}, "such as 09:30"),
        ({"hours": {"mon": [["٠٩:00", "17:00"]]}}, "such as 09:30"),
        ({"hours": {"mon": [["22:00", "02:00"]]}}, "past midnight it ends at 24:00"),
        ({"hours": {"mon": [["09:00", "09:00"]]}}, "should end after it begins"),
        ({"hours": {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}}, "should not overlap"),
        ({"hours": {"monday": []}}, "mon"),
        ({"hours": {"mon": [["09:00", "09:30"]]}}, "no span of hours holds an appointment"),
        ({"duration_minutes": 0}, "greater than or equal"),
        ({"slot_minutes": -30}, "greater than or equal"),
        ({"holidays": ["25 December"]}, "date"),
        ({"durration_minutes": 30}, "not permitted"),
    ],
)
def test_what_can_t_be_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        CalendarRules.model_validate(given)


def test_an_unfit_one_is_told_and_its_default_stands() -> None:
    given = CalendarVars({"CALENDAR": '{"timezone": "Mars/Olympus"}'}.get)
    assert "is not a time zone" in given.faults["CALENDAR"]
    assert given.calendar == CalendarRules()
