import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment_scoring import label_of, score


@given(st.text(max_size=400))
def test_any_text_has_a_score_between_minus_one_and_one(text: str) -> None:
    assert -1 <= score(text).value <= 1


@given(st.text(max_size=400))
def test_the_terms_add_up_to_the_score(text: str) -> None:
    result = score(text)
    assert math.isclose(result.value, math.tanh(sum(w for _, w in result.terms) / 2), abs_tol=1e-9)


def test_a_text_without_evidence_scores_exactly_zero() -> None:
    assert score("") == score("The parcel is on Elm Street.")
    assert score("").value == 0
    assert score("").label == "neutral"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("The house is beautiful.", "The house is not beautiful."),
        ("This is a wonderful kitchen.", "This is a horrible kitchen."),
        ("It was expensive, but we love it.", "We love it, but it was a horrible experience."),
        ("Mortgage rates fell.", "Mortgage rates rose."),
        ("Foreclosures declined.", "Foreclosures surged."),
        ("A drop in delinquencies.", "A drop in home sales."),
        ("Falling rates helped.", "Falling prices hurt."),
        ("Sales were up 3%.", "Sales were down 3%."),
        ("Home prices didn't fall.", "Home prices fell."),
        ("No major issues.", "Major issues."),
    ],
)
def test_context_turns_a_text_around(good: str, bad: str) -> None:
    assert score(good).value > 0 > score(bad).value


def test_a_booster_strengthens_and_a_downtoner_weakens() -> None:
    plain = score("The rooms are spacious.").value
    assert score("The rooms are extremely spacious.").value > plain
    assert 0 < score("The rooms are slightly spacious.").value < plain


def test_the_terms_name_the_words_that_made_the_score() -> None:
    terms = dict(score("Foreclosures fell and the deck is rotten.").terms)
    assert terms["foreclosures fell"] > 0
    assert terms["rotten"] < 0


def test_a_negated_word_is_shown_with_its_negation() -> None:
    assert "not great" in dict(score("This was not great.").terms)


def test_the_heaviest_term_comes_first() -> None:
    weights = [abs(weight) for _, weight in score("A great, great, nice but dated house!").terms]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("value", "label"),
    [(0.1, "positive"), (0.099, "neutral"), (-0.099, "neutral"), (-1, "negative")],
)
def test_a_score_near_zero_is_called_neutral(value: float, label: str) -> None:
    assert label_of(value) == label


def test_case_and_typographic_apostrophes_do_not_matter_to_negation() -> None:
    assert score("It isn’t good").value == score("It isn't good").value


def test_a_word_in_capitals_weighs_more_in_a_text_of_mixed_case() -> None:
    assert score("a HORRIBLE place").value < score("a horrible place").value


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Not a terrible commute.", "positive"),
        ("The inspection wasn't bad.", "positive"),
        ("There is no evidence of a slump, the bank finds", "positive"),
        ("No hint of a collapse as sales climb", "positive"),
        ("Burglaries are down", "positive"),
        ("Complaints were down sharply last year", "positive"),
        ("Fewer evictions this winter", "positive"),
        ("Fewer owners fall behind", "positive"),
        ("Jobless claims drop to a record low", "positive"),
        ("Homes sell in 12 days as time on market shrinks", "positive"),
        ("Demand shrugs off recession", "positive"),
        ("Prices rebound after long slump", "positive"),
        ("Savings dry up", "negative"),
        ("Developer filed for bankruptcy", "negative"),
        ("Loans are drying up", "negative"),
        ("Confidence fails to recover", "negative"),
        ("Home sales struggle to rebound despite lower rates", "negative"),
        ("Burglaries are up", "negative"),
        ("Home equity down for a second quarter", "negative"),
        ("The down payment is due in May", "neutral"),
        ("The house is up for sale", "neutral"),
        ("What is an easement?", "neutral"),
        ("Council reviews new zoning map", "neutral"),
    ],
)  # fmt: skip
def test_denials_movements_and_idioms_are_read_as_people_mean_them(text: str, label: str) -> None:
    assert score(text).label == label, score(text).terms


@pytest.mark.parametrize(
    ("text", "label"),
    [("🎉", "positive"), ("👍🏿👍🏿", "positive"), ("❤️", "positive"), ("💔", "negative"),
     ("🤮", "negative"), ("Sold! 😢", "negative"), ("🏡🔑", "neutral")],
)  # fmt: skip
def test_an_emoji_says_something_without_words(text: str, label: str) -> None:
    assert score(text).label == label
