"""The conversation as a state machine, without I/O."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.lead_bot import Channel, Slots
from contracts.valuation import Estimate
from lead_bot_answers import ANSWERS
from lead_bot_dialogue import Step, asked, next_ask, should_hand_over, step
from lead_bot_state import State
from lead_bot_wording import ASKS, LONGEST_TEXT, asking, changed_to, for_text, range_of

TODAY, TZ = date(2026, 11, 20), "America/Los_Angeles"
FULL = Slots(
    address="418 N 77th St, Seattle, WA 98103",
    timeline="asap",
    condition="poor",
    asking_price=350_000,
    name="Ann Lee",
    phone="+12065550143",
)


def say(state: State, message: str, channel: Channel = "web") -> tuple[State, str, Step]:
    """A turn as the worker makes it, but for what needs other workers."""
    done = step(state, message, channel, TODAY, TZ)
    after, ask = asked(done.state, next_ask(done.state)) if done.asks else (done.state, None)
    return after, " ".join([*done.said, ask or ""]).strip(), done


def talk(
    *messages: str, channel: Channel = "web", slots: Slots | None = None
) -> tuple[State, list[str]]:
    state, replies = State(slots=slots or Slots()), []
    for message in messages:
        state, reply, _ = say(state, message, channel)
        replies.append(reply)
    return state, replies


def test_nothing_is_asked_for_twice_that_is_known() -> None:
    state, _ = talk("hi", "I'm Ann Lee, 206-555-0143", "asap", "418 N 77th St, Seattle")
    assert state.missing == ["condition", "asking_price", "motivation"]


def test_what_is_declined_is_not_asked_for_again() -> None:
    state, _ = talk("12 Oak St, Kent WA 98030", "asap", "fair", "make me an offer")
    assert "asking_price" in state.skipped
    assert "asking_price" not in state.missing


def test_what_was_declined_is_taken_when_it_is_told_after_all() -> None:
    state, _ = talk("12 Oak St, Kent WA 98030", "asap", "fair", "no idea", "I want 350k for it")
    assert (state.slots.asking_price, state.skipped) == (350_000, [])


def test_a_street_without_a_city_is_completed() -> None:
    state, replies = talk("hi", "418 N 77th St", "98103")
    assert "city" in replies[1]
    assert state.slots.address == "418 N 77th St, 98103"


def test_a_lead_needs_a_way_to_be_reached() -> None:
    assert not State(slots=FULL.model_copy(update={"phone": None})).is_qualified
    assert State(slots=FULL.model_copy(update={"phone": None, "email": "a@b.co"})).is_qualified


def test_it_is_handed_over_once() -> None:
    state = State(slots=FULL)
    assert should_hand_over(state)
    assert not should_hand_over(state.model_copy(update={"is_handed_over": True}))
    assert not should_hand_over(state.model_copy(update={"has_ended": True}))


def test_two_failures_offer_a_person() -> None:
    _, replies = talk("hi", "asdf", "qwpoei zxcv", "....")
    assert ["person" in reply for reply in replies] == [False, False, True, True]
    assert len(set(replies)) == 4


def test_stop_asks_nothing_more() -> None:
    state, replies = talk("hi", "stop")
    assert "?" not in replies[1]
    assert (state.has_ended, state.asked) == (True, None)


def test_a_person_by_text_is_called_at_that_number() -> None:
    slots = Slots(phone="+12065550143")
    state, replies = talk("get me a human", channel="sms", slots=slots)
    assert "this number" in replies[0]
    assert should_hand_over(state)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("how does this work?", "visits"),
        ("who are you", "automated"),
        ("how did you get my number??", "STOP"),
        ("what are your fees", "no fee"),
        ("how fast can you close", "weeks"),
        ("do i have to fix the roof first", "repaired"),
        ("is this a scam", "proof of funds"),
        ("what about my mortgage?", "paid from the price"),
        ("what is the airspeed of a swallow?", "one of us will"),
    ],
)
def test_a_question_is_answered_and_the_own_one_asked_again(question: str, word: str) -> None:
    _, replies = talk("hi", question)
    assert word in replies[1]
    assert replies[1].endswith(asking("address", 1))


def test_what_can_not_be_answered_is_kept_for_a_person() -> None:
    state, _ = talk("hi", "what is the airspeed of a swallow?")
    assert state.questions == ["what is the airspeed of a swallow?"]


@pytest.mark.parametrize("text", [each for wordings in ASKS.values() for each in wordings])
def test_every_question_fits_beside_an_answer(text: str) -> None:
    longest = max(len(says) for _, _, says in ANSWERS)
    assert len(text) + longest + 1 <= LONGEST_TEXT
    assert for_text(text) == text


@given(st.text(max_size=400), st.text(max_size=60), st.integers(0, 5_000_000))
@settings(max_examples=200, deadline=None)
def test_a_text_message_always_fits_two_segments(address: str, name: str, low: int) -> None:
    slots = FULL.model_copy(update={"address": address, "name": name})
    estimate = Estimate(
        estimate=low,
        low=low,
        high=2 * low,
        confidence=0.5,
        method="area",
        as_of=TODAY,
        model_version="1",
    )
    told = f"{changed_to('address', slots)} and {changed_to('name', slots)}"
    text = for_text(f"Got it: {told}. {range_of(estimate)}")
    assert len(text) <= LONGEST_TEXT
    assert text.isascii()
    assert not set(text) & set("^{}[~]|\\`\x00\n")


@given(st.lists(st.text(max_size=80), max_size=6), st.sampled_from(["web", "sms"]))
@settings(max_examples=150, deadline=None)
def test_any_conversation_goes_on(messages: list[str], channel: Channel) -> None:
    state, replies = talk(*messages, channel=channel)
    assert State.model_validate_json(state.model_dump_json()) == state
    assert all(reply or state.is_qualified for reply in replies)


@pytest.mark.parametrize(
    ("name", "thanks"), [("Mrs. Vu", "Mrs. Vu"), ("dr Ana Sol", "Dr. Sol"), ("Ana Sol", "Ana")]
)
def test_a_title_is_kept_in_thanks(name: str, thanks: str) -> None:
    state = State(slots=FULL.model_copy(update={"name": None}), asked="name", times={"name": 1})
    _, reply, _ = say(state, name)
    assert f"Thanks, {thanks}." in reply


def test_no_phone_leaves_the_name_to_be_asked_for() -> None:
    slots = FULL.model_copy(update={"name": None, "phone": None})
    state = State(slots=slots, asked="name", times={"name": 1}, skipped=["motivation"])
    state, reply, _ = say(state, "no phone")
    assert (state.skipped, state.asked) == (["motivation", "phone"], "name")
    assert "That's fine." in reply
