"""The words of an address in one spelling: to search by, and to compare what is no street."""

import re
import unicodedata

_ZIP = re.compile(
    r"\b([0-9]{5})(?:-[0-9]{4})?,? ?(?:usa|us|u\.s\.a\.|united states)?$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+")

# The commonest of USPS Publication 28: appendix C1 (suffixes), C2 (unit designators), section 233.
_SHORT = {
    "street": "st", "str": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "road": "rd",
    "drive": "dr", "lane": "ln", "court": "ct", "place": "pl", "terrace": "ter", "circle": "cir",
    "parkway": "pkwy", "highway": "hwy", "square": "sq", "trail": "trl",
    "mount": "mt", "mountain": "mtn", "saint": "st", "fort": "ft", "point": "pt", "heights": "hts",
    "north": "n", "south": "s", "east": "e", "west": "w",
    "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
    "apartment": "unit", "apt": "unit", "suite": "unit", "ste": "unit", "room": "unit",
    "rm": "unit", "number": "unit", "no": "unit",
    "washington": "wa",
}  # fmt: skip


def address_key(address: str) -> str:
    """The same text for an address however it is written.

    Case, accents, punctuation, directionals, suffixes and units don't matter: "123 N. Main Street,
    Apt 4, Seattle" and "123 n main st #4 seattle" have one key.
    """
    spaced = " ".join(address.split())
    found = _ZIP.search(spaced)
    street = _ZIP.sub("", spaced)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", street).casefold())
    text = "".join(letter for letter in plain if not unicodedata.combining(letter))
    text = re.sub(r"[.'’]", "", text).replace("#", " unit ")
    words = [_SHORT.get(word, word) for word in _WORD.findall(text)]
    kept = [word for index, word in enumerate(words) if not _repeats_unit(words, index)]
    return " ".join([*kept, found[1]] if found else kept)


def _repeats_unit(words: list[str], index: int) -> bool:
    """Whether this is the second half of "Apt #4" or "Unit No. 4"."""
    return index > 0 and words[index] == words[index - 1] == "unit"
