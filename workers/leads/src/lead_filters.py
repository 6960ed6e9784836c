"""Which leads a list holds, as the conditions of its query."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from contracts.leads import Status
from edgekit.database import Parameter

DAY_MS = 86_400_000


@dataclass(frozen=True)
class Chosen:
    """The filters that a lead must meet, all of them. ``conditions`` are further SQL."""

    status: Status | None = None
    min_score: int = 0
    agent: str | None = None
    assigned: bool | None = None
    source: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    conditions: tuple[tuple[str, tuple[Parameter, ...]], ...] = ()

    def also(self, *conditions: tuple[str, tuple[Parameter, ...]]) -> "Chosen":
        """The same with more conditions: SQL with ``?`` for each parameter, in their order."""
        return replace(self, conditions=(*self.conditions, *conditions))

    def where(self) -> tuple[str, tuple[Parameter, ...]]:
        """The conditions as SQL with ``?`` for each parameter, and the parameters."""
        wheres = ["erased_at IS NULL", "score >= ?"]
        parameters: list[Parameter] = [self.min_score]
        for column in ("status", "agent", "source"):
            value = getattr(self, column)
            if value is not None:
                wheres.append(f"{column} = ?")
                parameters.append(value)
        if self.assigned is not None:
            wheres.append("agent IS NOT NULL" if self.assigned else "agent IS NULL")
        if self.date_from is not None:
            wheres.append("created_at >= ?")
            parameters.append(_midnight_ms(self.date_from))
        if self.date_to is not None:
            wheres.append("created_at < ?")
            parameters.append(_midnight_ms(self.date_to) + DAY_MS)
        for sql, given in self.conditions:
            wheres.append(sql)
            parameters += given
        return " AND ".join(wheres), tuple(parameters)


def _midnight_ms(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp() * 1000)
