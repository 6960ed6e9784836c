"""Rows of property-db: King County's parcels as their newest sale describes them, and samples.

The sales carry no addresses, so parcels are found by their number. The few addresses are made up
to have something to look up on a developer's machine; their source says "sample".
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from fleet.seeds import sales

DATABASE = "property-db"
SOURCE = "King County Assessor's public records"
SAMPLE = "sample"
SAMPLED_ON = "2015-03-01"
ROWS_A_STATEMENT = 2000

HOMES = """
INSERT INTO homes (parcel, street_key, address, city, state, zip, lat, lon)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
  value ->> 7
FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING"""
RECORDS = """
INSERT INTO records (parcel, source, recorded_on, facts)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?1) WHERE true
ON CONFLICT DO NOTHING"""

# street_key, address, city, state, ZIP, latitude, longitude, facts
SAMPLES: tuple[tuple[str, str, str, str, str, float, float, dict[str, float]], ...] = (
    (
        "8021||21ST|AVE|NW|",
        "8021 21ST AVE NW, SEATTLE, WA 98117",
        *("SEATTLE", "WA", "98117", 47.6873, -122.3836),
        {"sqft": 1680, "bedrooms": 3, "bathrooms": 1.75, "lot_sqft": 5000, "year_built": 1947}
        | {"floors": 1, "grade": 7, "condition": 4, "view": 0, "waterfront": 0},
    ),
    (
        "123|N|MAIN|ST||4",
        "123 N MAIN ST APT 4, SEATTLE, WA 98103",
        *("SEATTLE", "WA", "98103", 47.6712, -122.3421),
        {"sqft": 980, "bedrooms": 2, "bathrooms": 1, "year_built": 1962, "grade": 7},
    ),
)


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty property-db; running them twice changes nothing."""
    # The file is in order of date: the last sale of a parcel is its newest.
    newest = {str(row["parcel"]): row for row in sales.rows(sales.SHIPPED)}
    homes = [_home(row) for row in newest.values()]
    records = [_record(row) for row in newest.values()]
    for number, (street_key, address, *place, facts) in enumerate(SAMPLES, 1):
        parcel = f"sample-{number}"
        homes.append([parcel, street_key, address, *place])
        records.append([parcel, SAMPLE, SAMPLED_ON, json.dumps(facts)])
    yield from _inserts(HOMES, homes)
    yield from _inserts(RECORDS, records)


def _home(row: dict[str, sales.Value]) -> list[Any]:
    return [row["parcel"], None, None, None, "WA", row["zip"], row["lat"], row["lon"]]


def _record(row: dict[str, sales.Value]) -> list[Any]:
    facts = {name: row[name] for name in sales.FACTS if row[name] is not None}
    return [row["parcel"], SOURCE, row["sold_on"], json.dumps(facts)]


def _inserts(sql: str, rows: Iterable[list[Any]]) -> Iterator[tuple[str, list[str]]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, ROWS_A_STATEMENT)):
        yield sql.strip(), [json.dumps(chunk, separators=(",", ":"))]
