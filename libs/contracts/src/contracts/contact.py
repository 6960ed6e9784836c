"""E-mail addresses and telephone numbers, normalised as they are read."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field, model_validator

from contracts.base import Contract

LONGEST_EMAIL, LONGEST_LOCAL_PART = 254, 64
_GMAIL = ("gmail.com", "googlemail.com")
_PLUS_DOMAINS = frozenset(
    {
        *(*_GMAIL, "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com", "mac.com"),
        *("fastmail.com", "proton.me", "protonmail.com", "pm.me"),
    }
)

_LOCAL_PART = re.compile(r"[^\s@<>()\[\]\\,;:\"]+")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])")
# RFC 3966 and what people write: ";ext=9", "ext. 9", "x9", "#9", ",,9" (a pause that is dialled).
_EXTENSION = re.compile(
    r"(?<![a-z])(?:;ext=|;? ?(?:extension|extn|ext)[.:]? ?|[x#]|(?<!,),{2,})(?: ?#?(\d{1,8}))?$",
    re.IGNORECASE,
)
# What people and address books write beside a number.
_LABEL = (
    r"(?:tele?phone|tel|phone|cell(?:phone)?|mobile|home|work|office|main|direct|landline|fax|call"
    r"|text|ph|mob|c|m|h|w|o)"
)
_LABELS = re.compile(rf"^{_LABEL}(?:[:.] ?| )|(?<![ ,])[ ,]*\(?\b{_LABEL}\)?\.?$", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[ ().\-‐‑‒–—−/·]")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")
_NATIONAL = re.compile(r"(?:(?:\+|00|011)?1)?([2-9]\d\d\d{7})")
_WORDED = re.compile(r"(?:\+?1)?[2-9]\d\d[A-Z\d]{7}")
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
# The North American Numbering Plan: no area code is N9X or N11, no exchange below 200. Exchanges of
# N11 are for services, but freephone numbers have them. Which area codes are in use changes.
_ASSIGNABLE = re.compile(r"(?!.11)[2-9][0-8]\d[2-9]\d{6}")
# One number among other words: "206-555-0142 after 5 pm", "206-555-0142 or 206-555-0143".
_AMONG_WORDS = re.compile(
    r"(?<![\w.+/-])(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}"
    r"(?![\w/-]|\.\d)"
)


class Telephone(NamedTuple):
    """A telephone number in E.164, and the digits of its extension where it has one."""

    number: str
    extension: str | None


def normal_email(text: str) -> str:
    """An address in lower case, its domain too; raises ``ValueError`` if it can't be one.

    Looser than RFC 5321 (quoted local parts are refused, nobody has one), and it takes
    internationalised addresses (RFC 6531). What can't be seen, as copied along, is left out.
    """
    seen = "".join(each for each in text if unicodedata.category(each) != "Cf")
    email = unicodedata.normalize("NFKC", seen.strip()).lower()
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


def mailbox_key(email: str) -> str:
    """What addresses of one mailbox share.

    Gmail leaves out dots, and several providers what follows a plus, as their own pages say.
    Others may not: their addresses stay as they are.
    """
    local_part, _, domain = email.rpartition("@")
    if domain in _PLUS_DOMAINS:
        local_part = local_part.partition("+")[0] or local_part
    if domain in _GMAIL:
        local_part, domain = local_part.replace(".", ""), _GMAIL[0]
    return f"{local_part}@{domain}"


def e164(text: str) -> str:
    """A telephone number as E.164 (``+12065550142``); raises ``ValueError`` if it can't be one.

    An extension is left out: ``telephone`` has it.
    """
    return telephone(text).number


def telephone(text: str) -> Telephone:
    """A telephone number as people write it; raises ``ValueError`` if it can't be one.

    Ten digits, or eleven that begin with 1, are a number of the United States or Canada, and have
    to be one that can be assigned there; letters are those of a telephone's keys. Any other country
    needs its ``+``. Left out are the invisible marks that telephones copy with a number, and what
    is written beside it (“cell”, “after 5 pm”).
    """
    plain = _plain(text)
    try:
        return _alone(plain)
    except ValueError:
        found = _AMONG_WORDS.search(plain)
        if found is None:
            raise
        return _alone(found[0])


def _plain(text: str) -> str:
    """Without what can't be seen, full-width digits as digits, one space where there are more."""
    seen = (each for each in text if unicodedata.category(each) != "Cf")
    plain = " ".join(unicodedata.normalize("NFKC", "".join(seen)).split())
    return re.sub(r"^(?:tel|sms|callto):", "", plain, flags=re.IGNORECASE)


def _alone(plain: str) -> Telephone:
    """The number that a text is, with its extension."""
    extension = _EXTENSION.search(plain)
    bare = plain[: extension.start()].rstrip(" ,;") if extension else plain
    digits = _digits(_LABELS.sub("", _LABELS.sub("", bare)))
    if not digits.isascii():
        raise ValueError("is not a telephone number")
    dialled = extension[1] if extension and (extension[1] or "").isascii() else None
    if national := _NATIONAL.fullmatch(digits):
        if not _ASSIGNABLE.fullmatch(national[1]):
            raise ValueError("is not a number of the North American Numbering Plan")
        return Telephone(f"+1{national[1]}", dialled)
    if digits.startswith("+1") or not _INTERNATIONAL.fullmatch(digits):
        raise ValueError("is not a telephone number; give ten digits, or + and the country code")
    return Telephone(digits, dialled)


def extension(text: str) -> str | None:
    """The digits of the extension that is written behind a number (“ext. 12”, “x12”, “#12”)."""
    try:
        return telephone(text).extension
    except ValueError:
        return None


def _digits(bare: str) -> str:
    """The digits of a number, with its ``+`` if it has one."""
    joined = _PUNCTUATION.sub("", bare)
    worded = joined.upper()
    return worded.translate(_KEYPAD) if _WORDED.fullmatch(worded) else joined


Email = Annotated[str, Field(max_length=320), AfterValidator(normal_email)]
"""An e-mail address in lower case."""

Phone = Annotated[str, Field(max_length=100), AfterValidator(e164)]
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
