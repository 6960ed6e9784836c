"""How often the scorer is right on sentences that it did not learn from, next to VADER's."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from sentiment_scoring import label_of, score
from sentiment_training import model, modules

HOUSING = Path(__file__).with_name("housing_sentences.csv")
HEADLINES = Path(__file__).resolve().parents[2] / "sets" / "housing_headlines.csv"
NAMES = {"0": "negative", "1": "positive", "2": "neutral"}


@pytest.fixture(scope="module")
def vader() -> Callable[[str], float]:
    analyzer = SentimentIntensityAnalyzer()
    return lambda text: float(analyzer.polarity_scores(text)["compound"])


def _housing(split: str) -> list[tuple[str, str]]:
    with HOUSING.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    return [(row["text"], NAMES[row["label"]]) for row in rows]


def _share_right(rows: list[tuple[str, str]], scorer: Callable[[str], float]) -> float:
    return sum(label_of(scorer(text)) == label for text, label in rows) / len(rows)


def test_held_out_folds_are_scored_better_than_vader_scores_them(
    vader: Callable[[str], float],
) -> None:
    known = model.sentences()
    right = [(vader(sentence.text) > 0) == (sentence.label == 1) for sentence in known]
    ours = model.held_out_accuracy(folds=10)
    assert ours >= 0.87
    assert ours > sum(right) / len(known) + 0.03


def test_housing_text_that_nothing_was_tuned_on_is_labelled_far_better_than_by_vader(
    vader: Callable[[str], float],
) -> None:
    rows = _housing("test")
    ours = _share_right(rows, lambda text: score(text).value)
    assert ours >= 0.85
    assert ours > _share_right(rows, vader) + 0.2


def test_headlines_are_read_as_their_set_has_them_and_far_better_than_by_vader(
    vader: Callable[[str], float],
) -> None:
    with HEADLINES.open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    assert len(rows) == 150
    ours = _share_right(rows, lambda text: score(text).value)
    assert ours >= 0.9
    assert ours > _share_right(rows, vader) + 0.2


def test_the_shipped_weights_and_lexicon_are_what_training_writes() -> None:
    known = model.sentences()
    weights = model.train(
        [model.features(sentence.text) for sentence in known],
        [sentence.label for sentence in known],
    )
    assert modules.WEIGHTS.read_text(encoding="utf-8") == modules.weights_module(weights)
    lexicon = modules.lexicon_module(modules.read_lexicon())
    assert modules.LEXICON.read_text(encoding="utf-8") == lexicon
