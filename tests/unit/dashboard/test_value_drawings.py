"""The bar of a value and the map of sales: everything on them stands where its figure says."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comps_map import HEIGHT, RADIUS, RINGS, STEPS, WIDTH, Spot, comps_map, miles, spot_of, step_for
from contracts.comps import Comp
from contracts.valuation import Estimate
from markup import short_dollars
from range_bar import compared, in_words, range_bar, scale_for

MIDDLE = Spot(0, 0)


def value(low: int, estimate: int, high: int) -> Estimate:
    return Estimate(
        estimate=estimate,
        low=low,
        high=high,
        confidence=0.5,
        method="comps",
        as_of=date(2026, 11, 28),
        model_version="comps-1",
    )


def comp(lat: float, lon: float, km: float = 1) -> Comp:
    unknown = dict.fromkeys(set(Comp.model_fields))
    return Comp.model_validate(
        unknown
        | {"id": "x", "parcel": "x", "price": 500_000, "sold_on": "2015-01-01", "similarity": 0.5}
        | {"distance_km": km, "adjusted_price": 510_000, "lat": lat, "lon": lon}
    )


VALUE = value(400_000, 500_000, 650_000)


@given(st.integers(1, 10**7), st.integers(0, 10**7), st.integers(0, 10**7), st.integers(1, 10**8))
def test_the_range_and_the_estimate_are_always_on_the_bar(
    low: int, to_estimate: int, to_high: int, asked: int
) -> None:
    home = value(low, low + to_estimate, low + to_estimate + to_high)
    scale = scale_for(home, asked)
    places = [scale.at(amount) for amount in (home.low, home.estimate, home.high)]
    assert 0 <= places[0] <= places[1] <= places[2] <= 100


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [(520_000, True), (300_000, True), (1_000, False), (5_000_000, False), (None, False)],
)
def test_an_asking_price_is_drawn_in_its_place_unless_it_is_far_off(
    asked: int | None, drawn: bool
) -> None:
    drawing = range_bar(VALUE, asked)
    assert ('class="asking"' in drawing) is drawn
    if asked and not drawn:
        assert ("←" if asked < VALUE.low else "→") in drawing


def test_the_bar_is_said_in_words() -> None:
    said = "Worth about $500,000, from $400,000 to $650,000 8 times out of 10"
    assert in_words(VALUE, None) == f"{said}."
    assert in_words(VALUE, 300_000) == f"{said}; they ask $300,000."
    assert f'aria-label="{said}; they ask $300,000."' in range_bar(VALUE, 300_000)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (300_000, "$200,000 (40 %) below the estimate, and below the whole range."),
        (450_000, "$50,000 (10 %) below the estimate, within the range"),
        (500_000, "what we estimate, within the range"),
        (700_000, "$200,000 (40 %) above the estimate, and above the whole range."),
    ],
)
def test_the_asking_price_is_compared_in_words(asked: int, said: str) -> None:
    assert said in compared(VALUE, asked)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (512_345, "$512k"), (999_499, "$999k"), (999_500, "$1M"), (1_250_000, "$1.25M"),
        (2_000_000, "$2M"), (900, "$1k"),
    ],
)  # fmt: skip
def test_dollars_are_said_shortly(amount: int, said: str) -> None:
    assert short_dollars(amount) == said


def test_north_is_up_and_east_is_right() -> None:
    north = spot_of(comp(47.61, -122.3), 47.6, -122.3, 1, MIDDLE)
    east = spot_of(comp(47.6, -122.28), 47.6, -122.3, 1, MIDDLE)
    assert north.y < 0
    assert abs(north.x) < 0.01
    assert east.x > 0
    assert abs(east.y) < 0.01


def test_a_sale_stands_as_far_from_the_home_as_the_scale_says() -> None:
    a_mile_north = comp(47.6 + 1.609344 / 111.32, -122.3)
    spot = spot_of(a_mile_north, 47.6, -122.3, 0.5, MIDDLE)
    assert -spot.y == pytest.approx(RADIUS / (RINGS * 0.5))


@given(st.floats(-1, 1), st.floats(-1, 1), st.sampled_from(STEPS))
def test_no_sale_stands_beyond_the_outer_ring(north: float, east: float, step: float) -> None:
    spot = spot_of(comp(47 + north, -122 + east), 47, -122, step, MIDDLE)
    assert (spot.x**2 + spot.y**2) ** 0.5 <= RADIUS + 0.01


@pytest.mark.parametrize(("farthest", "step"), [(0, 0.1), (0.3, 0.1), (0.5, 0.2), (2.9, 1)])
def test_the_rings_fit_the_farthest_sale(farthest: float, step: float) -> None:
    assert step_for(farthest) == step


@pytest.mark.parametrize(
    ("km", "said"), [(0, "here"), (0.05, "164 ft"), (1, "0.6 mi"), (16.1, "10.0 mi")]
)
def test_distances_are_in_miles_or_feet(km: float, said: str) -> None:
    assert miles(km) == said


def test_the_map_numbers_the_sales_and_says_what_it_shows() -> None:
    drawing = comps_map(47.6, -122.3, [comp(47.601, -122.3, 0.11), comp(47.61, -122.31, 1.3)])
    assert "Map of 2 comparable sales around the home, the farthest 0.8 mi away" in drawing
    assert "<title>1: $500,000, 361 ft away</title>" in drawing
    numbers = [float(text) for text in re.findall(r'c[xy]="(-?[\d.]+)"', drawing)]
    assert all(0 <= number <= max(WIDTH, HEIGHT) for number in numbers)
