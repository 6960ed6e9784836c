"""Which regions an article is about, by the names of places and the ZIP codes in its text.

- A ZIP code counts where something says that it is one: a state before it ("WA 98103") or the word
  ZIP. It stands for itself and for the metro of its first three digits.
- A principal city of a metro counts by its capitalised name. Where two metros share the name, or it
  is an everyday word or a person's name as well, the state must follow ("Portland, Maine");
  without one the larger city of that name is meant, and for everyday words none is.
- Every article counts for the region ``us``.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from metro_table import METROS

EVERYWHERE = "us"

_STATES = """
AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut,
DE Delaware, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa,
KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan,
MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire,
NJ New Jersey, NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma,
OR Oregon, PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee,
TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin,
WY Wyoming, DC D.C."""
_CODE_OF_STATE = {
    name.lower(): code for code, _, name in (s.strip().partition(" ") for s in _STATES.split(","))
}
_STATE_CODES = frozenset(_CODE_OF_STATE.values())

# City names that mean something else in most texts: they need their state behind them.
_EVERYDAY = """
Albany Ames Anderson Arlington Athens Auburn Augusta Bay Bend Billings Bloomington Burlington Cape
Carson Clarksville Clinton Columbia Concord Danville Davidson Decatur Dover Elizabeth Enterprise
Everett Flint Florence Franklin Gary Gold Grand Grant Hammond Hickory Hilton Independence Jackson
Jefferson Jonesboro Jordan Kent Lawrence Lebanon Lincoln Logan Longview Manchester Marion Midland
Mission Mobile Monroe Morgan Muncie Newton Normal Norwich Orange Oxford Pine Provo Racine Rapid
Reading Redding Rome Roseville Roswell Salem Sandy Sebastian Sherman Sierra Springfield Temple
Trenton Troy Tyler Union Victoria Vineland Warner Warren Washington"""
EVERYDAY_NAMES = frozenset(_EVERYDAY.split())

_ZIP = re.compile(r"\b(?:[A-Z]{2}|ZIP(?: [Cc]odes?)?|zip(?: codes?)?),?\s+(\d{5})(?:-\d{4})?\b")
_STATE_AFTER = re.compile(r",?\s+(?:\(?)([A-Z]{2}\b|[A-Z][a-z]+(?: [A-Z][a-z]+)?|D\.C\.)")


def _cities() -> dict[str, list[tuple[str, frozenset[str], int]]]:
    """City name → (slug, states, size) of every metro that has a principal city of that name."""
    cities: defaultdict[str, list[tuple[str, frozenset[str], int]]] = defaultdict(list)
    for slug, names, states, size, _ in METROS:
        for name in names.split(","):
            cities[name].append((slug, frozenset(states.split(",")), int(size)))
    return dict(cities)


def _metros_by_prefix() -> dict[str, str]:
    """First three digits of a ZIP code → slug of the metro with most ZIP codes under them."""
    best: dict[str, tuple[int, str]] = {}
    for slug, _, _, _, prefixes in METROS:
        for prefix, count in (pair.split(":") for pair in prefixes.split(",") if pair):
            best[prefix] = max(best.get(prefix, (0, "")), (int(count), slug))
    return {prefix: slug for prefix, (_, slug) in best.items()}


_CITIES = _cities()
_METRO_OF_PREFIX = _metros_by_prefix()
SLUGS = frozenset(metro[0] for metro in METROS)
_CITY = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _CITIES), key=len, reverse=True)) + r")\b"
)


def regions_of(text: str) -> list[str]:
    """The regions of a text, sorted: ZIP codes, slugs of metros, and always ``us``."""
    return sorted({EVERYWHERE, *_zip_regions(text), *_city_regions(text)})


def is_region(region: str) -> bool:
    """Whether a region can have articles: ``us``, a metro's slug, or five digits."""
    return region == EVERYWHERE or region in SLUGS or bool(re.fullmatch(r"[0-9]{5}", region))


def metro_of_zip(zip_code: str) -> str | None:
    """Slug of the metro around a ZIP code's first three digits, if there is one."""
    return _METRO_OF_PREFIX.get(zip_code[:3])


def _zip_regions(text: str) -> Iterator[str]:
    for match in _ZIP.finditer(text):
        yield match[1]
        metro = metro_of_zip(match[1])
        if metro:
            yield metro


def _city_regions(text: str) -> Iterator[str]:
    for match in _CITY.finditer(text):
        slug = _metro(match[1], _state_after(text, match.end()))
        if slug:
            yield slug


def _metro(city: str, state: str | None) -> str | None:
    """The metro that a city's name means, given the state that follows it, if one does."""
    known = _CITIES[city]
    if state:
        return next((slug for slug, states, _ in known if state in states), None)
    if city in EVERYDAY_NAMES:
        return None
    return max(known, key=lambda metro: metro[2])[0]


def _state_after(text: str, position: int) -> str | None:
    match = _STATE_AFTER.match(text, position)
    if not match:
        return None
    if match[1] in _STATE_CODES:
        return match[1]
    words = match[1].lower().split()
    return _CODE_OF_STATE.get(" ".join(words)) or _CODE_OF_STATE.get(words[0])
