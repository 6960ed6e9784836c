"""Questions for what a word means, and the sentence of a passage that says it."""

import re
from collections.abc import Sequence

from chat.words import FUNCTION, stem, words

LONGEST_TERM = 3  # words
SAYS, HOLDS = 2, 1
_ASKED = re.compile(
    r"(?:(?:so|ok|okay|hi|hey|hello|and|but|please|um|sorry|can you|could you|tell me|explain) )*"
    r"(?:(?:what|wat|wut|whats|wats)(?: is| are| r| was| does)?|define|explain|meaning of"
    r"|what do you mean by|what is meant by|do you know what)(?: an?| the)? "
    r"(?P<term>.+?)(?: (?:mean|means|exactly|anyway|please|again|then|is|actually|even))*"
)
_BEFORE = frozenset({"a", "an", "the", "in", "is", "are", "called", "as", "so"})
_NAMING = (["which", "is", "a"], ["which", "is", "an"], ["which", "is", "the"], ["is", "call", "a"])
_DENYING = frozenset({"never", "not", "no"})
_AFTER = frozenset({"is", "ar", "are", "mean", "giv", "transfer", "say", "promis"})


def asked_term(question: str) -> tuple[str, ...]:
    """The stems of the word that a question wants explained; empty where it asks something else."""
    found = _ASKED.fullmatch(" ".join(words(question)))
    term = found["term"].split() if found else []
    if not 0 < len(term) <= LONGEST_TERM or not FUNCTION.isdisjoint(term):
        return ()
    return tuple(map(stem, term))


def explains(term: Sequence[str], sentence: str) -> int:
    """How well a sentence explains a term: it says what it is, it holds it, or not at all (0)."""
    said = list(map(stem, words(sentence)))
    best = 0
    for start in range(len(said) - len(term) + 1):
        end = start + len(term)
        if said[start:end] != list(term):
            continue
        best = max(best, HOLDS)
        after = said[end : end + 2]
        begins = start <= 1 and _BEFORE.issuperset(said[:start])
        says = begins and (not after or after[0] in _AFTER) and _DENYING.isdisjoint(after)
        if says or said[max(0, start - 3) : start] in _NAMING:
            best = SAYS
    return best
