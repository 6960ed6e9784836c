"""In which time zones a recipient may be: by ZIP code where it is known, else by area code.

Made of GeoNames (CC BY 3.0), OpenStreetMap's zone borders (ODbL) and libphonenumber's area codes
(Apache 2.0) by ``fleet.seeds.sms_zones``, which says what is approximate. Zones are IANA's.
"""

from bisect import bisect_right
from pathlib import Path
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
# Toll-free numbers, area codes that are newer than the table, and other countries: a text has to
# suit all of these. The islands beyond are left out, as no hour of the day would suit them too.
ANYWHERE = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)


class Whereabouts(NamedTuple):
    """The zones in which somebody may be, the likeliest first, and what says so."""

    zones: tuple[str, ...]
    by: Literal["zip", "area_code", "unknown"]


def _table(name: str) -> list[tuple[str, tuple[str, ...]]]:
    lines = (HERE / name).read_text().splitlines()
    return [(code, tuple(zones)) for code, *zones in (line.split("\t") for line in lines)]


_RUNS = _table("zip_zones.tsv")
_STARTS = [start for start, _ in _RUNS]
_AREA_CODES = dict(_table("area_code_zones.tsv"))
# Read while the worker starts, and with it in its snapshot: a zone takes up to 20 ms to read.
_CLOCKS = {
    zone: ZoneInfo(zone)
    for zone in {*ANYWHERE, *(zone for _, zones in _RUNS for zone in zones)}
    | {zone for zones in _AREA_CODES.values() for zone in zones}
}


def clock(zone: str) -> ZoneInfo:
    """The clock of one of these zones."""
    return _CLOCKS[zone]


def whereabouts(phone: str, zip_code: str | None = None) -> Whereabouts:
    """Where the owner of a number (E.164) may be; a ZIP code tells more than an area code."""
    if zip_code and (zones := _of_zip(zip_code[:5])):
        return Whereabouts(zones, "zip")
    if phone.startswith("+1") and (zones := _AREA_CODES.get(phone[2:5], ())):
        return Whereabouts(zones, "area_code")
    return Whereabouts(ANYWHERE, "unknown")


def _of_zip(zip_code: str) -> tuple[str, ...]:
    place = bisect_right(_STARTS, zip_code) - 1
    return _RUNS[place][1] if place >= 0 else ()
