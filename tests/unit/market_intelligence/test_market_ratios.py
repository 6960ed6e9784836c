"""Many ratios at once are those that single questions give."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from contracts.market import Ratio, RatioQuery
from edgekit import Problem, Statement
from market_queries import ratio, series_statements, who_and_series
from market_ratios import asked, ratios, statements

TODAY = date(2026, 11, 23)
Ask = Callable[[Sequence[Statement]], list[list[dict[str, Any]]]]


def alone(ask: Ask, query: RatioQuery) -> Ratio | None:
    one = asked(query, TODAY)
    if one.region is None:
        return None
    try:
        who, series = who_and_series(
            one.region, one.as_of, ask(series_statements(one.region, one.as_of))
        )
    except Problem:
        return None
    return ratio(one.region, who, series, one.start, one.end)


def test_each_ratio_is_the_one_that_is_given_alone(ask: Ask) -> None:
    regions = ("98103", "98103-1234", "boise-city-id", "10001", "00000", "no such", "nowhere-xx")
    days = (date(1960, 1, 1), date(2014, 6, 15), date(2020, 2, 15))
    queries = [
        RatioQuery(region=region, from_date=day, to_date=date(2021, 3, 1), as_of=as_of)
        for region in regions
        for day in days
        for as_of in (None, date(1950, 1, 1), date(2021, 3, 1))
    ]
    wanted = [asked(query, TODAY) for query in queries]
    together = list(ratios(wanted, ask(statements(wanted))))
    assert together == [alone(ask, query) for query in queries]
    assert sum(one is not None for one in together) == 4 * len(days) * 2
