"""The two generated modules of the worker: the lexicon and the learned weights."""

import textwrap
from collections import defaultdict
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from sentiment_tokens import tokenize
from sentiment_training import WORKER

LEXICON = WORKER / "sentiment_lexicon.py"
WEIGHTS = WORKER / "sentiment_weights.py"
WIDTH = 100

_LEXICON_TEXT = '''\
"""Valences of words, -4 to +4, of the VADER lexicon 3.3.2. Generated; do not edit.

Hutto, C.J. & Gilbert, E.E. (2014). VADER: A Parsimonious Rule-based Model for Sentiment Analysis
of Social Media Text. ICWSM-14. Copyright (c) 2016 C.J. Hutto, MIT licence: permission is granted,
free of charge, to deal in the software without restriction, provided that this notice is included;
it is provided "as is", without warranty of any kind.
"""

# One line: a valence, and words that have it.
_TABLE = r"""
'''
_WEIGHTS_TEXT = '''\
"""Weights of words and pairs of words, in log-odds. Generated: do not edit.

Learned by ``python -m sentiment_training`` from "Sentiment Labelled Sentences" (Kotzias et al.,
"From Group to Individual Labels Using Deep Features", KDD 2015; UCI Machine Learning Repository,
CC BY 4.0). ``not_x`` is x behind a negator; ``#+ #- #+not #-not`` multiply valences.
"""

# One line: a weight, and the features that have it, divided by bars.
_TABLE = r"""
'''
_END = '''""".strip()

{name}: dict[str, float] = {{
    word: float(line.split(" ", 1)[0])
    for line in _TABLE.splitlines()
    for word in line.split(" ", 1)[1].split("{separator}")
}}
'''


def read_lexicon() -> dict[str, float]:
    """Word to valence, from the installed package ``vaderSentiment``."""
    spec = find_spec("vaderSentiment")
    if spec is None or spec.origin is None:
        raise SystemExit("vaderSentiment is not installed: run make setup, then try again.")
    text = Path(spec.origin).with_name("vader_lexicon.txt").read_text(encoding="utf-8")
    entries = (line.split("\t") for line in text.splitlines() if line)
    return {word.lower(): float(valence) for word, valence, *_ in entries}


def lexicon_module(lexicon: Mapping[str, float]) -> str:
    """Source of ``sentiment_lexicon``: the words that the worker's tokens can be."""
    known = {word: v for word, v in lexicon.items() if _is_one_token(word)}
    return _LEXICON_TEXT + _table(known, " ") + _END.format(name="LEXICON", separator=" ")


def weights_module(weights: Mapping[str, float]) -> str:
    """Source of ``sentiment_weights``."""
    return _WEIGHTS_TEXT + _table(weights, "|") + _END.format(name="WEIGHTS", separator="|")


def _is_one_token(word: str) -> bool:
    return [token.text for token in tokenize(word)] == [word]


def _table(values: Mapping[str, float], separator: str) -> str:
    by_value: defaultdict[float, list[str]] = defaultdict(list)
    for word, value in sorted(values.items()):
        by_value[value].append(word.replace(" ", "\0"))
    return "".join(_lines(v, words, separator) for v, words in sorted(by_value.items()))


def _lines(value: float, words: list[str], separator: str) -> str:
    """Words wrapped at WIDTH; spaces inside a word are kept together."""
    prefix = f"{value:g} "
    wrapped = textwrap.wrap(
        " ".join(words), WIDTH - len(prefix), break_long_words=False, break_on_hyphens=False
    )
    rows = (line.replace(" ", separator).replace("\0", " ") for line in wrapped)
    return "".join(f"{prefix}{row}\n" for row in rows)
