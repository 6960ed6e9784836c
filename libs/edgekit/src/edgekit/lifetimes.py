"""How long rows live: every table that strangers can fill says it, and cron keeps to it.

::

    app.lifetimes(
        Lifetime("logs", "at", days=30),
        Lifetime("sessions", "ends_at"),
        kept={"leads": "the business's own record"},
    )

Each run deletes a bounded number of rows a table, so that a table which was filled in a burst never
costs more than D1 allows; what is left over goes with the next runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from .database import Statement
from .vars import Vars

DAY_MS = 86_400_000
ROWS_A_RUN = 5_000


@dataclass(frozen=True)
class Lifetime:
    """Rows of ``table`` go ``days`` after the time in ``column``; ``days`` may name a var instead.

    The column holds epoch milliseconds, or with ``unit="day"`` a date such as ``2026-11-28``.
    ``where`` is SQL that says which rows may go at all. ``key`` is the primary key of a table
    without a rowid. The column needs an index, or every run reads the whole table: `fleet check`
    looks.
    """

    table: str
    column: str
    days: float | str = 0
    unit: Literal["ms", "day"] = "ms"
    where: str = ""
    key: str = "rowid"

    @property
    def over(self) -> str:
        """The SQL that finds what may go: ``?1`` is the latest time, ``?2`` how many rows."""
        also = f" AND {self.where}" if self.where else ""
        return f"SELECT {self.key} FROM {self.table} WHERE {self.column} <= ?1{also} LIMIT ?2"  # noqa: S608

    def statement(self, now_ms: int, days: float) -> Statement:
        """The statement that deletes what is ``days`` old at a time, in epoch milliseconds."""
        sql = f"DELETE FROM {self.table} WHERE ({self.key}) IN ({self.over})"  # noqa: S608
        latest = int(now_ms - days * DAY_MS)
        if self.unit == "ms":
            return Statement(sql, (latest, ROWS_A_RUN))
        day = datetime.fromtimestamp(latest / 1000, UTC).date()
        return Statement(sql, (day.isoformat(), ROWS_A_RUN))


@dataclass(frozen=True)
class Lifetimes:
    """The lifetimes of a worker's tables, and for each table whose rows stay the reason why."""

    ends: tuple[Lifetime, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)

    def statements(self, now_ms: int, given: Vars) -> list[Statement]:
        """The statements of one run; ``given`` are the worker's vars."""
        return [end.statement(now_ms, _days(end, given)) for end in self.ends]


def _days(lifetime: Lifetime, given: Vars) -> float:
    named = lifetime.days
    days: float = getattr(given, named) if isinstance(named, str) else named
    return days
