"""The way to a value, with the answers of other workers given by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import pytest

from appraisal import NO_COMPS, Appraisal, appraise
from contracts.comps import CompsAnswer
from contracts.valuation import MarketMove, Property, QuickRequest
from edgekit import Problem, ServiceError
from known_facts import NO_PLACE, NO_RECORDS
from neighbours import KINDS
from questions import InReach, LevelOf, MoveOf, OnRecord, PlaceOf, Question, Similar

TODAY = date(2026, 11, 23)
PLACE = {"zip": "98107", "lat": 47.6689, "lon": -122.3848}


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
    request = QuickRequest(address="1 Main St, Seattle, WA 98107", property=Property(**PLACE))
    _, asked = valued(request, nobody)
    assert asked == [OnRecord, Similar, MoveOf]
    request = QuickRequest(property=Property(lat=47.2, lon=-121.2, zip="98045"))
    answers = {Similar: _no_comps(), InReach: _no_comps()}
    with pytest.raises(Problem) as refused:
        valued(request, lambda question: answers.get(type(question)))
    assert refused.value.status == 404


def test_what_nobody_else_can_say_is_their_error() -> None:
    # Before the first vintage of the model was sealed.
    request = QuickRequest(property=Property(zip="98107"), as_of=date(2014, 6, 15))
    with pytest.raises(ServiceError) as refused:
        valued(request, nobody)
    assert refused.value.status == 504


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("410 Pine St Apt 5, Seattle, WA 98101", "condos"),
        ("12 Oak St Apt 4, Seattle, WA 98107", "condos"),
        ("2200 Westlake Ave #1203, Seattle, WA 98121", "condos"),
        ("8900 Rainier Ave S Spc 31, Seattle, WA 98118", "mobile homes"),
        ("700 Broadway Ste 210, Seattle, WA 98122", "commercial"),
        ("Lot 7, 290th Ave SE, Issaquah, WA 98027", "land"),
    ],
)
def test_a_unit_in_the_address_tells_a_kind_that_needs_a_look(address: str, kind: str) -> None:
    home = Property(**PLACE | {"zip": None, "lat": None, "lon": None})
    with pytest.raises(Problem) as refused:
        valued(QuickRequest(address=address, property=home), lambda question: None)
    assert refused.value.status == 404
    assert kind in refused.value.detail
    assert "look" in refused.value.detail


@pytest.mark.parametrize(
    "address",
    [
        "12 Lot St, Seattle, WA 98107",
        "3 Space Needle Loop, Seattle, WA 98107",
        "40 Unity Ave, Seattle, WA 98107",
        "7 Floor Ln, Seattle, WA 98107",
    ],
)
def test_a_street_that_is_called_like_a_unit_is_none(address: str) -> None:
    request = QuickRequest(address=address, property=Property(**PLACE, sqft=1500))
    assert valued(request, lambda question: None)[0].value.method == "model"


def test_a_unit_says_nothing_of_a_home_whose_kind_is_told() -> None:
    home = Property(**PLACE, sqft=1500, type="townhouse")
    request = QuickRequest(address="14 Pike Pl Unit B, Seattle, WA 98107", property=home)
    assert valued(request, lambda question: None)[0].value.method == "model"


@pytest.mark.parametrize(
    "place",
    [
        {"lat": 47.628, "lon": -122.262},  # Lake Washington
        {"lat": 47.452, "lon": -122.308},  # the airport's runways
        {"lat": 47.607, "lon": -122.365},  # Elliott Bay
    ],
)
def test_where_nobody_lives_amid_many_homes_there_is_no_value(place: dict[str, float]) -> None:
    request = QuickRequest(property=Property(**place, sqft=1800, bedrooms=3, bathrooms=2))
    with pytest.raises(Problem) as refused:
        valued(request, lambda question: None)
    assert refused.value.status == 404
    assert "water" in refused.value.detail


@pytest.mark.parametrize(
    "home",
    [
        {"zip": "98110", "lat": 47.63, "lon": -122.51},  # Bainbridge Island, across the Sound
        {"zip": "98110"},
        {"zip": "98405"},  # Tacoma
        {"lat": 47.25, "lon": -122.45},
    ],
)
def test_another_countys_homes_are_not_valued_by_this_countys_sales(home: dict[str, Any]) -> None:
    request = QuickRequest(property=Property(**home, sqft=1800))
    answers = {Similar: _no_comps(), InReach: _no_comps()}
    with pytest.raises(Problem) as refused:
        valued(request, lambda question: answers.get(type(question)))
    assert refused.value.status == 404


def test_an_index_that_has_ended_says_so_and_doubt_grows_with_its_age() -> None:
    def ended(question: Question) -> Any:
        return MarketMove(
            region="98107",
            date_from=date(2015, 3, 15),
            date_to=TODAY,
            ratio=2.0,
            observed_through=date(2024, 8, 15),
            source="FHFA",
        )

    def at(day: date) -> Appraisal:
        request = QuickRequest(property=Property(**PLACE, sqft=1800, grade=7), as_of=day)
        return valued(request, ended)[0]

    soon, later, latest = at(date(2025, 1, 5)), at(date(2026, 1, 5)), at(date(2026, 11, 5))
    assert not any("ends in" in note for note in soon.value.notes)
    assert any("ends in August 2024" in note for note in latest.value.notes)
    sure = [each.value.confidence for each in (soon, later, latest)]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] - sure[2] > 0.05


def test_a_neighbour_that_hangs_costs_a_portfolio_two_seconds_at_most() -> None:
    assert max(kind.deadline_ms for kind in KINDS) <= 2000
    assert [kind.question for kind in KINDS] == list(get_args(Question))


def _no_comps() -> CompsAnswer:
    return CompsAnswer(comps=[], price_per_sqft=None, count=0, as_of=TODAY)
