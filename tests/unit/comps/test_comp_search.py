"""Comparable sales are found by place and recency, in time that the table's size does not touch."""

import json
import math
import random
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comp_adjustment import Sale
from comp_search import RINGS, SCALES, STATEMENTS, Ring, cell_of, places, rings_within, search
from contracts.comps import CompsQuery
from fleet.seeds.sales import INSERT

Find = Callable[[CompsQuery, date], list[Sale]]
BALLARD = {"lat": 47.6689, "lon": -122.3848}
AS_OF = date(2015, 3, 1)


@pytest.mark.parametrize("column", STATEMENTS)
def test_a_search_never_scans_the_table_nor_sorts_it(
    sales: sqlite3.Connection, column: str
) -> None:
    plan = _plan(sales, STATEMENTS[column], 9 + len(SCALES))
    steps = [step for step in plan if " s " in step or "sales" in step]
    assert len(steps) == 2
    assert all(f"({column}=? AND sold_on>? AND sold_on<?)" in step for step in steps)


def test_a_search_costs_the_same_among_a_hundred_times_as_many_sales(
    empty: sqlite3.Connection,
) -> None:
    _fill(empty, 1_000)
    few = _virtual_machine_steps(empty)
    _fill(empty, 100_000)
    many = _virtual_machine_steps(empty)
    assert few > 0
    assert many < few * 1.3


def test_what_is_found_is_what_a_look_at_every_sale_finds(
    sales: sqlite3.Connection, find: Find
) -> None:
    everything = [dict(row) for row in sales.execute("SELECT * FROM sales")]
    picked = random.Random(7).sample(everything, 40)
    for home in picked:
        query = CompsQuery(
            lat=home["lat"],
            lon=home["lon"],
            sqft=home["sqft"],
            grade=home["grade"],
            bedrooms=home["bedrooms"],
            radius_km=0.9,
            months=2,
            limit=6,
        )
        found = [(sale.parcel, sale.sold_on.isoformat()) for sale in find(query, AS_OF)]
        assert found == _nearest_by_brute_force(everything, query)


def test_nothing_sold_on_the_day_or_later_is_used(find: Find) -> None:
    query = CompsQuery(**BALLARD, limit=50)
    for as_of in (date(2014, 6, 1), date(2014, 6, 2), date(2014, 9, 15)):
        found = find(query, as_of)
        assert found
        assert all(sale.sold_on < as_of for sale in found)


def test_months_look_back_from_the_day(find: Find) -> None:
    found = find(CompsQuery(**BALLARD, months=1, limit=50), AS_OF)
    assert found
    assert min(sale.sold_on for sale in found) >= AS_OF - timedelta(days=31)


def test_nothing_beyond_the_radius_is_found(find: Find) -> None:
    found = find(CompsQuery(**BALLARD, radius_km=0.5, limit=50), AS_OF)
    assert found
    assert all(sale.distance2 <= 0.25 for sale in found)


def test_a_lonely_place_is_served_by_a_wider_ring(find: Find) -> None:
    skykomish = CompsQuery(lat=47.7093, lon=-121.3601, radius_km=25, limit=10)
    found = find(skykomish, AS_OF)
    assert len(found) >= 10
    assert max(sale.distance2 for sale in found) > 5**2


def test_a_place_without_sales_has_none(find: Find) -> None:
    assert find(CompsQuery(lat=40.0, lon=-100.0, radius_km=50), AS_OF) == []


def test_an_old_sale_still_tells_the_homes_like_it_from_others(find: Find) -> None:
    query = CompsQuery(**BALLARD, sqft=1800, grade=7, limit=12)
    found = find(query, date(2026, 11, 23))
    assert found[0].difference < 2
    assert found[-1].difference > 1.3 * found[0].difference


def test_ten_years_of_age_count_a_quarter_of_what_twenty_do(find: Find) -> None:
    [sale] = find(CompsQuery(**BALLARD, limit=1), AS_OF)[:1]
    place = {"lat": sale.lat, "lon": sale.lon, "radius_km": 0.01}
    same, ten, twenty = (
        next(
            found.difference
            for found in find(CompsQuery(**place, year_built=sale.year_built + years), AS_OF)
            if found.parcel == sale.parcel
        )
        for years in (0, 10, 20)
    )
    assert (ten - same, twenty - same) == pytest.approx((0.25, 1))


def test_a_fact_that_nobody_gave_is_not_compared(find: Find) -> None:
    nearest = find(CompsQuery(**BALLARD, limit=1), AS_OF)[0]
    years = (AS_OF - nearest.sold_on).days / 365.25
    assert nearest.difference == pytest.approx(
        nearest.distance2 / 0.64 + years**2 / (1 + years**2), rel=1e-6
    )


@given(st.floats(-85, 85), st.floats(-179.9, 179.9), st.sampled_from(RINGS))
def test_a_ring_holds_its_own_cell_and_no_cell_twice(lat: float, lon: float, ring: Ring) -> None:
    keys = places(ring, lat, lon)
    row, column = cell_of(lat, lon)
    own = row * 100_000 + column if ring.column == "cell" else row // 10 * 10_000 + column // 10
    assert own in keys
    assert len(set(keys)) == len(keys) == (2 * ring.reach + 1) ** 2


@given(st.floats(24, 49), st.floats(-124, -67), st.floats(0, 2 * math.pi))
def test_a_point_within_what_a_ring_covers_lies_in_one_of_its_cells(
    lat: float, lon: float, direction: float
) -> None:
    for ring in RINGS:
        away = ring.covers_km(lat + 0.6) * 0.99 / 111.195
        there = lat + away * math.cos(direction)
        beside = lon + away * math.sin(direction) / math.cos(math.radians(max(lat, there)))
        row, column = cell_of(there, beside)
        key = row * 100_000 + column if ring.column == "cell" else row // 10 * 10_000 + column // 10
        assert key in places(ring, lat, lon)


def test_a_small_radius_needs_one_ring_and_a_large_one_all() -> None:
    assert rings_within(47.6, 0.9) == list(RINGS[:1])
    assert rings_within(47.6, 2.5) == list(RINGS[:2])
    assert rings_within(47.6, 50) == list(RINGS)


def _plan(connection: sqlite3.Connection, statement: str, parameters: int) -> list[str]:
    rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", (None,) * parameters)
    return [row["detail"] for row in rows]


def _fill(connection: sqlite3.Connection, count: int) -> None:
    """``count`` sales within 3 by 3 km, over ten years."""
    start, chance = date(2005, 1, 1), random.Random(count)
    rows = [
        [
            f"{count}-{number}",
            (start + timedelta(days=chance.randrange(3650))).isoformat(),
            500_000,
            47.655 + chance.random() * 0.03,
            -122.4 + chance.random() * 0.04,
            "98107",
            *[1800, 1800, 5000, 3, 1950, None, 7, 3, 0, 0, 2.0, 1.0],
        ]
        for number in range(count)
    ]
    connection.execute(INSERT, (json.dumps(rows),))


def _virtual_machine_steps(connection: sqlite3.Connection) -> int:
    """SQLite's own count of what a search in the middle of the sales costs."""
    statement, parameters = search(RINGS[0], CompsQuery(lat=47.67, lon=-122.38), date(2015, 1, 1))
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.set_progress_handler(count, 10)
    connection.execute(statement, parameters).fetchall()
    connection.set_progress_handler(None, 0)
    return steps


def _nearest_by_brute_force(
    everything: list[dict[str, float]], query: CompsQuery
) -> list[tuple[str, str]]:
    """Parcel and day of the most similar sales, by the documented formula."""
    since = (AS_OF - timedelta(days=61)).isoformat()
    ranked = []
    for sale in everything:
        if not since <= str(sale["sold_on"]) < AS_OF.isoformat():
            continue
        north = (sale["lat"] - query.lat) * 111.195
        east = (sale["lon"] - query.lon) * 111.195 * math.cos(math.radians(query.lat))
        if north**2 + east**2 > query.radius_km**2:
            continue
        years = (AS_OF - date.fromisoformat(str(sale["sold_on"]))).days / 365.25
        difference = (north**2 + east**2) / 0.8**2 + years**2 / (1 + years**2)
        assert query.sqft is not None
        assert query.bedrooms is not None
        assert query.grade is not None
        difference += (2 * (sale["sqft"] - query.sqft) / (sale["sqft"] + query.sqft) / 0.25) ** 2
        difference += ((sale["bedrooms"] - query.bedrooms) / 1.5) ** 2
        difference += (sale["grade"] - query.grade) ** 2
        ranked.append((difference, str(sale["parcel"]), str(sale["sold_on"])))
    return [(parcel, day) for _, parcel, day in sorted(ranked)[:9]]
