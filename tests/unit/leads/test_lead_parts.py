"""The status machine, routing, CSV, and what the list and the figures refuse."""

import csv
import io
import itertools
import re
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.leads import LeadSummary, Status
from edgekit import Problem, encode_cursor
from lead_changes import matches
from lead_csv import header, lines, neutral
from lead_filters import Chosen
from lead_listing import select
from lead_routing import Pool, channel_for, pool_for
from lead_statistics import statements
from lead_status import TRANSITIONS, check_transition
from lead_vars import LeadVars

STATUSES = get_args(Status)
LIFE = ["new", "contacted", "qualified", "offer", "contract", "closed"]


def test_a_lead_goes_one_step_at_a_time_to_the_end() -> None:
    for current, following in itertools.pairwise(LIFE):
        check_transition(current, following)  # type: ignore[arg-type]


@pytest.mark.parametrize("current", STATUSES)
@pytest.mark.parametrize("wanted", STATUSES)
def test_any_step_is_taken_or_refused_with_what_is_allowed(current: Status, wanted: Status) -> None:
    follows = current in LIFE[:-1] and wanted in (LIFE[LIFE.index(current) + 1], "lost")
    if follows or wanted == current:
        check_transition(current, wanted)
        return
    with pytest.raises(Problem) as refused:
        check_transition(current, wanted)
    assert refused.value.status == 409
    assert refused.value.members["allowed"] == list(TRANSITIONS[current])


def test_every_status_has_its_transitions() -> None:
    assert set(TRANSITIONS) == set(STATUSES)


def test_only_a_score_above_80_is_hot() -> None:
    assert [channel_for(score) for score in (0, 80, 81, 100)] == [
        "#leads-incoming",
        "#leads-incoming",
        "#hot-leads",
        "#hot-leads",
    ]


NAMED = '[{"name":"Ann","areas":["981","98052"]},{"name":"Bob","areas":["981"]},{"name":"Cy"}]'
AGENTS = LeadVars({"AGENTS": NAMED}.get).agents


@pytest.mark.parametrize(
    ("zip_code", "pool"),
    [
        ("98101", Pool("981", ("Ann", "Bob"))),
        ("98052", Pool("98052", ("Ann",))),
        ("97001", Pool("*", ("Cy",))),
        (None, Pool("*", ("Cy",))),
    ],
)
def test_the_agents_of_the_longest_zip_prefix_take_turns(zip_code: str | None, pool: Pool) -> None:
    assert pool_for(AGENTS, zip_code) == pool


def test_without_agents_for_an_area_nobody_is_assigned() -> None:
    assert pool_for(AGENTS[:2], "97001") is None
    assert pool_for((), "98101") is None


def test_with_a_wrong_list_of_agents_nobody_is_assigned() -> None:
    given = LeadVars({"AGENTS": '[{"name":"Ann","areas":["Seattle"]}]'}.get)
    assert given.agents == ()
    assert "does not fit at /0/areas/0" in given.faults["AGENTS"]


@pytest.mark.parametrize("slip", ['{"name":"Ann","area":["981"]}', '{"name":" ","areas":[]}'])
def test_no_slip_gives_an_agent_the_leads_of_anywhere(slip: str) -> None:
    given = LeadVars({"AGENTS": f"[{slip}]"}.get)
    assert given.agents == ()
    assert "does not fit at /0/" in given.faults["AGENTS"]


@given(st.text(max_size=60) | st.text(alphabet=" \t\r\n=+-@a';|", max_size=6))
def test_no_cell_begins_as_a_formula_and_nothing_is_lost(text: str) -> None:
    cell = neutral(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    "text", ["x;=1+1", "a; +cmd|' /C calc'!A0", "b|@SUM(1)", "c\t-2+3", "d\n=1"]
)
def test_no_cell_of_another_separator_begins_as_a_formula(text: str) -> None:
    cells = re.split(r"[;|\t\n]", neutral(text))
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


def summary(name: str) -> LeadSummary:
    now = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
    return LeadSummary(
        id="lead_x",
        version=1,
        created_at=now,
        updated_at=now,
        status="new",
        score=7,
        channel="#leads-incoming",
        agent=None,
        name=name,
        email=None,
        phone="+12065550142",
        address="1 Main St, Kent",
        timeline=None,
        condition=None,
        asking_price=None,
        source=None,
        valuation=None,
    )


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', 'Ada "the" Countess, of\nLovelace', "李小龙"])
def test_a_line_reads_back_as_it_was(name: str) -> None:
    (row,) = csv.DictReader(io.StringIO(header() + lines([summary(name)]), newline=""))
    assert row["name"].removeprefix("'") == name
    assert row["phone"] == "'+12065550142"
    assert row["created_at"] == "2026-01-02T03:04:05Z"
    assert row["score"] == "7"


@pytest.mark.parametrize(
    ("if_match", "matching"),
    [('"3"', True), ('"2", "3"', True), ("*", True), ('"2"', False), ('W/"3"', False), ("", False)],
)
def test_if_match_is_compared_strongly(if_match: str, matching: bool) -> None:
    assert matches(if_match, '"3"') is matching


@pytest.mark.parametrize("cursor", ["", "x", "%%%", encode_cursor((1,)), encode_cursor(("a", 1))])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(Problem) as refused:
        select(Chosen(), cursor, 10)
    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("first", "last"), [("2026-01-02", "2026-01-01"), ("2025-01-01", "2026-12-31")]
)
def test_days_that_run_backwards_or_are_too_many_are_refused(first: str, last: str) -> None:
    with pytest.raises(Problem) as refused:
        statements(date.fromisoformat(first), date.fromisoformat(last))
    assert refused.value.status == 422
    assert [error.pointer for error in refused.value.errors] == ["/from"]
