"""A text as a reader sees it, without typographic tricks, and where each of its letters came from.

Compatibility forms and accents go (Unicode's NFKD), letters that look Latin become Latin, what has
no width goes, as do quotation marks and HTML's tags; hyphens within words, slashes and any white
space are one space, other dashes end a clause. Letters are small.
"""

import re
import unicodedata
from dataclasses import dataclass

TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,200}>")
APOSTROPHES = "'’‘ʼ´`′＇"
QUOTES = frozenset('"“”„‟«»')
MARKS = QUOTES | frozenset("‹›*_~#|" + APOSTROPHES)
"""They are seen, and change nothing of what is said."""
CLAUSE_DASHES = "—―⸺⸻"
LOOKALIKES = str.maketrans(
    "АаВЕеКМНОоРрСсТХхУуІіЈјЅѕԁһԛԝΑΒΕΖΗΙΚΜΝΟοΡΤΥΧαιуν",
    "AaBEeKMHOoPpCcTXxYyIiJjSsdhqwABEZHIKMNOoPTYXaiyv",
)
"""Cyrillic and Greek letters by the Latin ones that they look like (Unicode's confusables)."""


@dataclass(frozen=True)
class PlainText:
    """A text made plain; letter ``n`` of it came from ``starts[n]`` to ``ends[n]`` of the source.

    ``cased`` is the same text with its capitals.
    """

    source: str
    text: str
    cased: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that a span of the plain text came from."""
        return self.starts[start], self.ends[end - 1]


def plain(source: str) -> PlainText:
    """Make a text plain."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    in_tags = {place for tag in TAG.finditer(source) for place in range(*tag.span())}
    for place, character in enumerate(source):
        if place in in_tags:
            continue
        for letter in _plain(character, place, source):
            if letter == " " and (not letters or letters[-1] == " "):
                continue
            letters.append(letter)
            places.append((place, place + 1))
    cased = "".join(letters)
    text = "".join(small if len(small := letter.lower()) == 1 else letter for letter in letters)
    return PlainText(source, text, cased, tuple(p[0] for p in places), tuple(p[1] for p in places))


def _plain(character: str, place: int, source: str) -> str:
    """What a character says: nothing, a space, or letters."""
    if character.isascii() and character.isalnum():
        return character
    if character in MARKS:
        return "'" if character in APOSTROPHES and _within_a_word(place, source) else ""
    if character in CLAUSE_DASHES:
        return " ; "
    category = unicodedata.category(character)
    if category == "Pd" or character in "/\\−":
        return " " if character in "/\\" or _within_a_word(place, source) else " ; "
    if character.isspace():
        return " "
    if category in ("Cf", "Cc", "Mn", "Me", "Cs"):
        return ""
    found = unicodedata.normalize("NFKD", character.translate(LOOKALIKES))
    kept = [letter for letter in found if unicodedata.category(letter) not in ("Mn", "Me", "Cf")]
    return "".join(" " if letter.isspace() else letter for letter in kept)


def _within_a_word(place: int, source: str) -> bool:
    """Whether a letter stands on both sides, maybe behind what has no width."""
    before = next((c for c in reversed(source[max(0, place - 4) : place]) if _shows(c)), " ")
    after = next((c for c in source[place + 1 : place + 5] if _shows(c)), " ")
    return before.isalnum() and after.isalnum()


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in ("Cf", "Mn", "Me")
