"""E-mail addresses in free text, also dictated ones (“bob dot martinez at example dot com”)."""

import re
from typing import NamedTuple

from contracts.contact import LONGEST_EMAIL, normal_email
from lead_bot_text import MOST, Span, few, word_set

_LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"|]{1,64}$")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}")
_HINTS = re.compile(r"[\[(]\s?(at|dot)\s?[\])]", re.IGNORECASE)
_TLD = r"(?:com|org|net|edu|gov|us|info|biz|me|io|co)"
_SPOKEN = re.compile(
    rf"(?<![\w.+-])([\w+-]{{1,64}}(?:(?:\s?\.\s?|\s{{1,5}}(?:dot|underscore|dash|hyphen"
    rf"|plus)\s{{1,5}})[\w+-]+){{0,5}})\s{{1,5}}(?:at|@)\s{{1,5}}"
    rf"((?:[\w-]+(?:\s?\.\s?|\s{{1,5}}dot\s{{1,5}})){{1,4}}{_TLD})(?!\w)",
    re.IGNORECASE,
)
_SIGNS = (("dot", "."), ("underscore", "_"), ("dash", "-"), ("hyphen", "-"), ("plus", "+"))
_NO_LOCAL = word_set(
    "me mail email us him her them look reach contact or is it and am not address go visit "
    "found find out"
)
_BEFORE = re.compile(r"\b(?:not|old|wrong|instead of|isn't|isnt|no longer|was)\b[^.!?;,\n]{0,16}$")
_NONE = re.compile(
    r"\b(?:no|don'?t have|dont have|don'?t use|without|haven'?t got|never use|not have)(?: an?"
    r"| any| my)? ?e-?mail"
)


class Found(NamedTuple):
    """An address in small letters, and where it stands."""

    address: str
    span: Span


def emails(text: str) -> list[Found]:
    """The addresses in a text, in their order."""
    found: list[Found] = []
    place = text.find("@")
    while place >= 0 and len(found) < MOST:
        local = _LOCAL.search(text, max(0, place - 64), place)
        domain = _DOMAIN.match(text, place + 1, place + 1 + LONGEST_EMAIL)
        if local and domain:
            said = local[0].lstrip(".'*/")
            address = _checked(f"{said}@{domain[0]}")
            if address:
                found.append(Found(address, (place - len(said), domain.end())))
        place = text.find("@", domain.end() if domain else place + 1)
    return found or _spoken(text)


def best(found: list[Found], text: str) -> Found | None:
    """The address that is meant: not one that is called old or wrong."""
    meant = [each for each in found if not _BEFORE.search(text[: each.span[0]].lower()[-40:])]
    return meant[0] if meant else None


def has_none(text: str) -> bool:
    """Whether somebody says that they have no e-mail address."""
    return _NONE.search(text) is not None


def _spoken(text: str) -> list[Found]:
    if " at " not in text.lower() and "@" not in text and "(at)" not in text and "[at]" not in text:
        return []
    found = []
    # As long as it was, so that spans hold.
    plain = _HINTS.sub(lambda hint: f" {hint[1].lower()} ".ljust(len(hint[0])), text)
    for match in few(_SPOKEN.finditer(plain)):
        local, domain = _written(match[1]), _written(match[2])
        if local.lower() in _NO_LOCAL:
            continue
        if address := _checked(f"{local}@{domain}"):
            found.append(Found(address, match.span()))
    return found


def _written(said: str) -> str:
    for word, sign in _SIGNS:
        said = re.sub(rf"\s+{word}\s+", sign, said, flags=re.IGNORECASE)
    return re.sub(r"\s+", "", said)


def _checked(address: str) -> str | None:
    try:
        return normal_email(address)
    except ValueError:
        return None
