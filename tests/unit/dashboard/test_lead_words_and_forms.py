"""A lead told in words, and what its forms and filters mean."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from access import path_of
from contracts.leads import Lead, ScorePart
from lead_forms import (
    NoteForm,
    Seen,
    author_cookie,
    author_in,
    differences,
    fields_of,
    note_errors,
    seen_in,
    seen_of,
    status_in,
)
from lead_page import phone_said
from lead_score import in_words, score_card
from leads_list import Filters, asked_for

LEAD_ID = "lead_" + "a" * 26
AT = datetime(2026, 11, 28, tzinfo=UTC)


def lead(**changes: Any) -> Lead:
    unknown = dict.fromkeys(Lead.model_fields)
    known = {
        "id": LEAD_ID, "version": 3, "created_at": AT, "updated_at": AT, "status": "contacted",
        "score": 54, "channel": "#leads-incoming", "agent": "Dana", "name": "Ada",
        "address": "1 Main St", "score_parts": [], "next_statuses": ["qualified", "lost"],
        "history": [], "notes": [], "doubts": [],
    }  # fmt: skip
    return Lead.model_validate(unknown | known | changes)


def part(points: int, most: int, reason: str) -> ScorePart:
    return ScorePart(name="x", points=points, most=most, reason=reason)


def test_the_score_is_told_by_what_speaks_for_and_against_it() -> None:
    parts = [part(5, 5, "small"), part(30, 30, "soon"), part(5, 15, "tidy"), part(10, 25, "so-so")]
    assert in_words(lead(score_parts=parts)) == (
        "Not a hot lead: 54 points is not over 80. For it: soon; small. Against it: tidy."
    )
    assert in_words(lead(score=81)).startswith("A hot lead: 81 points is over 80.")


def test_what_is_taken_off_the_score_is_told_first_and_as_what_it_is() -> None:
    parts = [part(0, 15, "gives no reason"), part(-20, 0, "reads like links that are advertised")]
    shown = lead(score=10, score_parts=parts)
    assert in_words(shown).endswith(
        "Against it: reads like links that are advertised; gives no reason."
    )
    assert "\N{MINUS SIGN}20</td>" in score_card(shown)


def test_nothing_has_changed_of_a_lead_just_seen_but_its_value_or_score() -> None:
    assert differences(seen_of(lead()), lead(version=4)) == [
        "Its value or its score was brought up to date."
    ]


def test_what_somebody_else_changed_is_told() -> None:
    note = {"id": "n", "created_at": AT, "author": "x", "text": "y"}
    told = differences(
        Seen("3", "new", "", "0"), lead(notes=[note, note], status="lost", agent="Sam")
    )
    assert told == [
        "Its status was New and is now Lost.",
        "Its agent was nobody and is now Sam.",
        "2 notes were added.",
    ]


@pytest.mark.parametrize(
    "seen",
    [
        Seen("", "", "", ""),
        Seen("x", "nonsense", "<b>", "-4"),
        Seen("3", "new", "", "9" * 5000),
        Seen("3", "new", "", "²"),
    ],
)
def test_a_form_that_says_nonsense_of_what_it_saw_harms_nothing(seen: Seen) -> None:
    assert differences(seen, lead())


def test_a_form_is_read_as_it_was_sent() -> None:
    fields = fields_of("status=lost&seen_version=3&seen_status=new&seen_agent=A%26B&seen_notes=")
    assert seen_in(fields) == Seen("3", "new", "A&B", "")
    assert status_in(fields) == "lost"
    assert status_in({"status": "sold"}) is status_in({}) is None


@pytest.mark.parametrize(
    ("note", "wrong"),
    [
        (NoteForm("Called.", "Dana"), set()),
        (NoteForm(" ", "Dana"), {"text"}),
        (NoteForm("Called.", " "), {"author"}),
        (NoteForm("x" * 10_001, "y" * 201), {"text", "author"}),
        (NoteForm("bell \x07", "Dana"), {"text"}),
        (NoteForm("fine", "bell \x07"), {"author"}),
    ],
)
def test_what_is_wrong_with_a_note_is_told_by_field(note: NoteForm, wrong: set[str]) -> None:
    assert set(note_errors(note)) == wrong


def test_the_writer_is_remembered_whatever_the_name() -> None:
    line = author_cookie("Dána; Ortiz=", secure=True)
    assert {"HttpOnly", "SameSite=Strict", "Secure"} <= set(line.split("; "))
    assert author_in(f"a=b; {line.partition(';')[0]}") == "Dána; Ortiz="
    assert author_in(None) == author_in("a=b") == ""


@pytest.mark.parametrize(
    ("phone", "said"), [("+12065550142", "(206) 555-0142"), ("+442079460000", "+442079460000")]
)
def test_an_american_number_is_written_as_at_home(phone: str, said: str) -> None:
    assert phone_said(phone) == said


@pytest.mark.parametrize(
    "path",
    ["/", "/leads", "/operations", f"/leads/{LEAD_ID}", "/leads?q=ada+lovelace&from=2026-01-01"],
)
def test_signing_in_leads_on_to_the_pages(path: str) -> None:
    assert path_of(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example", "https://evil.example/", "/\\evil.example", "/leads/../x", "/leads/x",
        "javascript:x", "", "/leads?x=\r\nSet-Cookie: a=b", "/api/summary", f"/leads/{LEAD_ID}\n",
    ],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(path: str) -> None:
    assert path_of(path) == "/"


def test_filters_become_a_query() -> None:
    filters = Filters("ada", "new", "81", "Dana", "web", "2026-01-01", "2026-01-31")
    query, errors = asked_for(filters, "abc")
    assert errors == {}
    assert (query.status, query.min_score, query.q, query.agent) == ("new", 81, "ada", "Dana")
    assert (query.date_from, query.date_to) == (date(2026, 1, 1), date(2026, 1, 31))
    assert (query.assigned, query.source, query.cursor) == (None, "web", "abc")


def test_leads_that_nobody_has_are_asked_for_without_an_agent() -> None:
    query = asked_for(Filters(agent="-"), None).query
    assert (query.agent, query.assigned) == (None, False)


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        (Filters(status="sold"), "status"),
        (Filters(score="7"), "score"),
        (Filters(q="x" * 201), "q"),
        (Filters(date_from="soon"), "from"),
        (Filters(date_to="2026-02-30"), "to"),
        (Filters(date_from="2026-02-02", date_to="2026-02-01"), "from"),
    ],
)
def test_a_filter_that_means_nothing_is_named(filters: Filters, field: str) -> None:
    assert set(asked_for(filters, None).errors) == {field}


def test_an_address_says_what_the_filters_say_and_nothing_more() -> None:
    assert Filters().address() == "/leads"
    said = Filters(q="a&b", date_from="2026-01-01").address("next")
    assert said == "/leads?q=a%26b&from=2026-01-01&cursor=next"
