"""E-mail addresses and telephone numbers, normalised as they are read."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

LONGEST_EMAIL, LONGEST_LOCAL_PART = 254, 64

_LOCAL_PART = re.compile(r"[^\s@<>()\[\]\\,;:\"]+")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])")
_EXTENSION = re.compile(r"\s*(?:extension|ext\.?|x|#)\s*\d+$", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s().\-–/]")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")
_US_NATIONAL = re.compile(r"1?([2-9]\d{9})")


def normal_email(text: str) -> str:
    """An address in lower case, its domain too; raises ``ValueError`` if it can't be one.

    Looser than RFC 5321 (quoted local parts are refused, nobody has one), and it takes
    internationalised addresses (RFC 6531).
    """
    email = unicodedata.normalize("NFKC", text.strip()).lower()
    local_part, _, domain = email.rpartition("@")
    well_formed = (
        len(email) <= LONGEST_EMAIL
        and len(local_part) <= LONGEST_LOCAL_PART
        and _LOCAL_PART.fullmatch(local_part)
        and ".." not in local_part
        and not local_part.startswith(".")
        and not local_part.endswith(".")
        and _DOMAIN.fullmatch(domain)
    )
    if not well_formed:
        raise ValueError("is not an e-mail address")
    return email


def e164(text: str) -> str:
    """A telephone number as E.164 (``+12065550142``); raises ``ValueError`` if it can't be one.

    Ten digits, or eleven that begin with 1, are a number of the United States or Canada; any other
    country needs its ``+``. An extension is dropped: nothing can dial it.
    """
    digits = _PUNCTUATION.sub("", _EXTENSION.sub("", text.strip()))
    if not digits.isascii():
        raise ValueError("is not a telephone number")
    national = _US_NATIONAL.fullmatch(digits.removeprefix("+") if _is_us(digits) else digits)
    if national:
        return f"+1{national[1]}"
    if _is_us(digits) or not _INTERNATIONAL.fullmatch(digits):
        raise ValueError("is not a telephone number; give ten digits, or + and the country code")
    return digits


def _is_us(digits: str) -> bool:
    return digits.startswith("+1")


Email = Annotated[str, Field(max_length=320), AfterValidator(normal_email)]
"""An e-mail address in lower case."""

Phone = Annotated[str, Field(max_length=40), AfterValidator(e164)]
"""A telephone number in E.164."""
