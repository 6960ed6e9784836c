"""The founder's questions are well-formed, and the profile holds every fact that they expect."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROFILE = Path(__file__).resolve().parents[2] / "sets" / "founder_profile.md"


@pytest.fixture
def questions(read_set: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return read_set("founder_questions.jsonl")


def test_there_are_25_with_facts_and_some_without(questions: list[dict[str, Any]]) -> None:
    assert len({each["id"] for each in questions}) == len(questions)
    assert len({each["question"] for each in questions}) == len(questions)
    assert sum(bool(each["facts"]) for each in questions) == 25
    assert any(not each["facts"] for each in questions)


def test_the_profile_holds_a_wording_of_every_fact(questions: list[dict[str, Any]]) -> None:
    profile = " ".join(PROFILE.read_text(encoding="utf-8").lower().split())
    for each in questions:
        assert set(each) == {"id", "question", "facts"}, each["id"]
        for wordings in each["facts"]:
            assert any(wording.lower() in profile for wording in wordings), each["id"]
