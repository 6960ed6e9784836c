"""What of an event names a person: by a whole e-mail address or telephone number.

Nobody else's address that contains theirs counts, nor a longer number with the same digits in it:
what is erased by mistake is lost.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"[^\w+]{0,3}\+?[^\w+]{0,3}")  # what people put between parts of a number


def names(payload: str, email: str | None, phone: str | None) -> bool:
    """Whether a JSON text names the owner of an address, or of a number in E.164."""
    return _names(json.loads(payload), email, phone)


def of_others(payload: str, email: str | None, phone: str | None) -> str:
    """What a batch says of others than that person; empty if it is no batch, or of nobody else."""
    said = json.loads(payload)
    batch = said.get("events") if isinstance(said, dict) else None
    events = batch if isinstance(batch, list) else []
    others = [event for event in events if not _names(event, email, phone)]
    rest = json.dumps({**said, "events": others}, ensure_ascii=False) if others else ""
    return "" if rest and names(rest, email, phone) else rest


def _names(said: Any, email: str | None, phone: str | None) -> bool:
    texts = [unicodedata.normalize("NFKC", text).lower() for text in _texts(said)]
    return any(
        (email is not None and _has_address(text, email))
        or (phone is not None and _has_number(text, phone))
        for text in texts
    )


def _texts(value: Any) -> Iterator[str]:
    """Every text and number in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str) or type(value) is int:
        yield str(value)


def _has_address(text: str, email: str) -> bool:
    whole = rf"(?<![\w.+-]){re.escape(email.lower())}(?![\w-]|\.\w)"
    return re.search(whole, text) is not None


def _has_number(text: str, phone: str) -> bool:
    """A number may be written in parts, and other numbers may stand beside it."""
    digits = phone.removeprefix("+")
    wanted = {digits, digits[1:]} if phone.startswith("+1") else {digits, f"00{digits}"}
    groups = list(_DIGITS.finditer(text))
    for first, group in enumerate(groups):
        found, end = group[0], group.end()
        for following in groups[first + 1 :]:
            if found in wanted or len(found) > len(phone) + 1:
                break
            if not _BETWEEN.fullmatch(text, end, following.start()):
                break
            found, end = found + following[0], following.end()
        if found in wanted:
            return True
    return False
