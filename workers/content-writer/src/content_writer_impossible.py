"""Refuses facts that can be of no home: a negative size, a price of nothing, a year to come."""

import re
from collections.abc import Iterator, Mapping

from content_writer_facts import Value
from edgekit import FieldError, Problem

IMPOSSIBLE = "Facts say what can not be: correct them as `errors` says."
SIGNED = frozenset(
    (
        *("change", "difference", "delta", "trend", "growth", "gain", "loss", "return", "yield"),
        *("balance", "equity", "net", "flow", "lat", "latitude", "lon", "lng", "longitude"),
        *("elevation", "temperature", "degrees", "percent", "pct", "adjustment", "credit"),
    )
)
"""What may be negative, by a word of its name."""
NEVER_ZERO = frozenset(
    ("price", "offer", "estimate", "value", "rent", "sqft", "sqm", "acres", "acreage")
)
"""What is never zero, by the last word of its name."""
OF_YEARS = frozenset({"year", "built", "renovated", "year_built", "year_renovated", "year_updated"})
YEARS = range(1600, 2101)
NUMBER = re.compile(r"(-?) ?\$? ?(-?)(\d[\d,]*(?:\.\d+)?)(?: ?(?:sq ft|sqft|usd|dollars|acres))?")
MINUSES = str.maketrans("−–—﹣－", "-----")


def refuse_impossible(facts: Mapping[str, Value]) -> None:
    """Raises ``Problem`` 422 with a pointer to each fact whose number can not be."""
    errors = [
        FieldError(f"/facts/{name}", wrong)
        for name, value in facts.items()
        for wrong in _wrong(name, value)
    ]
    if errors:
        raise Problem(422, IMPOSSIBLE, errors=errors)


def _wrong(name: str, value: Value) -> Iterator[str]:
    number, words = _number(value), name.split("_")
    if number is None:
        return
    if number < 0 and SIGNED.isdisjoint(words):
        yield "should not be negative"
    elif number == 0 and (words[-1] in NEVER_ZERO or words[0] == "price"):
        yield "should not be zero: leave out what is not known"
    elif name in OF_YEARS and number not in YEARS:
        yield f"should be a year from {YEARS.start} to {YEARS.stop - 1}"


def _number(value: Value) -> float | None:
    """The number of a fact, also where it is written as a text such as “-$5”."""
    if isinstance(value, bool | list):
        return None
    if not isinstance(value, str):
        return float(value)
    found = NUMBER.fullmatch(value.strip().lower().translate(MINUSES))
    if found is None:
        return None
    number = float(found[3].replace(",", ""))
    return -number if found[1] or found[2] else number
