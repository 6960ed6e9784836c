"""A suggestion reads well where it stands: no doubled words, no half of a sentence around it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_writer_fair_housing import check

DOUBLED = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)


def corrected(text: str) -> str:
    for flag in reversed(check(text)):
        text = text[: flag.start] + (flag.suggestion or "") + text[flag.end :]
    return text


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("Ideal for retirees, perfect for couples.", "Open to everyone."),
        ("Seniors only please.", "Open to all."),
        ("By a lovely place for newlyweds.", "Open to everyone."),
        ("Decent Catholic family seeks same.", "Everyone is welcome."),
        ("A Korean family lives upstairs.", "Somebody lives upstairs."),
        ("Three bedrooms, no kids, new roof.", "Three bedrooms, all are welcome, new roof."),
        ("Muslim home home on a hill.", "Home on a hill."),
        ("Nearby is a Polish neighborhood.", "Nearby is a neighborhood."),
        ("The owner won't rent to children at all.", "Open to everyone."),
        ("The studio is for a single lady.", "The studio is open to all."),
        ("Four blocks from Holy Name Church.", "Convenient location."),
        ("No teens, thank you.", "All are welcome."),
    ],
)
def test_a_suggestion_reads_well_in_its_place(text: str, better: str) -> None:
    assert corrected(text) == better


WORDS = (
    *("near", "a", "home", "perfect for", "great for", "couples", "kids", "adults", "only", "no"),
    *("Catholic", "family", "seeks", "same", "the", "owner", "wants", "is", "please", "and", ","),
    *(".", "two bedrooms", "Korean", "neighborhood", "not", "allowed", "welcome", "mothers"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_what_is_corrected_passes_and_doubles_no_word(words: list[str]) -> None:
    text = " ".join(words)
    better = corrected(text)
    assert check(better) == []
    if DOUBLED.search(text) is None:
        assert DOUBLED.search(better) is None, (text, better)
