"""iCalendar text, read back with other people's parser."""

import re

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from icalendar_text import Line, calendar, component, parameter, text

PRINTABLE = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300)
AWKWARD = st.lists(
    st.sampled_from([",", ";", ":", "\\", "\\n", "\n", '"', "^", "é", "😀", "x" * 70, " "])
).map("".join)


def event(*lines: Line) -> str:
    return calendar("-//test//EN", component("VEVENT", [Line("UID", "1"), *lines]))


def read(written: str, name: str) -> str:
    (found,) = Calendar.from_ical(written).walk("VEVENT")
    return str(found[name])


@given(PRINTABLE | AWKWARD)
def test_any_text_comes_back_as_it_was(value: str) -> None:
    assert read(event(Line("SUMMARY", text(value))), "SUMMARY") == value


@given(PRINTABLE | AWKWARD)
def test_lines_end_in_crlf_and_hold_75_octets_and_whole_characters(value: str) -> None:
    written = event(Line("SUMMARY", text(value))).encode()
    assert written.endswith(b"\r\n")
    lines = written.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # raises within a character


def test_a_line_is_as_long_as_it_may_be_before_it_is_folded() -> None:
    assert "\r\n " not in event(Line("SUMMARY", "x" * 67))
    assert "\r\n x\r\n" in event(Line("SUMMARY", "x" * 68))
    assert "x\r\n é\r\n" in event(Line("SUMMARY", "x" * 66 + "é"))


def test_separators_and_line_breaks_are_escaped() -> None:
    assert text("a;b,c\\d\r\ne\rf\ng: h") == "a\\;b\\,c\\\\d\\ne\\nf\\ng: h"
    assert text("a\x00b\x07\ud800c\tx") == "abc\tx"


def test_a_parameter_can_neither_end_nor_add_a_line() -> None:
    awkward = 'Ann "A" Lee;ROLE=CHAIR:x\r\nATTENDEE:mailto:x@example.org\x00'
    written = event(Line("ATTENDEE" + parameter("CN", awkward), "mailto:ann@example.com"))
    (found,) = Calendar.from_ical(written).walk("VEVENT")
    attendee = found["ATTENDEE"]
    assert str(attendee) == "mailto:ann@example.com"
    name = attendee.params["CN"]
    assert name == "Ann 'A' Lee;ROLE=CHAIR:x ATTENDEE:mailto:x@example.org"
    assert len(re.findall(r"^ATTENDEE", written, re.MULTILINE)) == 1


def test_a_caret_in_a_name_stays_one() -> None:
    written = event(Line("ATTENDEE" + parameter("CN", "A^n ^^ B^'"), "mailto:ann@example.com"))
    (found,) = Calendar.from_ical(written).walk("VEVENT")
    assert found["ATTENDEE"].params["CN"] == "A^n ^^ B^'"


@given(PRINTABLE | AWKWARD)
def test_any_name_can_be_a_parameter(value: str) -> None:
    written = event(Line("ATTENDEE" + parameter("CN", value), "mailto:ann@example.com"))
    (found,) = Calendar.from_ical(written).walk("VEVENT")
    assert str(found["ATTENDEE"]) == "mailto:ann@example.com"
