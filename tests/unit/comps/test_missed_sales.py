"""No sale is missed that a look at every shipped sale would find."""

import math
import random
from collections.abc import Callable
from datetime import date

import pytest
from every_sale import Everything, km
from hypothesis import assume, given
from hypothesis import strategies as st

from comp_adjustment import Sale
from comp_difference import SCALES
from comp_search import SMALL_KM
from contracts.comps import CompsQuery

Find = Callable[[CompsQuery, date], list[Sale]]
FACTS = (*SCALES, "year_renovated")
AS_OF = date(2015, 3, 1)

homes = st.builds(
    lambda number, north, east: (number, north, east),
    st.integers(0, 17_280),
    st.sampled_from([0, 0.0003, -0.004, 0.02]),
    st.sampled_from([0, 0.0004, -0.005, 0.03]),
)
days = st.dates(date(2014, 5, 2), date(2015, 6, 1))


@given(homes, days, st.floats(0.001, SMALL_KM), st.integers(1, 50), st.sets(st.sampled_from(FACTS)))
def test_in_a_small_circle_the_most_similar_of_all_sales_are_found(
    find: Find,
    everything: Everything,
    home: tuple[int, float, float],
    as_of: date,
    radius_km: float,
    limit: int,
    known: set[str],
) -> None:
    query = _near(everything, home, radius_km, limit, known)
    found = [sale.difference for sale in find(query, as_of)]
    expected = everything.differences(query, as_of)[:limit]
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)


@given(homes, days, st.floats(SMALL_KM, 50), st.integers(1, 50))
def test_in_a_large_circle_there_are_as_many_as_asked_for_or_as_there_are(
    find: Find,
    everything: Everything,
    home: tuple[int, float, float],
    as_of: date,
    radius_km: float,
    limit: int,
) -> None:
    query = _near(everything, home, radius_km, limit, set())
    assert len(find(query, as_of)) == min(limit, len(everything.within(query, as_of)))


@given(st.floats(46.8, 48.2), st.floats(-123, -120.9), st.integers(0, 20), days)
def test_the_last_sale_that_the_circle_reaches_is_found(
    find: Find, everything: Everything, lat: float, lon: float, further: int, as_of: date
) -> None:
    point, narrow = CompsQuery(lat=lat, lon=lon), math.cos(math.radians(lat))
    before = [home for home in everything.homes if home["sold_on"] < as_of.isoformat()]
    away = sorted(km(home, point, narrow) for home in before)[: further + 1]
    assume(away and away[-1] < 49)
    reaches = CompsQuery(lat=lat, lon=lon, radius_km=away[-1] + 1e-9, limit=50)
    assert len(find(reaches, as_of)) == len(everything.within(reaches, as_of)) > 0
    short = CompsQuery(lat=lat, lon=lon, radius_km=max(away[0] - 1e-9, 1e-12))
    assert find(short, as_of) == []


def test_a_home_finds_its_own_last_sale(find: Find, everything: Everything) -> None:
    for home in random.Random(7).sample(everything.homes, 200):
        facts = {name: home[name] for name in FACTS}
        query = CompsQuery(lat=home["lat"], lon=home["lon"], **facts)
        found = find(query, date(2015, 3, 10))
        assert home["parcel"] in [sale.parcel for sale in found]
        around = query.model_copy(update={"radius_km": 0.1, "limit": 50})
        assert home["parcel"] in [sale.parcel for sale in find(around, date(2015, 3, 10))]


def test_most_of_the_twelve_most_similar_sales_are_found_however_far(
    find: Find, everything: Everything
) -> None:
    likeness = of_all = 0.0
    for home in random.Random(8).sample(everything.homes, 60):
        facts = {name: home[name] for name in FACTS}
        query = CompsQuery(lat=home["lat"], lon=home["lon"], radius_km=10, limit=12, **facts)
        likeness += sum(1 / (1 + sale.difference) for sale in find(query, AS_OF))
        of_all += sum(1 / (1 + least) for least in everything.differences(query, AS_OF)[:12])
    assert likeness > 0.96 * of_all


def _near(
    everything: Everything,
    home: tuple[int, float, float],
    radius_km: float,
    limit: int,
    known: set[str],
) -> CompsQuery:
    """A question about a home that was sold, or about a place beside it with the same facts."""
    number, north, east = home
    sold = everything.homes[number]
    place = {"lat": sold["lat"] + north, "lon": sold["lon"] + east}
    facts = {name: sold[name] for name in known}
    return CompsQuery(**place, radius_km=radius_km, limit=limit, **facts)
