"""What of a model's text is taken."""

from typing import Any

import pytest

from content_writer_claims import told
from content_writer_model import messages, objection
from contracts.content_writer import DraftRequest

FACTS: dict[str, Any] = {
    "type": "condo",
    "bedrooms": 2,
    "bathrooms": 1,
    "features": ["fenced yard", "new roof"],
}
ASKED = DraftRequest(kind="listing", facts=FACTS)
GOOD = "This condo has two bedrooms, one bathroom, a fenced yard and a new roof."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (GOOD, None),
        ("", "empty"),
        ("This charming condo has two bedrooms and one bathroom.", "invented"),
        ("This condo has three bedrooms, one bathroom and a new roof.", "invented"),
        ("This condo has two bedrooms, one bathroom and granite counters.", "invented"),
        ("This condo has two bathrooms and one bedroom.", "invented"),
        ("It has a new yard.", "invented"),
        ("The yard is fenced.", "left_out"),
        ("Hello.", "left_out"),
    ],
)
def test_a_text_is_taken_if_it_says_its_facts(text: str, why: str | None) -> None:
    assert objection(text, ASKED, FACTS) == why


def test_a_text_over_its_limit_or_against_the_law_is_not_taken() -> None:
    short = DraftRequest(kind="listing", facts=FACTS, max_words=5)
    assert objection(GOOD, short, FACTS) == "too_long"
    assert objection("A condo.", short, FACTS) is None
    facts = FACTS | {"who": "adults", "how": "only"}
    assert objection(f"{GOOD} Adults only.", ASKED, facts) in ("invented", "fair_housing")


def test_a_fact_is_told_in_other_words_too() -> None:
    assert told(GOOD, FACTS) == list(FACTS)
    assert told("Waterfront!", {"waterfront": True, "pool": True}) == ["waterfront"]


def test_a_model_is_told_the_facts_and_the_limits() -> None:
    system, user = messages(DraftRequest(kind="listing", facts=FACTS, max_words=50), FACTS)
    assert "at most 50 words" in system.content
    assert "Features: fenced yard and new roof" in user.content
