"""E-mail addresses and telephone numbers, normalised as they are read."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from contracts.base import Contract

LONGEST_EMAIL, LONGEST_LOCAL_PART = 254, 64

_LOCAL_PART = re.compile(r"[^\s@<>()\[\]\\,;:\"]+")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])")
# The number of an extension may be missing after its word, which then says nothing.
_EXTENSION = re.compile(
    r"[\s,;(\-–—]*(?<![a-z])(?:(?:extension|extn?)[\s.:#\-–—]*(\d{0,8})|(?:x|#)[\s.:]*(\d{1,8}))[\s.)]*$",
    re.IGNORECASE | re.ASCII,
)
# What people and address books write beside a number.
_LABEL = r"(?:tele?phone|tel|phone|cell(?:phone)?|mobile|home|work|office|main|direct|landline)"
_LABELS = re.compile(rf"^\s*{_LABEL}\s*[:.]?\s+|[\s,]*\(?\b{_LABEL}\)?\.?\s*$", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s().\-‐‑‒–—−/·]")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")
_NATIONAL = re.compile(r"(?:\+?1)?([2-9]\d\d\d{7})")
_WORDED = re.compile(r"(?:\+?1)?[2-9]\d\d[A-Z\d]{7}")
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
# The North American Numbering Plan: no area code is N9X or N11, no exchange N11 or below 200.
_ASSIGNABLE = re.compile(r"(?!.11)[2-9][0-8]\d(?!.11)[2-9]\d{6}")


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

    Ten digits, or eleven that begin with 1, are a number of the United States or Canada, and have
    to be one that can be assigned there; letters are those of a telephone's keys. Any other country
    needs its ``+``. Left out are the invisible marks that telephones copy with a number, what is
    written beside it (“cell”), and an extension, which ``extension`` tells.
    """
    digits = _bare(text)
    if not digits.isascii():
        raise ValueError("is not a telephone number")
    if national := _NATIONAL.fullmatch(digits):
        if not _ASSIGNABLE.fullmatch(national[1]):
            raise ValueError("is not a number of the North American Numbering Plan")
        return f"+1{national[1]}"
    if digits.startswith("+1") or not _INTERNATIONAL.fullmatch(digits):
        raise ValueError("is not a telephone number; give ten digits, or + and the country code")
    return digits


def extension(text: str) -> str | None:
    """The digits of the extension that is written behind a number (“ext. 12”, “x12”, “#12”)."""
    found = _EXTENSION.search(_LABELS.sub("", _seen(text)))
    return (found[1] or found[2] or None) if found else None


def _seen(text: str) -> str:
    """A text as it looks: without the marks that nobody sees, in plain digits and letters."""
    seen = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return unicodedata.normalize("NFKC", seen).strip()


def _bare(text: str) -> str:
    """The digits of a number, with its ``+`` if it has one."""
    alone = _LABELS.sub("", _EXTENSION.sub("", _LABELS.sub("", _seen(text))))
    joined = _PUNCTUATION.sub("", alone)
    worded = joined.upper()
    return worded.translate(_KEYPAD) if _WORDED.fullmatch(worded) else joined


Email = Annotated[str, Field(max_length=320), AfterValidator(normal_email)]
"""An e-mail address in lower case."""

Phone = Annotated[str, Field(max_length=40), AfterValidator(e164)]
"""A telephone number in E.164."""

Extension = Annotated[str, Field(pattern=r"^[0-9]{1,8}$", examples=["12"])]


class Dialled(Contract):
    """Somebody's telephone: the number is ``phone``, and what is dialled behind it is kept, too."""

    phone_ext: Extension | None = Field(
        default=None, description="The extension; one that is written in `phone` is put here."
    )

    @model_validator(mode="before")
    @classmethod
    def _extension_apart(cls, told: Any) -> Any:
        phone = told.get("phone") if isinstance(told, Mapping) else None
        if not isinstance(phone, str) or told.get("phone_ext") is not None:
            return told
        found = extension(phone)
        return {**told, "phone_ext": found} if found else told

    @property
    def extension_said(self) -> str:
        """The extension in words, for whoever reads what else was written; empty for none."""
        return f"The phone has the extension {self.phone_ext}." if self.phone_ext else ""
