"""A text as a reader sees it, without typographic tricks, and where each of its letters came from.

Compatibility forms and accents go (Unicode's NFKD), letters that look Latin become Latin, what has
no width goes, as do quotation marks and HTML's tags; HTML's entities are what they stand for.
Hyphens within words, slashes and any white space are one space, other dashes end a clause. Letters
are small.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,200}>")
ENTITY = re.compile(
    r"&(?:amp;){0,3}(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|nbsp;?|[a-zA-Z][a-zA-Z0-9]{1,30};)"
)
APOSTROPHES = "'’‘ʼ´`′＇"
QUOTES = frozenset('"“”„‟«»')
MARKS = QUOTES | frozenset("‹›*_~#|" + APOSTROPHES)
"""They are seen, and change nothing of what is said."""
CLAUSE_DASHES = "—―⸺⸻"
PARTING = frozenset("…:;=?•·‣")
"""Between words they may part two clauses, or stand where a blank should be."""
PARTING_KINDS = frozenset({"So", "Sk", "Sm", "Ps", "Pe", "Pd"})
BLANKS = frozenset("\u2800\u3164\u115f\u1160\uffa0")
"""Letters and symbols that show nothing."""
LOOKALIKES = str.maketrans(
    "АаВЕеКМНОоРрСсТХхУуІіЈјЅѕԁһԛԝΑΒΕΖΗΙΚΜΝΟοΡΤΥΧαιуν",
    "AaBEeKMHOoPpCcTXxYyIiJjSsdhqwABEZHIKMNOoPTYXaiyv",
)
"""Cyrillic and Greek letters by the Latin ones that they look like (Unicode's confusables)."""


class Letter(NamedTuple):
    """A letter of a plain text, and the span of the source that it came from.

    ``parts`` says that it is a space in place of a mark that may end a clause.
    """

    character: str
    start: int
    end: int
    parts: bool = False


@dataclass(frozen=True)
class PlainText:
    """A text made plain; letter ``n`` of it came from ``starts[n]`` to ``ends[n]`` of the source.

    ``cased`` is the same text with its capitals; at the places of ``parting`` are spaces that stand
    for marks.
    """

    source: str
    text: str
    cased: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    parting: frozenset[int] = frozenset()

    @classmethod
    def of(cls, source: str, letters: Sequence[Letter]) -> Self:
        """A plain text of its letters."""
        return cls(
            source,
            text="".join(_small(letter.character) for letter in letters),
            cased="".join(letter.character for letter in letters),
            starts=tuple(letter.start for letter in letters),
            ends=tuple(letter.end for letter in letters),
            parting=frozenset(place for place, letter in enumerate(letters) if letter.parts),
        )

    def letters(self) -> list[Letter]:
        """Its letters with their places."""
        return [
            Letter(character, self.starts[place], self.ends[place], place in self.parting)
            for place, character in enumerate(self.cased)
        ]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that a span of the plain text came from."""
        return self.starts[start], self.ends[end - 1]


def plain(source: str, *, apart: bool = False) -> PlainText:
    """Make a text plain; ``apart`` has a space for each mark that could stand for one."""
    letters: list[Letter] = []
    shown = [*_shown(source, apart=apart)]
    text = "".join(one.character for one in shown)
    for place, one in enumerate(shown):
        for letter, parts in _plain(one.character, place, text, apart=apart):
            if letter == " " and (not letters or letters[-1].character == " "):
                if letters and parts:
                    letters[-1] = letters[-1]._replace(parts=True)
                continue
            letters.append(Letter(letter, one.start, one.end, parts))
    return PlainText.of(source, letters)


def _shown(source: str, *, apart: bool) -> Iterator[Letter]:
    """The characters that a reader sees: entities are what they stand for, tags are gone."""
    replaced: dict[int, tuple[str, int]] = {}
    if "<" in source:
        tags = TAG.finditer(source)
        replaced |= {tag.start(): (" " if apart else "", tag.end()) for tag in tags}
    if "&" in source:
        for entity in ENTITY.finditer(source):
            meant = html.unescape("&" + entity[0].replace("amp;", "").lstrip("&"))
            if not meant.startswith("&"):
                replaced[entity.start()] = (meant, entity.end())
    place = 0
    while place < len(source):
        characters, end = replaced.get(place) or (source[place], place + 1)
        for character in characters:
            yield Letter(character, place, end)
        place = end


def _small(letter: str) -> str:
    return small if len(small := letter.lower()) == 1 else letter


def _plain(character: str, place: int, text: str, *, apart: bool) -> Iterator[tuple[str, bool]]:
    """What a character says: nothing, a space, or letters; and whether it may part two clauses."""
    if character.isascii() and character.isalnum():
        yield character, False
    elif apart and _may_part(character, place, text):
        yield " ", True
    else:
        for letter in _strictly(character, place, text):
            yield letter, False


def _may_part(character: str, place: int, text: str) -> bool:
    if character.isspace() or character in "/\\" or character in APOSTROPHES:
        return False
    if character in PARTING or (character != "+" and _category(character) in PARTING_KINDS):
        return character != "-" or not _within_a_word(place, text)
    if character == "." and "." in (text[place - 1 : place], text[place + 1 : place + 2]):
        return True
    is_mark = _category(character) in ("Po", "Pc", "Sm", "Sc")
    return is_mark and text[place - 1 : place].isalpha() and text[place + 1 : place + 2].isalpha()


def _strictly(character: str, place: int, source: str) -> str:
    if character in MARKS:
        return "'" if character in APOSTROPHES and _within_a_word(place, source) else ""
    if character in CLAUSE_DASHES:
        return " ; "
    category = _category(character)
    if category == "Pd" or character in "/\\−":
        return " " if character in "/\\" or _within_a_word(place, source) else " ; "
    if character.isspace() or character in BLANKS:
        return " "
    if category in ("Cf", "Cc", "Mn", "Me", "Cs"):
        return ""
    found = unicodedata.normalize("NFKD", character.translate(LOOKALIKES))
    kept = [letter for letter in found if _category(letter) not in ("Mn", "Me", "Cf")]
    return "".join(" " if letter.isspace() else letter for letter in kept)


def _within_a_word(place: int, source: str) -> bool:
    """Whether a letter stands on both sides, maybe behind what has no width."""
    before = next((c for c in reversed(source[max(0, place - 4) : place]) if _shows(c)), " ")
    after = next((c for c in source[place + 1 : place + 5] if _shows(c)), " ")
    return before.isalnum() and after.isalnum()


def _shows(character: str) -> bool:
    return _category(character) not in ("Cf", "Mn", "Me")


def _category(character: str) -> str:
    return unicodedata.category(character)
