"""Rows of market-db: metros, ZIP codes with their metro, the FHFA index and mortgage rates.

Each statement binds one JSON array and lets SQLite's `json_each` turn it into rows. D1 allows 100
bound parameters a statement, so a multi-row VALUES would need thirty times as many statements.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from contracts.market import metro_slug
from fleet.seeds.metros import Match, Metro, MetroMap
from fleet.seeds.zip_centroids import Place

DATABASE = "market-db"
SEEDS = Path(__file__).resolve().parents[3] / "wrangler" / "seeds"
ROWS_A_STATEMENT = 2000
LAST_DAY = {"1": "03-31", "2": "06-30", "3": "09-30", "4": "12-31"}

METROS = """
INSERT INTO metros (slug, name, cbsa)
SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1) WHERE true
ON CONFLICT DO NOTHING"""
ZIPS = """
INSERT INTO zips (zip, city, state, county, metro, matched_by, metro_km)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
FROM json_each(?1) WHERE true
ON CONFLICT DO NOTHING"""
OBSERVATIONS = """
INSERT INTO observations (region, metric, period, value)
SELECT value ->> 0, 'hpi', value ->> 1, value ->> 2 FROM json_each(?1) WHERE true
ON CONFLICT DO NOTHING"""
RATES = """
INSERT INTO mortgage_rates (week, rate)
SELECT value ->> 0, value ->> 1 FROM json_each(?1) WHERE true
ON CONFLICT DO NOTHING"""

Row = list[Any]


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty market-db; running them twice changes nothing."""
    yield from _inserts(METROS, ([metro_slug(m.name), m.name, m.cbsa] for m in _metros()))
    yield from _inserts(ZIPS, _zip_rows())
    yield from _inserts(OBSERVATIONS, _index_rows())
    yield from _inserts(RATES, ([r["date"], float(r["rate"])] for r in _read("mortgage_rates")))


def _inserts(sql: str, rows: Iterator[Row]) -> Iterator[tuple[str, list[str]]]:
    while chunk := list(islice(rows, ROWS_A_STATEMENT)):
        yield sql.strip(), [json.dumps(chunk, ensure_ascii=False, separators=(",", ":"))]


def _read(name: str) -> Iterator[dict[str, str]]:
    text = gzip.decompress((SEEDS / f"{name}.csv.gz").read_bytes()).decode()
    return csv.DictReader(io.StringIO(text))


@cache
def _metros() -> tuple[Metro, ...]:
    names = {row["cbsa"]: row["metro"] for row in _read("fhfa_metro_index")}
    return tuple(Metro(name, cbsa) for cbsa, name in names.items())


def _index_rows() -> Iterator[Row]:
    slugs = {metro.cbsa: metro_slug(metro.name) for metro in _metros()}
    for row in _read("fhfa_metro_index"):
        period = f"{row['year']}-{LAST_DAY[row['quarter']]}"
        yield [slugs[row["cbsa"]], period, float(row["hpi"])]


def _zip_rows() -> Iterator[Row]:
    places = [_place(row) for row in _read("us_zips")]
    metros = MetroMap(_metros(), places)
    slugs = {metro.cbsa: metro_slug(metro.name) for metro in _metros()}
    for place in places:
        columns = _columns(metros.match(place), slugs)
        yield [place.zip, place.city, place.state, place.county, *columns]


def _place(row: dict[str, str]) -> Place:
    lat, lon = float(row["lat"] or "nan"), float(row["lon"] or "nan")
    return Place(row["zip"], row["city"], row["state"], row["county"], lat, lon, row["precision"])


def _columns(found: Match | None, slugs: dict[str, str]) -> Row:
    return [slugs[found.cbsa], found.how, found.km] if found else [None, None, None]
