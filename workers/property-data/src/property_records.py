"""Homes as D1 keeps them, and one answer out of what several sources say."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import BaseModel, Json

from contracts.postal.address import StreetAddress
from contracts.property_data import Fact, PostalAddress, PropertyFacts
from edgekit import Statement

CORE = ("sqft", "bedrooms", "bathrooms", "year_built")

BY_PARCEL = """
SELECT h.parcel, h.street_key, h.address, h.city, h.state, h.zip, h.lat, h.lon,
  r.source, r.recorded_on, r.facts
FROM homes AS h LEFT JOIN records AS r ON r.parcel = h.parcel
WHERE h.parcel = ?1"""
BY_STREET = """
SELECT h.parcel, h.street_key, h.address, h.city, h.state, h.zip, h.lat, h.lon,
  r.source, r.recorded_on, r.facts
FROM homes AS h LEFT JOIN records AS r ON r.parcel = h.parcel
WHERE h.street_key = ?1 AND (h.zip = ?2 OR (?2 = '' AND h.city = ?3 AND h.state = ?4))"""
# The same for many, ``?1`` being an array of such places: the answer says which one a row is of.
BY_STREETS = """
SELECT place.key AS number, h.parcel, h.street_key, h.address, h.city, h.state, h.zip, h.lat, h.lon,
  r.source, r.recorded_on, r.facts
FROM json_each(?1) AS place CROSS JOIN homes AS h LEFT JOIN records AS r ON r.parcel = h.parcel
WHERE h.street_key = place.value ->> 0 AND (h.zip = place.value ->> 1
  OR (place.value ->> 1 = '' AND h.city = place.value ->> 2 AND h.state = place.value ->> 3))"""
PUT_HOME = """
INSERT INTO homes (parcel, street_key, address, city, state, zip, lat, lon)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (parcel) DO UPDATE SET street_key = excluded.street_key, address = excluded.address,
  city = excluded.city, state = excluded.state, zip = ifnull(excluded.zip, zip),
  lat = ifnull(excluded.lat, lat), lon = ifnull(excluded.lon, lon)"""
PUT_RECORD = """
INSERT INTO records (parcel, source, recorded_on, facts) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (parcel, source) DO UPDATE SET recorded_on = excluded.recorded_on,
  facts = excluded.facts"""
# One row a day; no row comes back once the budget is spent.
SPEND = """
INSERT INTO provider_days (day, calls) SELECT ?1, 1 WHERE ?2 > 0
ON CONFLICT (day) DO UPDATE SET calls = calls + 1 WHERE calls < ?2
RETURNING calls"""


class Row(BaseModel):
    """A home with one source's record, or with none."""

    parcel: str
    street_key: str | None
    address: str | None
    city: str | None
    state: str | None
    zip: str | None
    lat: float | None
    lon: float | None
    source: str | None
    recorded_on: date | None
    facts: Json[dict[str, int | float | bool]] | None


class RowOf(Row):
    """A row of the home with a number."""

    number: int


class Found(BaseModel):
    """A home as a provider describes it."""

    parcel: str
    address: str
    lat: float | None
    lon: float | None
    source: str
    recorded_on: date
    facts: dict[str, int | float | bool]


def merged(rows: Sequence[Row], address: StreetAddress | None) -> PropertyFacts:
    """One home out of its rows: of each fact, what the newest record says."""
    home = rows[0]
    facts: dict[str, Fact] = {}
    for row in sorted(rows, key=lambda row: row.recorded_on or date.min):
        for name, value in (row.facts or {}).items():
            facts[name] = Fact(
                value=value, source=row.source or "", as_of=row.recorded_on or date.min
            )
    return PropertyFacts(
        parcel=home.parcel,
        address=postal(address) if address else _stored(home),
        lat=home.lat,
        lon=home.lon,
        zip=home.zip or (address.zip if address else None) or None,
        facts=facts,
        complete=is_complete(facts),
    )


def is_complete(facts: Iterable[str]) -> bool:
    """Whether nothing that a valuation leans on is missing."""
    return set(CORE) <= set(facts)


def postal(address: StreetAddress) -> PostalAddress:
    """An address as the answer shows it."""
    return PostalAddress(
        text=address.text,
        line=address.line,
        unit=address.unit or None,
        city=address.city or None,
        state=address.state or None,
        zip=address.zip or None,
    )


def _stored(home: Row) -> PostalAddress | None:
    if home.address is None:
        return None
    line = home.address.partition(",")[0]
    return PostalAddress(
        text=home.address, line=line, unit=None, city=home.city, state=home.state, zip=home.zip
    )


def stored(found: Found, address: StreetAddress) -> list[Statement]:
    """What keeps a provider's description, as one transaction."""
    home = (
        found.parcel,
        address.street_key,
        address.text,
        address.city or None,
        address.state or None,
        address.zip or None,
        found.lat,
        found.lon,
    )
    facts = json.dumps(found.facts, separators=(",", ":"))
    record = (found.parcel, found.source, found.recorded_on.isoformat(), facts)
    return [Statement(PUT_HOME, home), Statement(PUT_RECORD, record)]


def rows_of(found: Found, address: StreetAddress) -> list[Row]:
    """A provider's description as the rows that it is kept as."""
    values: Mapping[str, object] = {
        "parcel": found.parcel,
        "street_key": address.street_key,
        "address": address.text,
        "city": address.city or None,
        "state": address.state or None,
        "zip": address.zip or None,
        "lat": found.lat,
        "lon": found.lon,
        "source": found.source,
        "recorded_on": found.recorded_on,
        "facts": json.dumps(found.facts),
    }
    return [Row.model_validate(values)]
