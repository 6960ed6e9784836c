"""How carriers cut a text into segments (3GPP TS 23.038, section 6.2, and TS 23.040, 9.2.3.24.1).

A text of characters that GSM-7 has is counted in septets: 160 in one segment, else 153 in each,
since the rest holds the number of the part. Any other character makes all of it UCS-2, in UTF-16
code units: 70, or 67 in each. What a segment must not tear apart goes on in the next one: an
escape and its character, the halves of a surrogate pair, and, as Twilio counts, whatever a reader
sees as one character.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from contracts.sms import Encoding, Segments

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
ZERO_WIDTH_JOINER = "\u200d"
REGIONAL = range(0x1F1E6, 0x1F200)
SKIN_TONES = range(0x1F3FB, 0x1F400)
TAGS = range(0xE0020, 0xE0080)


class Alphabet(NamedTuple):
    """An encoding, the units that a lone segment holds, and those of each of several."""

    encoding: Encoding
    alone: int
    of_several: int


GSM_7 = Alphabet("GSM-7", 160, 153)
UCS_2 = Alphabet("UCS-2", 70, 67)


def segments(text: str) -> Segments:
    """The segments of a text; an empty one has none."""
    forced_by = foreign(text)
    alphabet = UCS_2 if forced_by else GSM_7
    sizes = [_utf16(cluster) for cluster in clusters(text)] if forced_by else _septets(text)
    units, count, remaining = _fill(sizes, alphabet)
    return Segments(
        encoding=alphabet.encoding,
        segments=count,
        units=units,
        remaining=remaining,
        forced_by=forced_by or None,
    )


def foreign(text: str) -> list[str]:
    """The characters that GSM-7 does not have, each once, in order."""
    return [each for each in dict.fromkeys(text) if each not in BASIC and each not in EXTENSION]


def clusters(text: str) -> Iterator[str]:
    """What a reader sees as one character each: UAX #29's clusters, without Hangul's letters."""
    cluster = ""
    for character in text:
        if cluster and not _joins(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _joins(cluster: str, character: str) -> bool:
    point, before = ord(character), cluster[-1]
    if before in "\r\n":
        return before == "\r" and character == "\n"
    if point in SKIN_TONES or point in TAGS or character == ZERO_WIDTH_JOINER:
        return True
    if unicodedata.category(character) in ("Mn", "Me", "Mc"):
        return True
    if before == ZERO_WIDTH_JOINER:
        return unicodedata.category(character) == "So"
    return point in REGIONAL and len(cluster) == 1 and ord(before) in REGIONAL


def _septets(text: str) -> list[int]:
    return [2 if character in EXTENSION else 1 for character in text]


def _utf16(text: str) -> int:
    return sum(2 if character > "\uffff" else 1 for character in text)


def _fill(sizes: Iterable[int], alphabet: Alphabet) -> tuple[int, int, int]:
    """Units in all, how many segments they fill, and the units left in the last."""
    sizes = list(sizes)
    units = sum(sizes)
    if units <= alphabet.alone:
        return units, int(units > 0), alphabet.alone - units
    count, left = 1, alphabet.of_several
    for size in sizes:
        if size > left:
            count, left = count + 1, alphabet.of_several
        # Longer than a segment, as no reader's character should be: it has to be torn.
        while size > left:
            count, size, left = count + 1, size - left, alphabet.of_several
        left -= size
    return units, count, left
