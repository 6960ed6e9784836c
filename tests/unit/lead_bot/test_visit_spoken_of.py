"""What is said of a visit that is booked or declined, of a life in danger, and of what is known."""

from datetime import UTC, date, datetime

import pytest

from contracts.lead_bot import Appointment, Slots
from lead_bot_dialogue import Step, step
from lead_bot_recall import NOT_TOLD
from lead_bot_state import State
from lead_bot_wording import CRISIS, FAREWELL, LONGEST_TEXT, MOVING, for_text

TODAY, TZ = date(2026, 11, 20), "America/Los_Angeles"  # a Friday
FULL = Slots(
    address="77 Alder St, Tacoma, WA 98402",
    timeline="90_days",
    condition="fair",
    asking_price=455_000,
    motivation="moving to Spokane",
    name="Ida Quist",
    phone="+12535550177",
)
VISIT = Appointment(
    id="bkg_1",
    start=datetime(2026, 11, 24, 17, 30, tzinfo=UTC),
    end=datetime(2026, 11, 24, 18, 30, tzinfo=UTC),
    manage_url="https://visits.example.com/m/1",
)
BOOKED = State(slots=FULL, appointment=VISIT, is_handed_over=True, tz=TZ)


def said(state: State, message: str) -> Step:
    return step(state, message, "web", TODAY, TZ)


@pytest.mark.parametrize(
    "text",
    [
        "sorry, make it 10 instead",
        "actually move it to thursday at 2",
        "wednesday is better",
        "oops, I meant 9",
        "can we do 3pm instead?",
        "change it to the afternoon please",
        "could you come tomorrow at noon",
        "make it 12/2 at 11",
    ],
)
def test_another_time_for_a_booked_visit_is_no_price_and_no_day_to_sell_by(text: str) -> None:
    done = said(BOOKED, text)
    assert done.state.slots == FULL
    assert "455" not in " ".join(done.said)


@pytest.mark.parametrize("text", ["make it 10 instead", "move it to thursday at 2"])
def test_who_wants_another_time_is_told_how(text: str) -> None:
    assert said(BOOKED, text).said == [MOVING]


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("actually make it 470k", 470_000),
        ("sorry, the price should be 470", 470_000),
        ("make it $440,000 instead", 440_000),
    ],
)
def test_a_price_is_still_put_right_after_a_booking(text: str, price: int) -> None:
    assert said(BOOKED, text).state.slots.asking_price == price


def test_a_day_to_sell_by_is_still_told_after_a_booking() -> None:
    done = said(BOOKED, "we have to sell by december 18")
    assert done.state.slots.sell_by == date(2026, 12, 18)


@pytest.mark.parametrize("text", ["no wait, 20", "oops 7", "sorry, 11"])
def test_a_small_number_does_not_replace_a_price_far_from_it(text: str) -> None:
    done = said(State(slots=FULL, is_handed_over=True), text)
    assert done.state.slots.asking_price == 455_000


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("when is my visit?", "Tue Nov 24, 9:30 AM"),
        ("what time are you coming?", "9:30 AM"),
        ("what day was the appointment again?", "Nov 24"),
        ("what price did I say?", "$455,000"),
        ("which phone number did i give you?", "(253) 555-0177"),
        ("what's my address again?", "77 Alder St"),
        ("what email did I give you", NOT_TOLD),
    ],
)
def test_what_is_known_is_told_to_whoever_asks(text: str, answer: str) -> None:
    done = said(BOOKED, text)
    assert answer in " ".join(done.said)
    assert done.state.slots == FULL


@pytest.mark.parametrize("text", ["ok then tuesday at 2pm works", "tomorrow at 11 then"])
def test_a_visit_that_was_declined_may_be_wanted_after_all(text: str) -> None:
    declined = State(slots=FULL, is_handed_over=True, has_declined_visit=True)
    done = said(declined, text)
    assert done.choice is not None
    assert done.choice.kind == "wish"
    assert not done.state.has_declined_visit
    assert done.state.slots == FULL


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to live anymore",
        "I'm going to kill myself if they take the house",
        "thinking about suicide, I can't pay",
        "some days I wish I was dead",
        "Quiero morirme",
        "I want to end it all",
    ],
)
def test_a_life_in_danger_comes_before_the_house(text: str) -> None:
    done = said(State(), text)
    assert done.said[0] == CRISIS
    assert "988" in CRISIS
    assert (done.state.wants_person, done.asks, done.state.slots) == (True, False, Slots())
    assert done.state.questions == [text]
    assert len(for_text(" ".join(done.said))) <= LONGEST_TEXT - 4


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to live here anymore",
        "the stairs are killing me",
        "my mother died and left it to me",
        "we want to end the listing",
        "dying to sell",
        "we could live with 300k",
        "my husband took his life there in 2019",
    ],
)
def test_a_house_that_wearies_is_no_life_in_danger(text: str) -> None:
    assert CRISIS not in said(State(), text).said


@pytest.mark.parametrize("text", ["bye", "ok thanks, goodbye!", "good night"])
def test_whoever_takes_leave_is_asked_nothing(text: str) -> None:
    done = said(State(times={"address": 1}, asked="address"), text)
    assert (done.said, done.asks) == ([FAREWELL], False)
