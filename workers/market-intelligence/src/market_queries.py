"""Reading market-db: the SQL, and the answers that are put together from its rows.

Every statement walks along a primary key; a test asks SQLite's query planner.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from contracts.market import Comparison, RatePoint, Rates, Ratio, RegionMarket, Trend, TrendPoint
from edgekit import FieldError, Problem, Statement
from market_feeds import FHFA, PMMS
from market_regions import check_span, empty_span, is_zip, nothing_known, unknown_region
from price_index import (
    HALF_A_QUARTER,
    Observation,
    Series,
    change_since,
    earlier,
    latest_known,
    level_on,
    quarter,
    quarter_before,
    years_before,
)

INDEX_SOURCE, RATE_SOURCE = FHFA, PMMS

ZIP = """
SELECT z.zip AS region, 'zip' AS kind, z.city || ', ' || z.state || ' ' || z.zip AS name,
  m.slug AS metro, m.name AS metro_name, z.matched_by, z.metro_km
FROM zips z JOIN metros m ON m.slug = z.metro WHERE z.zip = ?1"""
METRO = """
SELECT slug AS region, 'metro' AS kind, name, slug AS metro, name AS metro_name,
  'self' AS matched_by, NULL AS metro_km
FROM metros WHERE slug = ?1"""
SERIES_OF_ZIP = """
SELECT period, value FROM observations
WHERE region = (SELECT metro FROM zips WHERE zip = ?1) AND metric = 'hpi'
  AND period <= ?2 ORDER BY period"""
SERIES_OF_METRO = """
SELECT period, value FROM observations
WHERE region = ?1 AND metric = 'hpi' AND period <= ?2 ORDER BY period"""
LISTINGS = """
SELECT metric, period, value, source FROM observations
WHERE region = ?1 AND metric IN ('list_price', 'price_per_sqft', 'days_on_market', 'inventory',
  'home_value', 'sale_price')
  AND period BETWEEN ?2 AND ?3"""
LATEST_RATES = """
SELECT week, rate FROM mortgage_rates WHERE week <= ?1 ORDER BY week DESC LIMIT 53"""
RATES_BETWEEN = """
SELECT week, rate FROM mortgage_rates WHERE week BETWEEN ?1 AND ?2 ORDER BY week"""

LISTED = ("list_price", "price_per_sqft", "days_on_market", "inventory")
A_YEAR_OF_LISTINGS = timedelta(days=400)

Row = Mapping[str, Any]


def region_statement(region: str) -> Statement:
    """Who the region is; no row where it is unknown or no metro speaks for it."""
    return Statement(ZIP if is_zip(region) else METRO, (region,))


def series_statement(region: str, as_of: date) -> Statement:
    """All quarters of the region's metro that had been published on `as_of`, oldest first."""
    sql = SERIES_OF_ZIP if is_zip(region) else SERIES_OF_METRO
    return Statement(sql, (region, latest_known(as_of).isoformat()))


def series_statements(region: str, as_of: date) -> list[Statement]:
    """The two reads behind `who_and_series`."""
    return [region_statement(region), series_statement(region, as_of)]


def market_statements(region: str, as_of: date) -> list[Statement]:
    """The three reads behind `region_market`."""
    listed = (region, earlier(as_of, A_YEAR_OF_LISTINGS).isoformat(), as_of.isoformat())
    return [*series_statements(region, as_of), Statement(LISTINGS, listed)]


def region_market(region: str, as_of: date, answers: Sequence[Sequence[Row]]) -> RegionMarket:
    """A region's market from the rows of `market_statements`; raises Problem 404."""
    who, series = who_and_series(region, as_of, answers)
    last = series[-1]
    return RegionMarket(
        **who,
        level=last.value,
        quarter_change=change_since(series, quarter_before(last.period)),
        year_change=change_since(series, years_before(last.period, 1)),
        five_year_change=change_since(series, years_before(last.period, 5)),
        as_of=last.period,
        source=INDEX_SOURCE,
        **_listings(answers[2]),
    )


def who_and_series(
    region: str, as_of: date, answers: Sequence[Sequence[Row]]
) -> tuple[Row, list[Observation]]:
    """The rows of `region_statement` and `series_statement`; raises Problem 404."""
    who, quarters = answers[:2]
    if not who:
        raise unknown_region(region)
    if not quarters:
        raise nothing_known(region, as_of)
    series = [Observation(date.fromisoformat(row["period"]), row["value"]) for row in quarters]
    return who[0], series


def _listings(rows: Sequence[Row]) -> dict[str, Any]:
    """Figures of the latest month that a listing feed has; null where there is none.

    Values and prices of sales come later than what is listed, so that each has a month of its own.
    """
    listed = [row for row in rows if row["metric"] in LISTED]
    latest = max((row["period"] for row in listed), default=None)
    now = {row["metric"]: row for row in listed if row["period"] == latest}
    sources = sorted({row["source"] for row in now.values() if row["source"]})
    found: dict[str, Any] = {
        "listings_as_of": latest,
        "listings_source": "; ".join(sources) or None,
    }
    found |= {metric: round(now[metric]["value"]) if metric in now else None for metric in LISTED}
    for metric in ("home_value", "sale_price"):
        months = [row for row in rows if row["metric"] == metric]
        if months:
            last = max(months, key=lambda row: row["period"])
            found |= {metric: round(last["value"]), f"{metric}_as_of": last["period"]}
            found[f"{metric}_source"] = last["source"]
    return found


def trend(region: str, who: Row, series: Series, start: date | None, end: date | None) -> Trend:
    """The quarters from `start` to `end` (default: the last five years); raises Problem 422."""
    check_span(start, end)
    last = min(end, series[-1].period) if end else series[-1].period
    known = [o for o in series if o.period <= last]
    first = start or (years_before(last, 5) if known else last)
    found = [o for o in known if first <= o.period]
    if not found:
        raise empty_span(start, end, series[0].period, series[-1].period)
    return Trend(
        region=region,
        name=who["name"],
        metro=who["metro"],
        points=[TrendPoint(period=quarter(o.period), date=o.period, level=o.value) for o in found],
        change=round(found[-1].value / found[0].value - 1, 5),
        source=INDEX_SOURCE,
    )


def ratio(region: str, who: Row, series: Series, start: date, end: date) -> Ratio:
    """How prices moved from `start` to `end`; either may be the earlier."""
    before, after = level_on(series, start), level_on(series, end)
    return Ratio(
        region=region,
        metro=who["metro"],
        from_date=start,
        to_date=end,
        ratio=round(after.value / before.value, 6),
        observed_through=series[-1].period - HALF_A_QUARTER,
        held=before.held or after.held,
        source=INDEX_SOURCE,
    )


def comparison(markets: list[RegionMarket]) -> Comparison:
    """Regions side by side."""
    fastest = max(markets, key=lambda m: m.year_change if m.year_change is not None else -1.0)
    return Comparison(regions=markets, as_of=min(m.as_of for m in markets), fastest=fastest.region)


def rates_statements(start: date | None, end: date) -> list[Statement]:
    """The reads behind `rates`."""
    until = end.isoformat()
    statements = [Statement(LATEST_RATES, (until,))]
    if start:
        statements.append(Statement(RATES_BETWEEN, (start.isoformat(), until)))
    return statements


def rates(start: date | None, end: date, answers: Sequence[Sequence[Row]]) -> Rates:
    """The latest rate by `end` and its history since `start` (default: a year); Problem 422."""
    latest = [_rate(row) for row in reversed(answers[0])]
    history = [_rate(row) for row in answers[1]] if start else latest
    if not history:
        raise no_rates(start, end)
    now = latest[-1]
    return Rates(
        rate=now.rate,
        as_of=now.date,
        week_change=_points_since(latest, 7),
        month_change=_points_since(latest, 28),
        year_change=_points_since(latest, 364),
        history=history,
        source=RATE_SOURCE,
    )


def no_rates(start: date | None, end: date) -> Problem:
    """The problem of a span in which no rate was published."""
    since = f"from {start} " if start else ""
    pointer = "/from" if start else "/to"
    detail = f"no mortgage rate was published {since}until {end}"
    return Problem(422, f"{detail.capitalize()}.", errors=[FieldError(pointer, detail)])


def _rate(row: Row) -> RatePoint:
    return RatePoint(date=row["week"], rate=row["rate"])


def _points_since(points: list[RatePoint], days: int) -> float | None:
    """Percentage points since the week `days` ago; holidays move a publication by a day or two."""
    then = points[-1].date - timedelta(days=days)
    near = [p for p in points if abs((p.date - then).days) <= 3]
    return round(points[-1].rate - near[0].rate, 2) if near else None
