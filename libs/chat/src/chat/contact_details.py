"""How a visitor can be reached, as they have written it into a message."""

import re
from dataclasses import dataclass, replace

from contracts.contact import e164, normal_email

_EMAIL = re.compile(
    r"[^\s<>()\[\],;:\"'@]{1,64}@[^\s<>()\[\],;:\"'@]{1,253}\.[A-Za-z]{2,24}(?![A-Za-z])"
)
_PHONE = re.compile(
    r"(?<![\w.$#/-])\+?(?:1[\s.-]?)?\(?\d{3}\)?[\s./-]{0,3}\d{3}[\s.-]{0,3}\d{4}(?![\w-]|\.\d)"
)
_ABROAD = re.compile(r"(?<!\w)\+[2-9]\d[\d\s.-]{6,16}\d")
_NAME = re.compile(
    r"(?i:\b(?:my name is|my names|name is|name:|i am|i'm|im|this is|it's|its|call me)\s+)"
    r"((?:[A-Z][\w'’.-]*)(?:\s+[A-Z][\w'’.-]*){0,3})"
)
_LEADING_NAME = re.compile(r"^\s*((?:[A-Z][a-z'’-]+)(?:\s+[A-Z][\w'’.-]*){1,2})\s*[,;:-]")
_ADDRESS = re.compile(
    r"\b\d{1,6}(?:-\d+)?[A-Za-z]?\s+(?:[NSEW]{1,2}\.?\s+)?(?:[A-Za-z0-9'.-]+\s+){1,4}?"
    r"(?:street|st|avenue|ave|av|road|rd|drive|dr|lane|ln|court|ct|place|pl|boulevard|blvd|way|circle|cir"
    r"|terrace|ter|parkway|pkwy|highway|hwy|trail|loop|square|sq)\b\.?"
    r"(?:\s+[NSEW]{1,2}\b)?(?:,?\s+(?:apt|unit|#)\s*\w+)?"
    r"(?:,\s*[A-Z][A-Za-z .]+)?(?:,?\s+[A-Z]{2})?(?:\s+\d{5}(?:-\d{4})?)?",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset({"i", "the", "a", "in", "at", "on", "looking", "selling", "yes", "no", "ok"})
LONGEST_NAME = 100


@dataclass(frozen=True)
class ContactDetails:
    """Who a visitor is; empty where nothing was said. The phone is E.164."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""

    @property
    def reachable(self) -> bool:
        """Whether a person can call or write back."""
        return bool(self.email or self.phone)

    def and_then(self, later: "ContactDetails") -> "ContactDetails":
        """With what was said later, which counts more."""
        said = {name: value for name, value in vars(later).items() if value}
        return replace(self, **said)


def details_in(message: str) -> ContactDetails:
    """The details that a message holds."""
    return ContactDetails(_name(message), _email(message), _phone(message), _address(message))


def _email(message: str) -> str:
    for found in _EMAIL.findall(message):
        try:
            return normal_email(found.strip(".!?-"))
        except ValueError:
            continue
    return ""


def _phone(message: str) -> str:
    for found in (*_PHONE.findall(message), *_ABROAD.findall(message)):
        try:
            return e164(found.strip())
        except ValueError:
            continue
    return ""


def _name(message: str) -> str:
    found = _NAME.search(message) or _LEADING_NAME.search(message)
    name = found[1].strip(" .,-") if found else ""
    return "" if name.lower() in _NOT_NAMES else name[:LONGEST_NAME]


def _address(message: str) -> str:
    found = _ADDRESS.search(message)
    return " ".join(found[0].split()).strip(" .,") if found else ""
