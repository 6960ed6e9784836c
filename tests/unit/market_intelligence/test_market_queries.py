import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from contracts.market import RegionMarket
from edgekit import Problem, Statement
from market_queries import (
    comparison,
    market_statements,
    rates,
    rates_statements,
    ratio,
    region_market,
    series_statements,
    trend,
    who_and_series,
)

TODAY = date(2026, 11, 23)
SEATTLE = "seattle-bellevue-kent-wa"
BOISE = "boise-city-id"
Ask = Callable[[Sequence[Statement]], list[list[dict[str, Any]]]]


def market(ask: Ask, region: str, as_of: date = TODAY) -> RegionMarket:
    return region_market(region, as_of, ask(market_statements(region, as_of)))


def test_a_zip_code_is_answered_with_its_metros_index(ask: Ask) -> None:
    zip_code, metro = market(ask, "98103"), market(ask, SEATTLE)
    assert (zip_code.kind, zip_code.name, zip_code.metro) == ("zip", "Seattle, WA 98103", SEATTLE)
    assert (metro.kind, metro.matched_by, metro.metro_km) == ("metro", "self", None)
    assert zip_code.level == metro.level
    assert zip_code.as_of == date(2024, 9, 30)


def test_changes_compare_published_quarters_and_no_month_is_made_up(ask: Ask) -> None:
    boise = market(ask, "boise-city-id")
    series = who_and_series("boise-city-id", TODAY, ask(series_statements("boise-city-id", TODAY)))[
        1
    ]
    by_period = {o.period: o.value for o in series}
    now = by_period[date(2024, 9, 30)]
    assert boise.level == now
    assert boise.year_change == pytest.approx(now / by_period[date(2023, 9, 30)] - 1, abs=1e-5)
    assert boise.quarter_change == pytest.approx(now / by_period[date(2024, 6, 30)] - 1, abs=1e-5)
    assert boise.five_year_change == pytest.approx(now / by_period[date(2019, 9, 30)] - 1, abs=1e-5)
    assert boise.month_change is None


def test_listing_figures_are_null_where_no_feed_has_them(ask: Ask) -> None:
    seattle = market(ask, SEATTLE)
    assert seattle.price_per_sqft is None
    assert seattle.listings_as_of is None


def test_nothing_that_was_published_later_is_used(ask: Ask) -> None:
    assert market(ask, "98103", date(2015, 3, 1)).as_of == date(2014, 12, 31)
    assert market(ask, "98103", date(2015, 2, 28)).as_of == date(2014, 9, 30)


@pytest.mark.parametrize("region", ["00000", "83001", "no-such-metro-zz"])
def test_an_unknown_region_and_one_without_a_metro_are_not_found(ask: Ask, region: str) -> None:
    with pytest.raises(Problem) as missing:
        market(ask, region)
    assert missing.value.status == 404
    assert region in missing.value.detail


def test_a_day_before_the_first_publication_is_not_found(ask: Ask) -> None:
    with pytest.raises(Problem) as missing:
        market(ask, "98103", date(1999, 1, 1))
    assert missing.value.status == 404
    assert "1999-01-01" in missing.value.detail


def seattle_trend(ask: Ask, start: date | None, end: date | None) -> Any:
    who, series = who_and_series(SEATTLE, TODAY, ask(series_statements(SEATTLE, TODAY)))
    return trend(SEATTLE, who, series, start, end)


def test_a_trend_holds_each_quarter_of_its_range_once_oldest_first(ask: Ask) -> None:
    found = seattle_trend(ask, date(2023, 7, 1), date(2024, 3, 31))
    assert [point.period for point in found.points] == ["2023-Q3", "2023-Q4", "2024-Q1"]
    first, last = found.points[0].level, found.points[-1].level
    assert found.change == pytest.approx(last / first - 1, abs=1e-5)


def test_a_trend_without_a_range_is_the_last_five_years(ask: Ask) -> None:
    found = seattle_trend(ask, None, None)
    assert (found.points[0].period, found.points[-1].period) == ("2019-Q3", "2024-Q3")
    assert len(found.points) == 21


@pytest.mark.parametrize(
    ("start", "end", "pointers"),
    [
        (date(2024, 3, 1), date(2024, 2, 1), ["/from"]),
        (date(2030, 1, 1), date(2031, 1, 1), ["/from", "/to"]),
        (None, date(1980, 1, 1), ["/to"]),
        (date(2024, 5, 1), date(2024, 5, 1), ["/from", "/to"]),
        (date(2030, 1, 1), None, ["/from"]),
    ],
)
def test_a_range_backwards_or_empty_is_refused_with_pointers(
    ask: Ask, start: date | None, end: date | None, pointers: list[str]
) -> None:
    with pytest.raises(Problem) as refused:
        seattle_trend(ask, start, end)
    assert refused.value.status == 422
    assert [error.pointer for error in refused.value.errors] == pointers


def test_a_ratio_uses_only_what_was_known(ask: Ask) -> None:
    bought, today = date(2014, 6, 1), date(2015, 3, 9)

    def known_on(as_of: date) -> Any:
        who, series = who_and_series("98103", as_of, ask(series_statements("98103", as_of)))
        return ratio("98103", who, series, bought, today)

    then, now = known_on(today), known_on(TODAY)
    assert (then.observed_through, then.held) == (date(2014, 11, 16), True)
    assert not now.held
    assert 1.0 < then.ratio < now.ratio < 1.2


def test_a_comparison_names_the_fastest_and_the_oldest_date(ask: Ask) -> None:
    markets = [market(ask, SEATTLE), market(ask, "boise-city-id", date(2020, 1, 1))]
    found = comparison(markets)
    assert [m.region for m in found.regions] == [SEATTLE, "boise-city-id"]
    assert found.as_of == date(2019, 9, 30)
    assert found.fastest == max(markets, key=lambda m: m.year_change or 0).region


def test_the_latest_rate_comes_with_a_years_history_and_its_changes(ask: Ask) -> None:
    found = rates(None, TODAY, ask(rates_statements(None, TODAY)))
    assert (found.rate, found.as_of) == (6.15, date(2025, 12, 31))
    assert found.week_change == pytest.approx(-0.03)
    assert found.year_change is not None
    assert len(found.history) == 53
    assert found.history[-1].date == found.as_of


def test_rates_between_two_days_are_those_published_then(ask: Ask) -> None:
    start, end = date(2021, 1, 1), date(2021, 1, 31)
    found = rates(start, end, ask(rates_statements(start, end)))
    assert [p.date.day for p in found.history] == [7, 14, 21, 28]
    assert found.history[0].rate == 2.65
    assert found.as_of == date(2021, 1, 28)


@pytest.mark.parametrize(
    ("start", "end"), [(None, date(1970, 1, 1)), (date(2026, 2, 1), date(2026, 2, 28))]
)
def test_a_range_without_rates_is_refused(ask: Ask, start: date | None, end: date) -> None:
    with pytest.raises(Problem) as refused:
        rates(start, end, ask(rates_statements(start, end)))
    assert refused.value.status == 422


@pytest.mark.parametrize("region", ["98103", SEATTLE])
def test_every_read_walks_an_index(seeded: sqlite3.Connection, region: str) -> None:
    statements = market_statements(region, TODAY) + rates_statements(date(2020, 1, 1), TODAY)
    for statement in statements:
        plan = seeded.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.params).fetchall()
        steps = [row["detail"] for row in plan]
        assert not [s for s in steps if s.startswith("SCAN") or "TEMP B-TREE" in s], steps
