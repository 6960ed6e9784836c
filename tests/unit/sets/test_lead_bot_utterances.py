"""The utterances are well-formed, and what they expect follows the rules of their README."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

SLOTS = {
    "address",
    "timeline",
    "condition",
    "asking_price",
    "motivation_has",
    "name",
    "phone",
    "phone_ext",
    "email",
    "sell_by",
}
INTENTS = {None, "stop", "human", "nonsense", "correction", "yes", "no", "question"}
MEMBERS = {"id", "voice", "today", "asked", "before", "text", "slots", "intent", "unjudged"}
SHAPES = {
    "timeline": r"asap|30_days|90_days|exploring",
    "condition": r"excellent|good|fair|poor",
    "phone": r"\+1[2-9]\d{2}[2-9]\d{6}",
    "phone_ext": r"\d{1,7}",
    "email": r"[a-z0-9.+]+@[a-z0-9.]+\.[a-z]{3}",
    "sell_by": r"\d{4}-\d\d-\d\d",
}


@pytest.fixture
def utterances(read_set: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return read_set("lead_bot_utterances.jsonl")


def values(expected: Any) -> list[Any]:
    return expected if isinstance(expected, list) else [expected]


def test_there_are_200_of_which_100_are_an_outsiders(utterances: list[dict[str, Any]]) -> None:
    assert len({each["id"] for each in utterances}) == len(utterances) == 200
    assert len({each["text"] for each in utterances}) == 200
    assert sum(each.get("voice") == "outsider" for each in utterances) == 100


def test_every_member_is_known(utterances: list[dict[str, Any]]) -> None:
    for each in utterances:
        assert set(each) <= MEMBERS, each["id"]
        assert set(each["slots"]) | set(each["before"]) <= SLOTS, each["id"]
        assert each["intent"] in INTENTS, each["id"]
        assert each["asked"] in SLOTS | {None, "motivation"}, each["id"]


def test_every_expected_value_has_the_shape_of_its_slot(utterances: list[dict[str, Any]]) -> None:
    for each in utterances:
        for slot, expected in each["slots"].items():
            for value in values(expected):
                if slot == "asking_price":
                    assert isinstance(value, int), each["id"]
                    assert 1_000 <= value <= 100_000_000, each["id"]
                else:
                    assert re.fullmatch(SHAPES.get(slot, r"\S.*"), value), (each["id"], slot)


def test_no_message_makes_a_held_slot_vanish(utterances: list[dict[str, Any]]) -> None:
    for each in utterances:
        assert set(each["before"]) <= set(each["slots"]), each["id"]


def test_every_slot_and_intent_is_asked_of_the_bot(utterances: list[dict[str, Any]]) -> None:
    assert {slot for each in utterances for slot in each["slots"]} == SLOTS
    assert {each["intent"] for each in utterances} == INTENTS


def timeline_of(days: int) -> str:
    """The README's rule."""
    limits = ((14, "asap"), (31, "30_days"), (92, "90_days"))
    return next((name for limit, name in limits if days <= limit), "exploring")


def test_a_named_day_and_its_timeline_agree(utterances: list[dict[str, Any]]) -> None:
    dated = [each for each in utterances if "sell_by" in each["slots"]]
    assert len(dated) >= 25
    for each in dated:
        last = date.fromisoformat(each["slots"]["sell_by"])
        left = (last - date.fromisoformat(each["today"])).days
        assert each["slots"]["timeline"] == timeline_of(left), each["id"]
