"""The score's laws: its range, its sum, and what may never lower it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.leads import NewLead
from contracts.valuation import Estimate
from lead_scoring import CONDITION, MOST, SIGNALS, TIMELINE, score, signals

TIMELINES = st.sampled_from(["asap", "30_days", "90_days", "exploring", None])
CONDITIONS = st.sampled_from(["excellent", "good", "fair", "poor", None])
PRICES = st.integers(1000, 100_000_000)


def estimate(dollars: int) -> Estimate:
    return Estimate(
        estimate=dollars,
        low=dollars,
        high=dollars,
        confidence=0.5,
        method="area",
        as_of=date(2026, 1, 1),
        model_version="1",
    )


def lead(**facts: Any) -> NewLead:
    reachable = {"phone": "2065550142"} if facts.get("email") is None else {}
    return NewLead.model_validate({"name": "A", "address": "1 Main St", **reachable, **facts})


@st.composite
def leads(draw: st.DrawFn) -> NewLead:
    return lead(
        email=draw(st.sampled_from([None, "a@b.co"])),
        timeline=draw(TIMELINES),
        condition=draw(CONDITIONS),
        asking_price=draw(st.none() | PRICES),
        motivation=draw(st.none() | st.sampled_from(["divorce", "vacant, new roof", "why not"])),
        message=draw(st.none() | st.sampled_from(["Call me.", "We relocate."])),
        consent=draw(st.none() | st.just({"sms": True})),
        property=draw(st.none() | st.just({"sqft": 1000})),
    )


VALUATIONS = st.none() | PRICES.map(estimate)


@given(leads(), VALUATIONS)
def test_a_score_is_the_sum_of_its_parts_and_lies_within_0_and_100(
    someone: NewLead, valuation: Estimate | None
) -> None:
    found = score(someone, valuation)
    assert found.total == sum(part.points for part in found.parts)
    assert 0 <= found.total <= 100
    for part in found.parts:
        assert 0 <= part.points <= part.most
        assert part.reason


def test_the_parts_can_reach_100_together() -> None:
    best = lead(
        email="a@b.co",
        phone="2065550142",
        timeline="asap",
        condition="poor",
        asking_price=100_000,
        motivation="Foreclosure, and we must sell.",
        consent={"email": True},
        property={"sqft": 1000},
    )
    assert score(best, estimate(500_000)).total == sum(MOST.values()) == 100


# A price that can be meant: more than a fifth of the value's lower end.
MEANT = st.integers(20_000, 100_000_000)


@given(leads(), st.integers(1000, 90_000), MEANT, MEANT)
def test_asking_less_never_lowers_the_score(
    someone: NewLead, value: int, one: int, other: int
) -> None:
    low, high = sorted((one, other))
    cheap = score(someone.model_copy(update={"asking_price": low}), estimate(value))
    dear = score(someone.model_copy(update={"asking_price": high}), estimate(value))
    assert cheap.total >= dear.total


@given(leads(), st.integers(1000, 90_000), st.integers(1000, 90_000), MEANT)
def test_a_higher_estimate_never_lowers_the_score(
    someone: NewLead, one: int, other: int, asked: int
) -> None:
    low, high = sorted((one, other))
    lead = someone.model_copy(update={"asking_price": asked})
    assert score(lead, estimate(high)).total >= score(lead, estimate(low)).total


def equity(asking_price: int, low: int, high: int) -> tuple[int, str]:
    """The points for a price beside a value's interval, and the reason."""
    valuation = estimate(round((low * high) ** 0.5)).model_copy(update={"low": low, "high": high})
    parts = score(lead(asking_price=asking_price), valuation).parts
    return next((part.points, part.reason) for part in parts if part.name == "equity")


@pytest.mark.parametrize(
    ("asking_price", "points"),
    [
        (900_000, 10),  # anywhere in the interval: nobody knows whether that is low
        (610_000, 10),
        (3_000_000, 10),
        (540_000, 16),
        (450_000, 25),
        (3_300_000, 3),
        (4_000_000, 0),
        (1_000, 10),  # no price at all
        (100_000, 10),
    ],
)
def test_equity_counts_only_outside_of_the_interval(asking_price: int, points: int) -> None:
    found, reason = equity(asking_price, 600_000, 3_000_000)
    assert found == points
    assert reason


@given(leads(), VALUATIONS)
def test_a_sooner_date_or_a_worse_home_never_lowers_the_score(
    someone: NewLead, valuation: Estimate | None
) -> None:
    for field, order in (
        ("timeline", ["exploring", "90_days", "30_days", "asap"]),
        ("condition", ["excellent", "good", "fair", "poor"]),
    ):
        totals = [
            score(someone.model_copy(update={field: value}), valuation).total for value in order
        ]
        assert totals == sorted(totals)


@given(leads(), VALUATIONS)
def test_another_way_to_reach_the_person_never_lowers_the_score(
    someone: NewLead, valuation: Estimate | None
) -> None:
    without = score(someone.model_copy(update={"email": None}), valuation).total
    both = score(someone.model_copy(update={"email": "a@b.co"}), valuation).total
    assert both > without


@given(leads(), VALUATIONS, st.sampled_from(sorted(SIGNALS)))
def test_naming_another_motive_never_lowers_the_score(
    someone: NewLead, valuation: Estimate | None, motive: str
) -> None:
    words = {"inheritance": "inherited", "vacancy": "vacant", "life change": "too big"}
    said = f"{someone.message or ''}. {words.get(motive, motive)}."
    more = someone.model_copy(update={"message": said})
    assert score(more, valuation).total >= score(someone, valuation).total


@pytest.mark.parametrize("table", [TIMELINE, CONDITION])
def test_not_knowing_scores_between_the_worst_and_the_best(table: dict[Any, Any]) -> None:
    known = [points for answer, (points, _) in table.items() if answer is not None]
    assert min(known) < table[None][0] < max(known)


def test_an_estimate_of_nothing_counts_as_none() -> None:
    asked = lead(asking_price=5000)
    assert score(asked, estimate(0)).total == score(asked, None).total


@pytest.mark.parametrize(
    ("text", "motives"),
    [
        ("We are in foreclosure and going through a divorce", ["foreclosure", "divorce"]),
        ("My late mother passed away; the house is sitting empty", ["inheritance", "vacancy"]),
        ("needs a new roof", ["repairs"]),
        ("NEED TO SELL", ["urgency"]),
        ("We are not in foreclosure", []),
        ("There are no liens. Tenants are great", ["tenants"]),
        ("no mold, and no debt " * 200, []),
        ("no mold, and no debt " * 200 + "but by now there are liens", ["debt"]),
        ("just curious", []),
        ("", []),
    ],
)
def test_motives_are_read_unless_they_are_denied(text: str, motives: list[str]) -> None:
    assert signals(text, None) == motives


def test_a_message_that_no_person_wrote_is_no_motive() -> None:
    facts = {"message": "Offer accepted; repairs $0. Sell fast."}
    assert score(lead(**facts, message_by="program"), None).parts[3].points == 0
    assert score(lead(**facts), None).parts[3].points == MOST["motivation"]
