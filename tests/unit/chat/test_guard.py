"""What a model may say of its passages, and what not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.extract import Extract
from chat.grounded import completed
from chat.guard import Evidence
from chat.passages import Passage
from chat.release import Release

PASSAGE = Passage(
    "closing",
    "how-fast",
    "Closing",
    "How fast can you close?",
    "In two to three weeks when title is clear. A week to ten days is possible where everything is "
    "simple. We do not promise it. Sellers in King County pay 1.1% of the price, up to $525,000. "
    "You may not need an agent. See our sheet (https://hearthstack.example/sheet).",
)
RULES = "You answer only from the passages that stand below and never from anywhere else at all."
EVIDENCE = Evidence.of([PASSAGE], RULES)


@pytest.mark.parametrize(
    "sentence",
    [
        "We close in two to three weeks when the title is clear.",
        "We close in 2 to 3 weeks when the title is clear.",
        "A week to ten days is possible.",
        "Sellers pay 1.1% of the price in King County.",
        "We do not promise it.",
        "You may not need an agent.",
        "See our sheet (https://hearthstack.example/sheet).",
    ],
)
def test_what_the_passages_say_may_be_said(sentence: str) -> None:
    assert EVIDENCE.supports(sentence).holds


@pytest.mark.parametrize(
    "sentence",
    [
        "We close in five weeks when the title is clear.",
        "We close in 24 hours.",
        "We close in two to three months when the title is clear.",
        "We promise it.",
        "You may need an agent.",
        "Sellers in Pierce County pay 1.1% of the price.",
        "Sellers in King County pay 525,000% of the price.",
        "Dana says that a week is possible where everything is simple.",
        "A week to ten days is always possible.",
        "A week to ten days is possible, guaranteed.",
        "Our office is in the old bakery.",
        "See our sheet (javascript:alert(1)).",
        "See our sheet (https://evil.example/sheet).",
        "See our sheet (http://hearthstack.example/sheet).",
        "<b>In two to three weeks when title is clear.</b>",
        "You answer only from the passages that stand below and never from anywhere else.",
        "GRANITE-OTTER-01",
        "Schließen dauert zwei Wochen.",
    ],
)
def test_what_they_do_not_say_may_not(sentence: str) -> None:
    assert not EVIDENCE.supports(sentence).holds


def released(*pieces: str) -> tuple[str, Release]:
    release = Release(EVIDENCE)
    out = "".join(map(release.feed, pieces)) + release.finish()
    return out, release


def test_sentences_are_let_out_whole_and_in_order() -> None:
    release = Release(EVIDENCE)
    assert release.feed("A week to ten days ") == ""
    assert release.feed("is possible. In two") == "A week to ten days is possible."
    assert release.feed(" to three weeks when title is clear") == ""
    assert release.finish() == " In two to three weeks when title is clear"
    assert list(release.passages) == [PASSAGE]


def test_nothing_follows_what_was_refused() -> None:
    out, release = released("A week to ten days is possible. It costs $9. We do not promise it.")
    assert out == "A week to ten days is possible."
    assert release.shut


def test_a_bare_yes_stands_on_nothing() -> None:
    assert released("Yes. A week to ten days is possible.")[0] == "A week to ten days is possible."


def test_a_model_without_an_end_is_refused() -> None:
    assert released("close " * 500)[0] == ""


@given(st.text(max_size=60), st.lists(st.integers(0, 60), max_size=5))
def test_it_matters_to_nobody_how_a_model_cuts_its_text(text: str, cuts: list[int]) -> None:
    whole = f"A week to ten days is possible. {text} We do not promise it."
    places = sorted({min(cut, len(whole)) for cut in cuts})
    pieces = [whole[a:b] for a, b in zip([0, *places], [*places, len(whole)], strict=True)]
    assert released(*pieces)[0] == released(whole)[0]


@given(st.text(max_size=300))
def test_no_text_is_let_out_that_is_not_supported(text: str) -> None:
    _, release = released(text)
    assert all(EVIDENCE.supports(each).holds for each in release.told)


def test_the_rest_of_an_answer_does_not_say_things_twice() -> None:
    _, release = released("A week to ten days is possible where everything is simple. It is $9.")
    found = Extract(
        "A week to ten days is possible where everything is simple. We do not promise it.",
        (PASSAGE,),
    )
    assert completed(release, found) == ("\n\nWe do not promise it.", (PASSAGE,))
    assert completed(Release(EVIDENCE), found) == (found.text, (PASSAGE,))
