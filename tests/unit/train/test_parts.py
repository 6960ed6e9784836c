"""The parts of the pipeline, each against a known answer."""

from dataclasses import replace
from datetime import date
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.train.conftest import Trained

from avm.season import Market as PlainMarket
from train.evaluation import origins
from train.hiding import hide
from train.imputation import Areas
from train.intervals import Intervals, Unseen, fit_intervals, season_of_errors
from train.market import YEAR, fit_market
from train.metrics import accuracy, coverage, quartiles
from train.neighbours import Surroundings
from train.partial import COPIES
from train.ridge import huber_ridge
from train.sales import Sales

RANDOM = np.random.default_rng(7)


def test_cod_and_prd_are_those_of_the_standards_definition() -> None:
    price = np.array([100.0, 200.0, 400.0])
    estimate = np.array([90.0, 200.0, 480.0])  # ratios 0.9, 1.0, 1.2
    found = accuracy(estimate, price)
    assert found.cod == pytest.approx(100 * (0.1 + 0.0 + 0.2) / 3)
    assert found.prd == pytest.approx((3.1 / 3) / (770 / 700))
    assert found.median_error == pytest.approx(10)
    assert found.within_10 == pytest.approx(200 / 3)


def test_coverage_counts_the_ends_of_the_interval_as_inside() -> None:
    price = np.array([90.0, 110.0, 111.0, 100.0])
    found = coverage(np.full(4, 90.0), np.full(4, 110.0), np.full(4, 100.0), price)
    assert found.covered == 75
    assert found.width == pytest.approx(20)


def test_quartiles_share_the_values_out_evenly() -> None:
    members = quartiles(np.arange(100.0))
    assert [int(m.sum()) for m in members] == [25, 25, 25, 25]


def test_the_market_finds_trend_and_season_and_goes_on_with_them() -> None:
    day = np.sort(RANDOM.integers(730_000, 730_000 + 1400, size=6000))
    years = (day - day.min()) / YEAR
    truth = 0.06 * years + 0.03 * np.cos(2 * np.pi * (years - 0.4))
    design = np.column_stack([np.ones(len(day)), RANDOM.normal(size=len(day))])
    price = 12 + truth + 0.3 * design[:, 1] + RANDOM.normal(0, 0.15, len(day))
    market = fit_market(price, day, design, 0.03)
    ahead = day.max() + np.array([30, 90, 150])
    expected = 0.06 * (ahead - day.min()) / YEAR
    expected += 0.03 * np.cos(2 * np.pi * ((ahead - day.min()) / YEAR - 0.4))
    move = market.level(ahead) - market.level(day[-1:])
    np.testing.assert_allclose(move, expected - truth[-1], atol=0.02)


def test_the_workers_market_goes_on_as_the_training_one(trained: Trained) -> None:
    market, end = trained.vintage.model.market, trained.vintage.model.end
    plain = PlainMarket(origin=market.origin, end=end, **market.forecast())  # type: ignore[arg-type]
    for ahead in (0, 40, 180):
        level = market.level(np.array([end + ahead]))[0]
        assert plain.at(end + ahead, None) == pytest.approx(level, abs=1e-6)


def test_a_wild_sale_hardly_moves_the_robust_ridge() -> None:
    design = np.column_stack([np.ones(200), RANDOM.normal(size=200)])
    target = design @ np.array([12.0, 0.5]) + RANDOM.normal(0, 0.05, 200)
    before = huber_ridge(design, target, np.zeros(2))
    target[0] += 10
    np.testing.assert_allclose(huber_ridge(design, target, np.zeros(2)), before, atol=0.01)


def test_a_shrunk_ridge_answers_nearer_to_the_middle_by_its_share(trained: Trained) -> None:
    hedonic = trained.vintage.model.hedonic
    homes = hedonic.homes(trained.later)
    whole = hedonic.log_price(homes)
    np.testing.assert_allclose(
        hedonic.shrunk(0.3, 13.0).log_price(homes), 13.0 + 0.3 * (whole - 13.0)
    )


def _surroundings(residual: np.ndarray) -> Surroundings:
    random = np.random.default_rng(3)
    place = np.round(random.uniform(0, 3, (len(residual), 2)), 2)
    return Surroundings(place, residual, random.normal(size=(len(residual), 2)), (False, True))


def test_a_sales_own_price_never_enters_its_own_neighbour_features() -> None:
    residual = np.random.default_rng(4).normal(0, 0.2, 150)
    one = _surroundings(residual)
    changed = residual.copy()
    changed[17] += 0.5
    other = _surroundings(changed)
    before = one.features(one.place, one.traits, leave_out_self=True)
    after = other.features(other.place, other.traits, leave_out_self=True)
    np.testing.assert_allclose(after[17], before[17], atol=1e-12)
    assert np.abs(after - before).max() > 0.001


def test_the_homes_around_are_told_by_their_mean_traits_without_the_homes_own() -> None:
    residual = np.zeros(60)
    one = _surroundings(residual)
    place = np.zeros((60, 2))
    traits = np.tile([2.0, 80.0], (60, 1))
    traits[0] = [3.0, 20.0]
    near = replace(one, place=place, traits=traits)
    features = near.features(place, traits, leave_out_self=True)
    assert features[0, 2:4] == pytest.approx([80, 2], abs=0.1)  # ages come first
    assert features[1, 2] < features[0, 2]


def test_where_no_sale_is_near_the_neighbour_features_are_nothing() -> None:
    near = _surroundings(np.full(50, 0.3))
    far = near.features(np.array([[90.0, 90.0]]), np.zeros((1, 2)))
    masses_and_means = [0, 1, 4, 5, 8, 9, 10, 11]
    np.testing.assert_array_equal(far[:, masses_and_means], 0.0)
    typical = near.traits.mean(axis=0)[[1, 0]]
    np.testing.assert_allclose(far[:, [2, 3, 6, 7]], [[*typical, *typical]])


@given(st.floats(-0.9, 0.9), st.floats(-3, 3))
@settings(max_examples=30)
def test_an_unknown_fact_is_imputed_by_its_regression_on_the_known(
    correlation: float, known: float
) -> None:
    covariance = np.array([[1.0, correlation], [correlation, 1.0]])
    areas = Areas(("a",), np.zeros((1, 2)), np.array([[5.0, 6.0]]), covariance)
    encoded = np.array([[5.0 + known, np.nan]])
    filled = areas.impute(encoded, np.array([0]))
    assert filled[0, 1] == pytest.approx(6.0 + correlation * known)
    variance = areas.unknown_variance(encoded, np.array([0.0, 2.0]))
    assert variance[0] == pytest.approx(4 * (1 - correlation**2))


def _unseen(rows: int, seed: int = 5, *, told: bool = True) -> Unseen:
    """Heavy-tailed errors: twice as large where homes are cheap and for those of the noisy kind,
    whose kind is ``told`` or left open, and greatest in winter."""
    random = np.random.default_rng(seed)
    around = random.normal(size=(rows, 2))
    deflated = 13 + 0.5 * around[:, 0]
    noisy = random.random(rows) < 0.3
    day = 730_000 + np.arange(rows) * 1400 // rows
    size = 0.06 * np.where(deflated < 12.8, 2, 1) * np.where(noisy, 2, 1)
    size *= season_of_errors(day) * (1.0 if told else 1.5)
    error = random.standard_t(4, rows) * size
    return Unseen(
        error=error,
        unknown=np.full(rows, 0.0 if told else 0.12),
        deflated=deflated,
        price=deflated + error,
        day=day,
        around=around,
        encoded=np.where(told, noisy, np.nan)[:, None],
    )


@pytest.fixture(scope="module")
def intervals() -> Intervals:
    copies = [_unseen(4000, seed=20 + k, told=False) for k in range(COPIES)]
    return fit_intervals(_unseen(4000), reduce(Unseen.joined, copies))


def _inside(intervals: Intervals, homes: Unseen) -> np.ndarray:
    low, high = intervals.bounds(homes)
    return np.asarray((low <= homes.error) & (homes.error <= high))


def test_intervals_cover_what_they_promise_of_dear_and_cheap_homes_alike(
    intervals: Intervals,
) -> None:
    fresh = _unseen(8000, seed=6)
    inside = _inside(intervals, fresh)
    assert inside.mean() == pytest.approx(0.8, abs=0.02)
    for quarter in quartiles(fresh.price):
        assert inside[quarter].mean() == pytest.approx(0.8, abs=0.06)
    cheap, dear = fresh.deflated < 12.6, fresh.deflated > 13
    low, high = intervals.bounds(fresh)
    assert np.mean(high[cheap] - low[cheap]) > 1.5 * np.mean(high[dear] - low[dear])
    hidden = _unseen(8000, seed=7, told=False)
    assert _inside(intervals, hidden).mean() == pytest.approx(0.8, abs=0.03)


def test_a_fact_that_goes_with_greater_errors_widens_intervals_and_one_left_open_more(
    intervals: Intervals,
) -> None:
    fresh = _unseen(2000, seed=8)
    noisy = fresh.encoded[:, 0] == 1
    size = intervals.expected(fresh)
    assert size[noisy].mean() > 1.4 * size[~noisy].mean()
    hidden = replace(fresh, unknown=np.full(2000, 0.12), encoded=np.full((2000, 1), np.nan))
    assert (intervals.expected(hidden) >= size - 1e-12).all()


def test_intervals_are_widest_in_february_and_of_one_width_a_year_later(
    intervals: Intervals,
) -> None:
    one = _unseen(1, seed=9)

    def size(day: date) -> float:
        return float(intervals.expected(replace(one, day=np.array([day.toordinal()])))[0])

    winter, summer = size(date(2001, 2, 6)), size(date(2001, 8, 7))
    assert 1.05 < winter / summer < 1.2
    assert size(date(2003, 2, 6)) == pytest.approx(winter, rel=0.002)


def test_rolling_origins_never_train_on_the_day_they_are_tested_on(sales: Sales) -> None:
    windows = list(origins(sales))
    assert len(windows) == 3
    for older, later in windows:
        assert older.day.max() < later.day.min()
    assert windows[-1][1].day.max() == sales.day.max()


def test_valuing_never_looks_at_the_price(trained: Trained) -> None:
    dearer = replace(trained.later, price=trained.later.price * 3)
    same = trained.vintage.value(trained.later).estimate
    np.testing.assert_array_equal(trained.vintage.value(dearer).estimate, same)


def test_unseen_homes_are_valued_about_as_well_as_the_report_says(trained: Trained) -> None:
    answer = trained.vintage.value(trained.later)
    assert accuracy(answer.estimate, trained.later.price).median_error < 12
    covered = coverage(answer.low, answer.high, answer.estimate, trained.later.price)
    assert 70 < covered.covered < 90


def test_a_view_that_is_not_known_is_a_whole_step_to_the_trees(trained: Trained) -> None:
    hidden = hide(trained.later, frozenset({"view", "waterfront"}))
    model = trained.vintage.model
    named = [encoder.name for encoder in model.hedonic.encoders]
    seen = model.features(model.hedonic.homes(hidden))[:, [named.index("view")]]
    np.testing.assert_array_equal(seen, np.round(seen))
    error = accuracy(trained.vintage.value(hidden).estimate, trained.later.price)
    assert error.median_ratio == pytest.approx(1, abs=0.05)


def test_hiding_facts_leaves_place_date_and_price(trained: Trained) -> None:
    hidden = hide(trained.later, frozenset({"sqft"}))
    assert np.isnan(hidden.facts["sqft"]).all()
    np.testing.assert_array_equal(hidden.facts["grade"], trained.later.facts["grade"])
    np.testing.assert_array_equal(hidden.lat, trained.later.lat)
