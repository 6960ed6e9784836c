"""The way to a value, with the answers of other workers given by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import pytest

from appraisal import NO_COMPS, Appraisal, appraise
from contracts.comps import CompsAnswer
from contracts.valuation import Property, QuickRequest
from edgekit import Problem, ServiceError
from known_facts import NO_PLACE, NO_RECORDS
from neighbours import KINDS
from questions import InReach, LevelOf, MoveOf, OnRecord, PlaceOf, Question, Similar

TODAY = date(2026, 11, 23)
BALLARD = {"zip": "98107", "lat": 47.6689, "lon": -122.3848, "sqft": 1800}


def valued(request: QuickRequest, reply: Callable[[Question], Any]) -> tuple[Appraisal, list[type]]:
    """The appraisal, and the kinds of questions in the order in which they were asked."""
    work, asked, answer = appraise(request, TODAY), [], None
    try:
        question = next(work)
        while True:
            asked.append(type(question))
            answer = reply(question)
            question = work.throw(answer) if isinstance(answer, Problem) else work.send(answer)
    except StopIteration as done:
        return done.value, asked


def nobody(question: Question) -> ServiceError:
    return ServiceError(504, f"{type(question).__name__} was not answered.")


def test_with_nobody_there_the_model_says_what_it_can_and_names_what_is_missing() -> None:
    request = QuickRequest(address="8021 21st Ave NW, Seattle, WA 98117", property=Property())
    found, asked = valued(request, nobody)
    assert asked == [OnRecord, PlaceOf, LevelOf, MoveOf]
    estimate = found.estimate()
    assert (estimate.method, found.degraded) == ("model", True)
    assert {NO_RECORDS, NO_PLACE, NO_COMPS} <= set(estimate.notes)
    assert any("market's change" in note for note in estimate.notes)


def test_questions_come_in_the_order_in_which_a_portfolio_asks_them() -> None:
    request = QuickRequest(address="1 Main St, Seattle, WA 98107", property=Property(**BALLARD))
    _, asked = valued(request, nobody)
    assert asked == [OnRecord, Similar, MoveOf]
    request = QuickRequest(property=Property(lat=47.2, lon=-121.2, zip="98045"))
    answers = {Similar: _no_comps(), InReach: _no_comps()}
    with pytest.raises(Problem) as refused:
        valued(request, lambda question: answers.get(type(question)))
    assert refused.value.status == 404


def test_what_nobody_else_can_say_is_their_error() -> None:
    request = QuickRequest(property=Property(zip="10001"))
    with pytest.raises(ServiceError) as refused:
        valued(request, nobody)
    assert refused.value.status == 504


def test_a_neighbour_that_hangs_costs_a_portfolio_two_seconds_at_most() -> None:
    assert max(kind.deadline_ms for kind in KINDS) <= 2000
    assert [kind.question for kind in KINDS] == list(get_args(Question))


def _no_comps() -> CompsAnswer:
    return CompsAnswer(comps=[], price_per_sqft=None, count=0, as_of=TODAY)
