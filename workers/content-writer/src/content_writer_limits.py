"""Drafts within a limit: whole sentences while they fit, else the first cut at a word.

Lengths are words (runs without white space) and Unicode code points. Where a word alone is too
long it is cut between grapheme clusters (Unicode's Standard Annex 29, as far as emoji, accents and
flags need it).
"""

import re
import unicodedata
from collections.abc import Sequence

from content_writer_facts import Facts, worded
from content_writer_sentences import Sentence

ELLIPSIS = "…"
JOINER, REGIONAL = "\u200d", range(0x1F1E6, 0x1F200)
EXTENDING = (range(0x1F3FB, 0x1F400), range(0xE0020, 0xE0080), range(0xFE00, 0xFE10))
WORD = re.compile(r"\S+")


def within(
    sentences: Sequence[Sentence],
    facts: Facts,
    max_words: int | None = None,
    max_characters: int | None = None,
) -> tuple[str, list[str], bool]:
    """The text, the names of the facts in it, and whether something was left out.

    Where whole sentences would leave more than half of the room unused, the next one is cut.
    """
    kept: list[Sentence] = []
    for one in sentences:
        whole = text_of([*kept, one])
        if fits(whole, max_words, max_characters):
            kept.append(one)
            continue
        so_far = text_of(kept)
        if kept and not fits(so_far + so_far, max_words, max_characters):
            return so_far, _names(kept), True
        cut = shortened(whole, max_words, max_characters)
        shown = [
            name for name in one.facts if name not in facts or worded(name, facts[name]) in cut
        ]
        return cut, list(dict.fromkeys([*_names(kept), *shown])), True
    return text_of(kept), _names(kept), False


def _holds(text: str, words: str) -> bool:
    """Whether a text has these words, and not as a part of others."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _names(sentences: Sequence[Sentence]) -> list[str]:
    return list(dict.fromkeys(name for one in sentences for name in one.facts))


def text_of(sentences: Sequence[Sentence]) -> str:
    """Sentences as a text."""
    return "".join(one.gap + one.text for one in sentences).lstrip()


def fits(text: str, max_words: int | None, max_characters: int | None) -> bool:
    """Whether a text keeps to its limits."""
    if max_characters is not None and len(text) > max_characters:
        return False
    return max_words is None or len(text.split()) <= max_words


def shortened(text: str, max_words: int | None, max_characters: int | None) -> str:
    """The text cut at a word so that it fits with its ellipsis; as it is if it fits."""
    if fits(text, max_words, max_characters):
        return text
    ends = [match.end() for match in WORD.finditer(text)]
    if max_words is not None:
        ends = ends[:max_words]
    if max_characters is not None:
        ends = [end for end in ends if end + len(ELLIPSIS) <= max_characters]
    if ends:
        return text[: ends[-1]].rstrip(",;:-–— ") + ELLIPSIS
    return text[: _cluster_end(text, (max_characters or len(text)) - len(ELLIPSIS))] + ELLIPSIS


def _cluster_end(text: str, most: int) -> int:
    """The last place, at most ``most``, that lies between two grapheme clusters."""
    return next((place for place in range(most, 0, -1) if _is_between(text, place)), 0)


def _is_between(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place : place + 1]
    if not after:
        return True
    if (before, after) == ("\r", "\n"):
        return False
    if after == JOINER or before == JOINER or _extends(after):
        return False
    if ord(before) in REGIONAL and ord(after) in REGIONAL:
        flags = len(text[:place]) - len(text[:place].rstrip("".join(map(chr, REGIONAL))))
        return flags % 2 == 0
    return True


def _extends(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Mc") or any(
        ord(character) in span for span in EXTENDING
    )
