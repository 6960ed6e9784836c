"""The check that `make test-model` holds answers against finds what it is there to find."""

from pathlib import Path

import pytest
from grounding import sections, unsupported

PLAYBOOK = Path(__file__).parents[3] / "workers" / "playbook-api" / "content"
TEXT = "Hearthstack pays within 14 days. Call Ann Lee at the King County office: 1,250.50 dollars."


@pytest.mark.parametrize(
    "answer",
    [
        "We pay within 14 days.",
        "Ann's office is in King County.",
        "That is 1250.5 dollars. Nobody else pays more.",
        "I’m glad. Hearthstack is too.",
        "",
    ],
)
def test_what_the_text_holds_is_supported(answer: str) -> None:
    assert unsupported(answer, [TEXT]) == []


@pytest.mark.parametrize(
    ("answer", "bad"),
    [
        ("We pay within 15 days.", ["15"]),
        ("We pay within 1 day.", ["1"]),
        ("Call Bob Lee.", ["Bob"]),
        ("It is in Pierce County, by 2024-05.", ["2024", "05", "Pierce"]),
        ("The FHA says so.", ["FHA"]),
        ("NASA says so.", ["NASA"]),
        ("That is $12,505.", ["12,505"]),
    ],
)
def test_what_it_does_not_hold_is_found(answer: str, bad: list[str]) -> None:
    assert unsupported(answer, [TEXT]) == bad


def test_without_a_source_nothing_is_supported() -> None:
    assert unsupported("It takes 14 days.", []) == ["14"]


def test_the_playbooks_sections_are_found_by_the_names_of_the_sets() -> None:
    found = sections(PLAYBOOK)
    assert (
        "three weeks before an auction" in found["behind-on-payments#how-late-is-too-late"].lower()
    )
    assert len(found) > 100
    assert all(unsupported(text, [text]) == [] for text in found.values())
