"""The questions are well-formed, and every passage that they expect is in the playbook."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).resolve().parents[3] / "workers" / "playbook-api" / "content"


def anchor(heading: str) -> str:
    """A heading as GitHub makes it an anchor."""
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def passages() -> set[str]:
    """Every passage: an article, for what is before its first heading, and each heading of it."""
    found: set[str] = set()
    for path in CONTENT.glob("*.md"):
        headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        found |= {path.stem, *(f"{path.stem}#{anchor(heading)}" for heading in headings)}
    return found


@pytest.fixture
def questions(read_set: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return read_set("seller_questions.jsonl")


@pytest.fixture
def unanswerable(read_set: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return read_set("unanswerable.jsonl")


def test_there_are_enough_of_both_and_none_is_asked_twice(
    questions: list[dict[str, Any]], unanswerable: list[dict[str, Any]]
) -> None:
    assert len(questions) >= 90
    assert len(unanswerable) >= 40
    both = questions + unanswerable
    assert len({each["id"] for each in both}) == len(both)
    assert len({each["question"].lower() for each in both}) == len(both)


def test_every_expected_passage_is_there(questions: list[dict[str, Any]]) -> None:
    known = passages()
    for each in questions:
        assert set(each) == {"id", "question", "expected"}, each["id"]
        assert each["expected"], each["id"]
        assert set(each["expected"]) <= known, each["id"]


def test_the_questions_are_about_most_of_what_sellers_read(questions: list[dict[str, Any]]) -> None:
    asked = {passage.partition("#")[0] for each in questions for passage in each["expected"]}
    sellers = {
        path.stem
        for path in CONTENT.glob("*.md")
        if re.search(r"^tags: .*\bsellers\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert sellers <= asked


def test_what_cannot_be_answered_expects_nothing(unanswerable: list[dict[str, Any]]) -> None:
    for each in unanswerable:
        assert set(each) == {"id", "question"}, each["id"]
