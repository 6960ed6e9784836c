"""From labelled sentences to weights: features, what is kept of them, and cross-validation."""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sentiment_scoring import evidence_in
from sentiment_tokens import BOOSTERS, is_negator
from sentiment_training.logistic import fit

SENTENCES = Path(__file__).with_name("sentences.csv")
PENALTY = 0.25
SMOOTHING = 1.0  # sentences of each label that every feature is taken to have been met in
WORD_SCALE = 0.8  # words are trusted less than valences: a smaller scale is a stronger penalty
MIN_WEIGHT = 0.1

# Words that only tie a sentence together, and things that the training sentences happened to
# praise or blame and that mean nothing in a text about homes.
_FUNCTION_WORDS = """
the a an and or is are was were be been being of to in on at for with by from as it its this that
these those i you he she they we my your his her their our me him them us have has had do does did
will would can could should may might am just so then than there here when what which who if into
out up down over about also s t i'm i've i'd it's that's he's she's they're very really all any
some more most much many only even other own same again now first last every but"""
_SUBJECTS = """
phone phones movie film movies films car game service food place vegas seller buyer house home homes
room rooms kitchen garage yard water price prices money bathroom bathrooms owner neighborhood street
years year months hours minutes day days time times one two three four five ten man people someone
get got go going went see said say know think thing things piece blood palm cinema management
portrayal seen make made look looking life world job family area headset battery bluetooth lot
lots low high size hold hear to inside"""
UNUSED = frozenset(_FUNCTION_WORDS.split()).union(_SUBJECTS.split(), BOOSTERS)


class Sentence(NamedTuple):
    """One labelled sentence; ``label`` is 1 for positive and 0 for negative."""

    text: str
    label: int


def sentences() -> list[Sentence]:
    """The training sentences, in the file's order."""
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return [Sentence(row["text"], int(row["label"])) for row in csv.DictReader(file)]


def features(text: str) -> dict[str, float]:
    """A text as the model sees it: valences summed, words and pairs present or not."""
    row: defaultdict[str, float] = defaultdict(float)
    for evidence in evidence_in(text):
        if evidence.feature.startswith("#"):
            row[evidence.feature] += evidence.amount
        elif _useful(evidence.feature):
            row[evidence.feature] = WORD_SCALE
    return dict(row)


def _useful(feature: str) -> bool:
    words = feature.removeprefix("not_").split()
    return any(word not in UNUSED and not word.isdigit() for word in words) and (
        len(words) == 1 or not all(word in UNUSED or is_negator(word) for word in words)
    )


def train(rows: Sequence[Mapping[str, float]], labels: Sequence[int]) -> dict[str, float]:
    """Weights by feature, of those features that are heavy enough to matter."""
    ratios = _log_count_ratios(rows, labels)
    known = [{name: value * ratios[name] for name, value in row.items()} for row in rows]
    fitted = fit(known, labels, PENALTY)
    weights = {name: weight * ratios[name] for name, weight in fitted.items()}
    scaled = {name: w if name[0] == "#" else w * WORD_SCALE for name, w in weights.items()}
    return {name: round(w, 2) for name, w in sorted(scaled.items()) if abs(w) >= MIN_WEIGHT}


def _log_count_ratios(
    rows: Sequence[Mapping[str, float]], labels: Sequence[int]
) -> dict[str, float]:
    """How much more a feature is met in positive sentences than in negative ones, as log-odds.

    Scaled by it, a logistic model is sure of few features and suspicious of many (Wang & Manning
    2012, "Baselines and Bigrams": NB-SVM).
    """
    counts: defaultdict[str, list[float]] = defaultdict(lambda: [SMOOTHING, SMOOTHING])
    for row, label in zip(rows, labels, strict=True):
        for name, value in row.items():
            counts[name][label] += abs(value)
    negative, positive = (sum(count[label] for count in counts.values()) for label in (0, 1))
    return {n: math.log((c[1] / positive) / (c[0] / negative)) for n, c in counts.items()}


def held_out_scores(folds: int) -> Iterator[tuple[Sentence, float]]:
    """Every sentence with the log-odds of a model that was trained without its fold."""
    known = sentences()
    rows = [features(sentence.text) for sentence in known]
    for fold in range(folds):
        inside = [index for index in range(len(known)) if index % folds != fold]
        weights = train([rows[i] for i in inside], [known[i].label for i in inside])
        for index in range(fold, len(known), folds):
            yield known[index], _log_odds(weights, known[index].text)


def _log_odds(weights: Mapping[str, float], text: str) -> float:
    return math.fsum(weights.get(e.feature, 0.0) * e.amount for e in evidence_in(text))


def held_out_accuracy(folds: int) -> float:
    """Share of sentences whose sign is right when their fold was kept from training."""
    right = [(odds > 0) == (sentence.label == 1) for sentence, odds in held_out_scores(folds)]
    return sum(right) / len(right)
