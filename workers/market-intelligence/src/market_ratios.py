"""Many ratios at once: three reads for all of them, and the arithmetic of a single one for each."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from contracts.market import Ratio, RatioQuery
from edgekit import Problem, Statement
from market_queries import Row, ratio, who_and_series
from market_regions import is_zip, parse_region
from price_index import latest_known

ZIPS = """
SELECT z.zip AS region, z.metro FROM json_each(?1) AS asked
JOIN zips z ON z.zip = asked.value JOIN metros m ON m.slug = z.metro"""
METROS = """
SELECT m.slug AS region, m.slug AS metro FROM json_each(?1) AS asked
JOIN metros m ON m.slug = asked.value"""
SERIES = """
SELECT region AS metro, period, value FROM observations
WHERE metric = 'hpi' AND period <= ?2 AND region IN (
  SELECT value FROM json_each(?1)
  UNION SELECT metro FROM zips WHERE zip IN (SELECT value FROM json_each(?1)))
ORDER BY region, period"""


class Asked(NamedTuple):
    """A ratio that is wanted; ``region`` is parsed, or ``None`` where it can't be."""

    region: str | None
    start: date
    end: date
    as_of: date


def asked(query: RatioQuery, today: date) -> Asked:
    """A query as it is looked up."""
    try:
        region = parse_region(query.region)
    except Problem:
        region = None
    return Asked(region, query.from_date, query.to_date, query.as_of or today)


def statements(wanted: Sequence[Asked]) -> list[Statement]:
    """The reads behind ``ratios``."""
    regions = {one.region for one in wanted if one.region is not None}
    zips = json.dumps(sorted(filter(is_zip, regions)))
    every, last = json.dumps(sorted(regions)), max(latest_known(one.as_of) for one in wanted)
    return [
        Statement(ZIPS, (zips,)),
        Statement(METROS, (every,)),
        Statement(SERIES, (every, last.isoformat())),
    ]


def ratios(wanted: Sequence[Asked], answers: Sequence[Sequence[Row]]) -> Iterator[Ratio | None]:
    """The ratios in order, from the rows of ``statements``; ``None`` where nothing is known."""
    who = {row["region"]: row for rows in answers[:2] for row in rows}
    quarters: defaultdict[str, list[Row]] = defaultdict(list)
    for row in answers[2]:
        quarters[row["metro"]].append(row)
    for one in wanted:
        found = who.get(one.region)
        yield None if found is None else _ratio(one, found, quarters[found["metro"]])


def _ratio(one: Asked, who: Row, quarters: Sequence[Row]) -> Ratio | None:
    known = latest_known(one.as_of).isoformat()
    published = [row for row in quarters if row["period"] <= known]
    region = str(one.region)
    try:
        _, series = who_and_series(region, one.as_of, [[who], published])
    except Problem:
        return None
    return ratio(region, who, series, one.start, one.end)
