"""Write the zones that sms carries in its bundle: ``python -m fleet.seeds.sms_zones``.

By ZIP code: the zone at its point in the shipped table, by the borders of OpenStreetMap that
`tzfpy` carries. A ZIP code whose point is only its county's may be in any zone of that county's
other points; one without a point in any zone of its first three digits. By area code: the zones of
the towns in which libphonenumber knows numbers of it; an overlay that it knows by its state alone
may be in any zone of the state.

Where there are several zones all of them are written, the most common first: a text has to suit
each. That is approximate in two ways, and on the safe side: a county or an area code that a border
cuts is held to both sides, and a number keeps its area code wherever its owner moves.
"""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import groupby

from phonenumbers.geodata import GEOCODE_DATA
from tzfpy import get_tz

from .zip_bundle import ROOT, TABLE

SOURCES = ROOT / "workers" / "sms" / "src"
ZIP_ZONES, AREA_CODE_ZONES = SOURCES / "zip_zones.tsv", SOURCES / "area_code_zones.tsv"
COMMON = 0.01  # of a state's ZIP codes; a zone with fewer is a point that lies across its border
Zones = tuple[str, ...]
Row = Mapping[str, str]
NAMES = {
    "Alabama": "AL",
    "Alaska": "AK",
    "Arizona": "AZ",
    "Arkansas": "AR",
    "California": "CA",
    "Colorado": "CO",
    "Connecticut": "CT",
    "Delaware": "DE",
    "Florida": "FL",
    "Georgia": "GA",
    "Hawaii": "HI",
    "Idaho": "ID",
    "Illinois": "IL",
    "Indiana": "IN",
    "Iowa": "IA",
    "Kansas": "KS",
    "Kentucky": "KY",
    "Louisiana": "LA",
    "Maine": "ME",
    "Maryland": "MD",
    "Massachusetts": "MA",
    "Michigan": "MI",
    "Minnesota": "MN",
    "Mississippi": "MS",
    "Missouri": "MO",
    "Montana": "MT",
    "Nebraska": "NE",
    "Nevada": "NV",
    "New Hampshire": "NH",
    "New Jersey": "NJ",
    "New Mexico": "NM",
    "New York": "NY",
    "North Carolina": "NC",
    "North Dakota": "ND",
    "Ohio": "OH",
    "Oklahoma": "OK",
    "Oregon": "OR",
    "Pennsylvania": "PA",
    "Rhode Island": "RI",
    "South Carolina": "SC",
    "South Dakota": "SD",
    "Tennessee": "TN",
    "Texas": "TX",
    "Utah": "UT",
    "Vermont": "VT",
    "Virginia": "VA",
    "Washington D.C.": "DC",
    "Washington State": "WA",
    "West Virginia": "WV",
    "Wisconsin": "WI",
    "Wyoming": "WY",
}
# What the shipped ZIP table does not hold: the islands but Hawaii's, and the military's mail, which
# is of no zone.
OTHERS: dict[str, Zones] = {
    "00600": ("America/Puerto_Rico",),
    "00800": ("America/St_Thomas",),
    "00900": ("America/Puerto_Rico",),
    "09000": (),
    "34000": (),
    "96200": (),
    "96799": ("Pacific/Pago_Pago",),
    "96900": ("Pacific/Guam",),
}
ISLAND_CODES = {
    "787": "America/Puerto_Rico",
    "939": "America/Puerto_Rico",
    "340": "America/St_Thomas",
    "671": "Pacific/Guam",
    "670": "Pacific/Saipan",
    "684": "Pacific/Pago_Pago",
}


def zip_lines() -> Iterator[str]:
    """Lines of a ZIP code and the zones of it and of all that follow, up to the next line's."""
    known = sorted((_zones_of_zips(_rows()) | OTHERS).items())
    for zones, group in groupby(known, key=lambda entry: entry[1]):
        yield "\t".join([next(group)[0], *zones]) + "\n"


def area_code_lines() -> Iterator[str]:
    """Lines of an area code and its zones."""
    rows = _rows()
    of_zip = _zones_of_zips(rows)
    towns: dict[str, Counter[str]] = defaultdict(Counter)
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        zones = of_zip.get(row["zip"], ())
        towns[f"{row['city']}, {row['state']}".lower()].update(zones)
        states[row["state"]].update(zones[:1])
    for code, places in sorted(_places().items()):
        counts = sum((towns[place] for place in places if place in towns), Counter[str]())
        state = next((NAMES[place] for place in places if place in NAMES), "")
        zones = _common(counts) or _common(states[state])
        if zones:
            yield "\t".join([code, *zones]) + "\n"
    yield from ("\t".join(entry) + "\n" for entry in ISLAND_CODES.items())


def _rows() -> list[Row]:
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _zones_of_zips(rows: list[Row]) -> dict[str, Zones]:
    american = _american()
    found: dict[str, str] = {}
    around: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in rows:
        zone = get_tz(float(row["lon"]), float(row["lat"])) if row["lat"] else ""
        if zone in american:
            found[row["zip"]] = zone
            around[_county(row)][zone] += 1
            around[row["zip"][:3],][zone] += 1
    precise = {row["zip"] for row in rows if row["precision"] == "zip"}
    zones: dict[str, Zones] = {}
    for row in rows:
        code = row["zip"]
        if code in precise and code in found:
            zones[code] = (found[code],)
        else:
            zones[code] = _common(around[_county(row)] or around[code[:3],])
    return {code: each for code, each in zones.items() if each}


def _county(row: Row) -> tuple[str, ...]:
    return row["state"], row["county"]


def _american() -> set[str]:
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {line[2] for line in lines if line[0] == "US"}


def _places() -> dict[str, set[str]]:
    """By area code: the states, and the towns in small letters, that libphonenumber names."""
    places: dict[str, set[str]] = defaultdict(set)
    for prefix, names in GEOCODE_DATA.items():
        if prefix.startswith("1") and len(prefix) >= 4 and "en" in names:
            name = names["en"]
            places[prefix[1:4]].add(name.lower() if ", " in name else name)
    return places


def _common(counts: Counter[str]) -> Zones:
    least = COMMON * counts.total()
    return tuple(zone for zone, count in counts.most_common() if count >= least)


if __name__ == "__main__":
    ZIP_ZONES.write_text("".join(zip_lines()), encoding="utf-8")
    AREA_CODE_ZONES.write_text("".join(area_code_lines()), encoding="utf-8")
