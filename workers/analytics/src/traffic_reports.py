"""Reports from the roll-ups, and funnels from the raw events: their SQL and their answers."""

# ruff: noqa: S608 - what is put into SQL is names of our own

from datetime import UTC, date, timedelta, tzinfo
from typing import NamedTuple

from contracts.analytics import Funnel, FunnelStep, Group, Metric, Report, ReportRow
from edgekit import FieldError, Problem
from edgekit.database import Parameter, Statement
from event_store import midnight
from page_names import page_path

DEFAULT_DAYS = 30
MAX_DAYS = 400
MAX_HOURS_DAYS = 31
MIN_STEPS, MAX_STEPS = 2, 10


class Days(NamedTuple):
    """A range of days, both included."""

    first: date
    last: date

    def each(self) -> list[str]:
        """The days as ISO dates."""
        count = (self.last - self.first).days + 1
        return [(self.first + timedelta(days=n)).isoformat() for n in range(count)]


def days_between(first: date | None, last: date | None, today: date, most: int = MAX_DAYS) -> Days:
    """The range asked for, by default the 30 days to ``today``; raises ``Problem`` 422."""
    end = last or today
    try:
        begin = first or end - timedelta(days=DEFAULT_DAYS - 1)
    except OverflowError:
        begin = date.min
    if begin > end:
        detail = "The range is backwards: from is after to."
        raise Problem(422, detail, errors=[FieldError("/from", "is after to")])
    if (end - begin).days >= most:
        detail = f"The range is longer than {most} days; ask for less."
        raise Problem(422, detail, errors=[FieldError("/from", f"over {most} days before to")])
    return Days(begin, end)


def report_statement(metric: Metric, group: Group, days: Days) -> Statement:
    """The statement for a report; ``metric`` and ``group`` are among their literals."""
    dimension = "total" if group == "day" else group
    key = "day" if group == "day" else "value"
    sql = f"""
        SELECT {key} AS key, SUM({metric}) AS value FROM roll_ups
        WHERE dimension = ?1 AND day BETWEEN ?2 AND ?3
        GROUP BY {key} HAVING SUM({metric}) > 0 ORDER BY value DESC, key"""
    return Statement(sql, (dimension, days.first.isoformat(), days.last.isoformat()))


def report_of(
    metric: Metric, group: Group, days: Days, rows: list[ReportRow], total: int, limit: int
) -> Report:
    """The answer out of the rows found; every day of the range has one."""
    if group == "day":
        known = {row.key: row.value for row in rows}
        rows = [ReportRow(key=day, value=known.get(day, 0)) for day in days.each()]
    else:
        rows = sorted(rows[:limit], key=lambda row: row.key) if group == "hour" else rows[:limit]
    return Report(
        metric=metric, group=group, date_from=days.first, date_to=days.last, total=total, rows=rows
    )


def steps_of(text: str) -> list[str]:
    """The steps of a funnel; raises ``Problem`` 422 unless they are 2 to 10 short texts."""
    steps = [_step_name(step.strip()) for step in text.split(",")]
    if not MIN_STEPS <= len(steps) <= MAX_STEPS or any(not 1 <= len(s) <= 500 for s in steps):
        detail = f"A funnel has {MIN_STEPS} to {MAX_STEPS} steps: names of events, or paths."
        raise Problem(422, detail, errors=[FieldError("/steps", "not 2 to 10 names or paths")])
    return steps


def _end(last: date, zone: tzinfo) -> int:
    """The first millisecond after a day; clocks that are set make days of 23 and 25 hours."""
    after = date.max if last == date.max else last + timedelta(days=1)
    return midnight(after, zone)


def _step_name(step: str) -> str:
    return page_path(step) if step.startswith("/") else step


def funnel_statement(steps: list[str], days: Days, zone: tzinfo = UTC) -> Statement:
    """One row, one column a step: visitors who took it after all the steps before it.

    Each step takes a visitor's first event that fits after their first one of the step before.
    """
    begin, end = midnight(days.first, zone), _end(days.last, zone)
    params: list[Parameter] = [begin, end]
    parts, counts = [], []
    for number, step in enumerate(steps):
        params += ["pageview", step] if step.startswith("/") else [step]
        parts.append(_step(number, is_path=step.startswith("/"), parameter=len(params)))
        counts.append(f"(SELECT COUNT(*) FROM step{number}) AS n{number}")
    return Statement(f"WITH {', '.join(parts)} SELECT {', '.join(counts)}", tuple(params))


def _step(number: int, *, is_path: bool, parameter: int) -> str:
    """The CTE of a step; its parameters end at ``parameter``. ``seq`` tells two events apart that
    share a millisecond."""
    fits = (
        f"e.name = ?{parameter - 1} AND e.path = ?{parameter}"
        if is_path
        else f"e.name = ?{parameter}"
    )
    # "+" keeps SQLite from walking through all visitors for the grouping.
    came_from = "events e WHERE" if number == 0 else (
        f"step{number - 1} p CROSS JOIN events e WHERE e.visitor = p.visitor "
        "AND (e.at > p.at OR (e.at = p.at AND e.seq <> p.seq)) AND"
    )  # fmt: skip
    return (
        f"step{number} AS (SELECT e.visitor AS visitor, MIN(e.at) AS at, e.seq AS seq "
        f"FROM {came_from} {fits} AND e.at >= ?1 AND e.at < ?2 GROUP BY +e.visitor)"
    )


def funnel_of(steps: list[str], days: Days, counts: list[int]) -> Funnel:
    """The answer out of the visitors counted at each step."""
    rows = [
        FunnelStep(
            step=step,
            visitors=count,
            of_previous=_share(count, counts[max(0, index - 1)]),
            of_first=_share(count, counts[0]),
        )
        for index, (step, count) in enumerate(zip(steps, counts, strict=True))
    ]
    return Funnel(date_from=days.first, date_to=days.last, steps=rows)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
