"""Figures about the leads of some days: how many, how good, and how soon somebody answered them."""

from datetime import date
from typing import Any, get_args

from contracts.days import span_ms
from contracts.leads import DayOfLeads, LeadStats, ResponseTimes, ScoreBand, Status
from edgekit import Statement
from lead_routing import HOT_ABOVE

MINUTE_MS = 60_000
BANDS = 10

# Tombstones count too: they were leads.
RANGE = "FROM leads WHERE created_at >= ?1 AND created_at < ?2"
BY_DAY = f"""SELECT date(created_at / 1000, 'unixepoch') AS date, count(*) AS count,
  sum(score > {HOT_ABOVE}) AS hot, round(avg(score), 1) AS mean_score
{RANGE} GROUP BY 1 ORDER BY 1"""
# Bands end with a ten, as "hot" begins after one: the hot leads are those of whole bands.
BY_SCORE = f"SELECT max(score - 1, 0) / 10 AS band, count(*) AS count {RANGE} GROUP BY 1"
BY_STATUS = f"SELECT status, count(*) AS count {RANGE} GROUP BY 1"
# Nearest rank: of n values in order, the median is the ceil(n / 2)th, the 90th percentile the
# ceil(0.9 n)th.
RESPONSES = f"""SELECT n, ms, rank = (n + 1) / 2 AS is_median, rank = (9 * n + 9) / 10 AS is_p90
FROM (SELECT answered_at - created_at AS ms, count(*) OVER () AS n,
  row_number() OVER (ORDER BY answered_at - created_at) AS rank {RANGE} AND answered_at IS NOT NULL)
WHERE is_median OR is_p90"""  # noqa: S608

Rows = list[dict[str, Any]]


def statements(first: date, last: date) -> list[Statement]:
    """The queries of one batch, in the order in which ``stats`` takes their rows.

    Raises ``Problem`` 422 for days that run backwards or are too many.
    """
    span = span_ms(first, last)
    return [Statement(sql, span) for sql in (BY_DAY, BY_SCORE, BY_STATUS, RESPONSES)]


def stats(
    first: date, last: date, by_day: Rows, by_score: Rows, by_status: Rows, responses: Rows
) -> LeadStats:
    """The figures out of the queries' rows."""
    statuses = {row["status"]: row["count"] for row in by_status}
    bands = {row["band"]: row["count"] for row in by_score}
    daily = [DayOfLeads.model_validate(row) for row in by_day]
    return LeadStats(
        date_from=first,
        date_to=last,
        total=sum(day.count for day in daily),
        hot=sum(day.hot for day in daily),
        by_day=daily,
        by_score=[_band(number, bands.get(number, 0)) for number in range(BANDS)],
        by_status={status: statuses.get(status, 0) for status in get_args(Status)},
        response=ResponseTimes(
            answered=responses[0]["n"] if responses else 0,
            waiting=statuses.get("new", 0),
            median_minutes=_minutes(responses, "is_median"),
            p90_minutes=_minutes(responses, "is_p90"),
        ),
    )


def _band(number: int, count: int) -> ScoreBand:
    low = 10 * number + 1 if number else 0
    return ScoreBand(low=low, high=10 * (number + 1), count=count)


def _minutes(responses: Rows, which: str) -> float | None:
    found = [row["ms"] for row in responses if row[which]]
    return round(found[0] / MINUTE_MS, 1) if found else None
