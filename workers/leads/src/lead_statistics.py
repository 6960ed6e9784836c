"""Figures about the leads of some days: how many, how good, and how soon somebody answered them."""

from datetime import UTC, date, datetime, time
from typing import Any, get_args

from contracts.leads import (
    DayOfLeads,
    LeadStats,
    LeadStatsQuery,
    ResponseTimes,
    ScoreBand,
    Status,
)
from edgekit import FieldError, Problem, Statement
from lead_routing import HOT_ABOVE

LONGEST_DAYS = 400
DAY_MS = 86_400_000
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


def checked(date_from: date, date_to: date) -> LeadStatsQuery:
    """The days asked about; raises ``Problem`` 422 if they run backwards or are too many."""
    days = (date_to - date_from).days + 1
    if 1 <= days <= LONGEST_DAYS:
        return LeadStatsQuery(date_from=date_from, date_to=date_to)
    wrong = "is after to" if days < 1 else f"is more than {LONGEST_DAYS} days before to"
    raise Problem(422, f"from {wrong}.", errors=[FieldError("/from", wrong)])


def statements(days: LeadStatsQuery) -> list[Statement]:
    """The queries of one batch, in the order in which ``stats`` takes their rows."""
    span = (_midnight(days.date_from), _midnight(days.date_to) + DAY_MS)
    return [Statement(sql, span) for sql in (BY_DAY, BY_SCORE, BY_STATUS, RESPONSES)]


def stats(
    days: LeadStatsQuery, by_day: Rows, by_score: Rows, by_status: Rows, responses: Rows
) -> LeadStats:
    """The figures out of the queries' rows."""
    statuses = {row["status"]: row["count"] for row in by_status}
    bands = {row["band"]: row["count"] for row in by_score}
    daily = [DayOfLeads.model_validate(row) for row in by_day]
    return LeadStats(
        date_from=days.date_from,
        date_to=days.date_to,
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


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp() * 1000)
