"""What is no house: no figure is told for it, and the lead says what it is."""

from datetime import date

import pytest

from contracts.lead_bot import Slots
from lead_bot_dialogue import step
from lead_bot_handover import lead_of
from lead_bot_kind import kind_of
from lead_bot_state import State
from lead_bot_wording import NO_FIGURE

TODAY, TZ = date(2026, 11, 20), "America/Los_Angeles"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3 acres of raw land, 812 Fern Rd, Duvall WA 98019", "land"),
        ("do you buy land?", "land"),
        ("Lot 7 Hwy 530, Darrington WA", "land"),
        ("it's an empty lot", "land"),
        ("there is no house on it", "land"),
        ("selling my double-wide", "mobile"),
        ("it's a manufactured home from 1994", "mobile"),
        ("a commercial building downtown", "commercial"),
        ("I own a warehouse", "commercial"),
    ],
)
def test_what_is_no_house_gets_no_figure(text: str, kind: str) -> None:
    done = step(State(), text, "web", TODAY, TZ)
    assert done.state.kind == kind
    assert NO_FIGURE[kind] in " ".join(done.said)


@pytest.mark.parametrize(
    "text",
    [
        "a house on 3 acres of land",
        "it's next to a commercial building",
        "we are moving to a mobile home",
        "my landlord sold it",
        "12 Landing Ln, Kent WA 98030",
        "call my mobile",
        "condo in Seattle",
    ],
)
def test_a_house_is_a_house(text: str) -> None:
    assert kind_of(text.lower()) is None


def test_it_may_be_a_house_after_all() -> None:
    state = step(State(), "5 acres of land", "web", TODAY, TZ).state
    assert step(state, "sorry, there's a house too", "web", TODAY, TZ).state.kind is None


def test_a_question_about_other_property_changes_nothing_of_a_house() -> None:
    state = State(slots=Slots(address="77 Alder St, Tacoma, WA 98402"))
    done = step(state, "do you also buy mobile homes?", "web", TODAY, TZ)
    assert done.state.kind is None
    assert NO_FIGURE["mobile"] in done.said


def test_the_lead_says_what_it_is() -> None:
    state = State(slots=Slots(name="Ida Quist", phone="+12535550177"), kind="land")
    assert "It is land." in (lead_of(state, "web").message or "")


def test_a_lot_is_part_of_the_address() -> None:
    done = step(State(), "Lot 7 Hwy 530, Darrington WA", "web", TODAY, TZ)
    assert (done.state.slots.address or "").startswith("Lot 7 Hwy 530")
