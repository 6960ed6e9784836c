"""HubSpot's search: filters in groups, sorting, pages, and its limits.

https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

CEILING = 10_000
MOST_GROUPS, MOST_FILTERS, MOST_IN_ALL, LARGEST_PAGE = 5, 6, 18, 200
# Of a telephone number only area code and local number are searched, however it is written.
CALCULATED = {
    "hs_searchable_calculated_phone_number": "phone",
    "hs_searchable_calculated_mobile_number": "mobilephone",
}
Object = dict[str, Any]


class BadSearch(Exception):  # noqa: N818 - HubSpot's word is bad request
    """A search that HubSpot refuses."""


def search(
    stored: Iterable[Object], body: Mapping[str, Any]
) -> tuple[list[Object], int, int | None]:
    """A page of what meets one of the groups, how many do, and where the next page begins.

    Raises ``BadSearch`` for more than HubSpot takes: pages end at 10,000.
    """
    groups = body.get("filterGroups", [])
    counts = [len(group["filters"]) for group in groups]
    if len(groups) > MOST_GROUPS or max(counts, default=0) > MOST_FILTERS:
        raise BadSearch("There are too many filters in a group, or too many groups.")
    if sum(counts) > MOST_IN_ALL:
        raise BadSearch("There are too many filters.")
    limit, after = int(body.get("limit", 10)), int(body.get("after") or 0)
    if not 0 < limit <= LARGEST_PAGE:
        raise BadSearch(f"The limit is at most {LARGEST_PAGE}.")
    if after + limit > CEILING:
        raise BadSearch(f"Paging ends at {CEILING} results.")
    found = [each for each in stored if not groups or any(_meets(each, g) for g in groups)]
    for order in reversed(body.get("sorts", [])):
        found.sort(key=_key(order["propertyName"]), reverse=order.get("direction") == "DESCENDING")
    end = after + limit
    return found[after:end], len(found), end if end < len(found) else None


def _meets(stored: Object, group: Mapping[str, Any]) -> bool:
    return all(_passes(stored["properties"], each) for each in group["filters"])


def _passes(properties: Mapping[str, str], wanted: Mapping[str, Any]) -> bool:
    value = _value(properties, wanted["propertyName"])
    test = _OPERATORS.get(wanted["operator"])
    if test is None:
        raise BadSearch(f"{wanted['operator']} is no operator.")
    return test(value, str(wanted.get("value", "")))


def _value(properties: Mapping[str, str], name: str) -> str:
    source = CALCULATED.get(name)
    if source is None:
        return properties.get(name) or ""
    return re.sub(r"\D", "", properties.get(source) or "")[-10:]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _holds(value: str, wanted: str) -> bool:
    """Whether all words of the one are together in the other: it finds more than what is equal."""
    words, sought = (re.findall(r"\w+", text.lower()) for text in (value, wanted))
    places = range(len(words) - len(sought) + 1)
    return bool(sought) and any(words[at : at + len(sought)] == sought for at in places)


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "EQ": lambda value, wanted: value.lower() == wanted.lower(),
    "NEQ": lambda value, wanted: value.lower() != wanted.lower(),
    "GT": lambda value, wanted: _number(value) > _number(wanted),
    "GTE": lambda value, wanted: _number(value) >= _number(wanted),
    "LT": lambda value, wanted: _number(value) < _number(wanted),
    "LTE": lambda value, wanted: _number(value) <= _number(wanted),
    "HAS_PROPERTY": lambda value, _: bool(value),
    "NOT_HAS_PROPERTY": lambda value, _: not value,
    "CONTAINS_TOKEN": _holds,
}


def _key(name: str) -> Callable[[Object], tuple[float, str]]:
    def key(stored: Object) -> tuple[float, str]:
        value = stored["properties"].get(name) or ""
        number = _number(value)
        return (number if number == number else 0.0, value)

    return key
