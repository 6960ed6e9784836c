"""Numbers as people write them in the calculator. What can be read in two ways is not guessed."""

import re

_COUNT = re.compile(
    r"(\d{1,3}(?:,\d{3}){1,2}|\d{1,3}(?: \d{3}){1,2}|\d{1,9})(\.\d{1,2})?", re.ASCII
)
_SHORT = re.compile(r"(\d{1,5}(?:\.\d{1,2})?) ?k", re.ASCII | re.IGNORECASE)
_BATHS = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?", re.ASCII)
_PLAIN = re.compile(r"\d{1,4}", re.ASCII)
_DOLLARS_BEFORE = re.compile(r"\A(?:us)?\$ ?|\Ausd ", re.IGNORECASE)
_DOLLARS_AFTER = re.compile(r" ?(?:\$|usd|us dollars|dollars?)\Z", re.IGNORECASE)
_FEET_AFTER = re.compile(r" ?(?:sq\.? ?ft\.?|sq\.? feet|square feet|square foot)\Z", re.IGNORECASE)

Read = int | float | str
"""A number, or a text that no contract takes for one."""


def number(name: str, said: str) -> Read:
    """What stands in a field of this name.

    A comma parts thousands (``18,000``); only in ``bathrooms``, which has none, it is a decimal
    mark (``1,5``). Dollars may be said in thousands (``18k``). Years have no mark at all.
    """
    text = " ".join(said.split())
    if name == "repairs":
        return _dollars(text)
    if name == "sqft":
        return _count(_FEET_AFTER.sub("", text), text)
    if name == "bathrooms":
        return _whole(float(text.replace(",", "."))) if _BATHS.fullmatch(text) else _none(text)
    return int(text) if _PLAIN.fullmatch(text) else _none(text)


def _dollars(text: str) -> Read:
    bare = _DOLLARS_AFTER.sub("", _DOLLARS_BEFORE.sub("", text, count=1), count=1)
    if short := _SHORT.fullmatch(bare):
        return _whole(round(float(short[1]) * 1000, 2))
    return _count(bare, text)


def _count(bare: str, text: str) -> Read:
    found = _COUNT.fullmatch(bare)
    if found is None:
        return _none(text)
    whole = found[1].replace(",", "").replace(" ", "")
    return _whole(float(f"{whole}{found[2]}")) if found[2] else int(whole)


def _whole(amount: float) -> int | float:
    return int(amount) if amount.is_integer() else amount


def _none(text: str) -> str:
    return f"no number: {text}"
