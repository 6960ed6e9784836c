"""Comparable sales are found by place and recency, in time that the table's size does not touch."""

import json
import random
import re
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from every_sale import searched

from comp_adjustment import Sale
from comp_difference import SCALES
from comp_statements import LATEST, NEAREST, OF_A_TILE
from contracts.comps import CompsQuery
from fleet.seeds.sales import INSERT

Find = Callable[[CompsQuery, date], list[Sale]]
HOME = (47.67, -122.38)
BALLARD = {"lat": 47.6689, "lon": -122.3848}
AS_OF = date(2015, 3, 1)


@pytest.mark.parametrize("statement", [LATEST, NEAREST])
def test_a_search_goes_to_the_sales_by_an_index_and_by_time(
    sales: sqlite3.Connection, statement: str
) -> None:
    steps = [step for step in _plan(sales, statement) if " s " in step or "sales" in step]
    assert len(steps) >= 3
    for step in steps:
        assert re.search(
            r"SEARCH .*\((block|cell|tile|parcel)=\? AND sold_on>\? AND sold_on<\?\)", step
        )


@pytest.mark.parametrize("radius_km", [1, 10])
def test_a_search_costs_the_same_among_a_hundred_times_as_many_sales(
    empty: sqlite3.Connection, radius_km: float
) -> None:
    _fill(empty, 1_000)
    few = _virtual_machine_steps(empty, radius_km)
    _fill(empty, 100_000)
    many = _virtual_machine_steps(empty, radius_km)
    assert few > 0
    assert many < few * 1.3


def test_a_tower_beside_the_circle_costs_no_more_than_its_newest_sales(
    empty: sqlite3.Connection,
) -> None:
    _sell(empty, [(HOME[0] + 0.0004, HOME[1], number) for number in range(OF_A_TILE)])
    low = _virtual_machine_steps(empty, 0.03)
    _sell(empty, [(HOME[0] + 0.0004, HOME[1], number) for number in range(100 * OF_A_TILE)])
    assert _virtual_machine_steps(empty, 0.03) < low * 1.1


def test_a_tower_next_door_hides_no_home(empty: sqlite3.Connection) -> None:
    _sell(empty, [(HOME[0] + 0.0004, HOME[1], number) for number in range(1, OF_A_TILE)])
    _sell(empty, [(*HOME, 5000)])
    query = CompsQuery(lat=HOME[0], lon=HOME[1], radius_km=0.03)
    assert [sale.parcel for sale in searched(empty, query, AS_OF)] == ["p5000"]


def test_of_a_crowd_the_nearest_are_looked_at(empty: sqlite3.Connection) -> None:
    _fill(empty, 20_000)
    query = CompsQuery(lat=HOME[0], lon=HOME[1], radius_km=1, limit=50)
    found = searched(empty, query, AS_OF)
    assert len(found) == 50
    assert max(sale.distance2 for sale in found) < 0.3**2


def test_a_parcel_is_there_once_by_its_newest_sale(empty: sqlite3.Connection) -> None:
    _sell(empty, [(*HOME, 9)])
    _sell(empty, [(*HOME, 9)], year=2013)
    for radius_km in (0.5, 10):
        query = CompsQuery(lat=HOME[0], lon=HOME[1], radius_km=radius_km)
        assert [sale.sold_on.year for sale in searched(empty, query, AS_OF)] == [2014]


def test_homes_that_were_sold_again_and_again_take_no_others_place(
    empty: sqlite3.Connection,
) -> None:
    for year in range(2000, 2015):
        _sell(empty, [(HOME[0] + n * 0.0001, HOME[1], n) for n in range(1, 51)], year)
    for radius_km in (1, 10):
        query = CompsQuery(lat=HOME[0], lon=HOME[1], radius_km=radius_km, limit=50)
        assert len(searched(empty, query, AS_OF)) == 50


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


def test_a_lonely_place_is_served_from_further_away(find: Find) -> None:
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


def _plan(connection: sqlite3.Connection, statement: str) -> list[str]:
    rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", (None,) * (9 + len(SCALES)))
    return [row["detail"] for row in rows]


def _fill(connection: sqlite3.Connection, count: int) -> None:
    """``count`` sales within 3 by 3 km, over ten years."""
    start, chance = date(2005, 1, 1), random.Random(count)
    rows = [
        _row(
            f"{count}-{number}",
            start + timedelta(days=chance.randrange(3650)),
            47.655 + chance.random() * 0.03,
            -122.4 + chance.random() * 0.04,
        )
        for number in range(count)
    ]
    connection.execute(INSERT, (json.dumps(rows),))


def _sell(
    connection: sqlite3.Connection, places: list[tuple[float, float, int]], year: int = 2014
) -> None:
    """A parcel each; the higher the number the longer ago."""
    rows = [
        _row(f"p{number}", date(year, 12, 31) - timedelta(days=number // 50), lat, lon)
        for lat, lon, number in places
    ]
    connection.execute(INSERT, (json.dumps(rows),))


def _row(parcel: str, day: date, lat: float, lon: float) -> list[str | float | None]:
    facts = [1800, 1800, 5000, 3, 1950, None, 7, 3, 0, 0, 2.0, 1.0]
    return [parcel, day.isoformat(), 500_000, lat, lon, "98107", *facts]


def _virtual_machine_steps(connection: sqlite3.Connection, radius_km: float) -> int:
    """SQLite's own count of what a search in the middle of the sales costs."""
    query = CompsQuery(lat=HOME[0], lon=HOME[1], radius_km=radius_km)
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.set_progress_handler(count, 10)
    searched(connection, query, date(2015, 1, 1))
    connection.set_progress_handler(None, 0)
    return steps
