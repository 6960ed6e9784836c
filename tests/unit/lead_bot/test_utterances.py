"""lead-bot reads the 200 utterances of `tests/sets` as their README says."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from contracts.lead_bot import Slots
from lead_bot_reading import Reading, read

SET = Path(__file__).parents[2] / "sets" / "lead_bot_utterances.jsonl"
SHARE = 0.95
SOME_DAY = "2026-11-20"
JUDGED = ("stop", "human", "nonsense")


def utterances() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]


def reading_of(case: dict[str, Any]) -> Reading:
    today = date.fromisoformat(case.get("today", SOME_DAY))
    return read(case["text"], Slots.model_validate(case["before"]), case["asked"], today)


def same(slot: str, expected: Any, value: Any) -> bool:
    """Whether a value is what was expected, by the README's rules."""
    if isinstance(expected, list):
        return any(same(slot, each, value) for each in expected)
    if isinstance(value, date):
        value = value.isoformat()
    if value is None or expected is None:
        return value is expected
    if slot in ("name", "email"):
        return str(value).lower() == expected.lower()
    if slot == "address":
        return folded(value) == folded(expected)
    return bool(value == expected)


def folded(text: str) -> str:
    return " ".join(text.lower().replace(",", " ").rstrip(".").split())


def judged(case: dict[str, Any]) -> Iterator[tuple[str, Any, Any, bool]]:
    """Each slot that is judged: its name, what was expected and read, whether that is right."""
    slots, reading = case["slots"], reading_of(case).slots
    if stems := slots.get("motivation_has"):
        said = reading.motivation or ""
        yield "motivation", stems, said, any(stem in said.lower() for stem in stems)
    for slot in Slots.model_fields:
        if slot == "motivation" or slot in case.get("unjudged", ()):
            continue
        expected, value = slots.get(slot), getattr(reading, slot)
        if expected is not None or value is not None:
            yield slot, expected, value, same(slot, expected, value)


def intent_is_right(case: dict[str, Any]) -> bool:
    intent = reading_of(case).intent
    return intent not in JUDGED if case["intent"] is None else intent == case["intent"]


def test_of_all_slots_95_in_100_are_read_right() -> None:
    verdicts = [(case, *each) for case in utterances() for each in judged(case)]
    wrong = [
        f"{case['id']} {slot}: {value!r} instead of {expected!r} of {case['text']!r}"
        for case, slot, expected, value, is_right in verdicts
        if not is_right
    ]
    assert 1 - len(wrong) / len(verdicts) >= SHARE, "\n".join(wrong)


def test_of_all_intents_95_in_100_are_read_right() -> None:
    cases = utterances()
    wrong = [
        f"{case['id']} {reading_of(case).intent} instead of {case['intent']} of {case['text']!r}"
        for case in cases
        if not intent_is_right(case)
    ]
    assert 1 - len(wrong) / len(cases) >= SHARE, "\n".join(wrong)


def test_of_all_messages_9_in_10_are_read_wholly_right() -> None:
    cases = utterances()
    right = [
        case for case in cases if all(each[-1] for each in judged(case)) and intent_is_right(case)
    ]
    assert len(right) / len(cases) >= 0.9
