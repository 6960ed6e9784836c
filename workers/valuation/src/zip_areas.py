"""About where a ZIP code lies, and in which states, by its first three digits.

Made of GeoNames, CC BY 3.0 (``fleet.seeds.zip_areas``).
"""

import re
from pathlib import Path
from typing import NamedTuple

FAR = 1.0
"""Degrees, about 75 to 110 km: the boxes hold the middles of ZIP codes, some roughly placed."""

NAMES = """
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa
|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota
|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey
|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon
|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah
|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming
"""
_BY_NAME = {
    name.casefold(): code
    for code, name in (each.strip().split(" ", 1) for each in NAMES.split("|"))
}
_CODES = frozenset(_BY_NAME.values())
# At the end, perhaps before a ZIP code and the country: "…, Seattle, WA 98103, USA".
_END = re.compile(
    rf"[\s,](?:({'|'.join(sorted(_CODES))})|({'|'.join(sorted(_BY_NAME, key=len, reverse=True))}))"
    r"\.?(?:[\s,]+\d{5}(?:-\d{4})?)?(?:[\s,]+(?:USA?|United States))?[\s,.]*$",
    re.I,
)


class _Area(NamedTuple):
    states: frozenset[str]
    south: float
    west: float
    north: float
    east: float


def _area(line: str) -> tuple[str, _Area]:
    digits, states, *box = line.split()
    return digits, _Area(frozenset(states.split(",")), *map(float, box))


_AREAS = dict(map(_area, (Path(__file__).parent / "zip_areas.tsv").read_text().splitlines()))


def lies_far_off(zip_code: str, lat: float, lon: float) -> bool:
    """Whether a place can't be in a ZIP code by far; of an unknown ZIP code nothing is said."""
    area = _AREAS.get(zip_code[:3])
    if area is None:
        return False
    north = area.south - FAR <= lat <= area.north + FAR
    return not (north and area.west - FAR <= lon <= area.east + FAR)


def states_of(zip_code: str) -> frozenset[str]:
    """The postal codes of the states that a ZIP code may be in; empty for an unknown one."""
    area = _AREAS.get(zip_code[:3])
    return area.states if area else frozenset()


def state_in(address: str) -> str | None:
    """The postal code of the state at the end of an address."""
    found = _END.search(address)
    if found is None:
        return None
    return found[1].upper() if found[1] else _BY_NAME[found[2].casefold()]
