"""The log of the fleet: errors, slow answers and oddities that workers report."""

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, Json

from contracts.slack_intel import Level, LogEntry, LogPage, LogRecord
from edgekit import Statement, decode_cursor, encode_cursor

MOST_DETAILS, LONGEST_DETAIL = 40, 4000
DAY_MS = 86_400_000

INSERT = """INSERT INTO logs (at, level, worker, event, request_id, details)
VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id"""
INSERT_WITH_MESSAGE = """INSERT INTO logs (at, level, worker, event, request_id, details)
SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM messages WHERE key = ?7)"""


class LogRow(BaseModel):
    """An entry as it is stored."""

    id: int
    at: int
    level: Level
    worker: str
    event: str
    request_id: str | None
    details: Json[dict[str, Any]]

    def record(self) -> LogRecord:
        """The entry as the API shows it."""
        at = datetime.fromtimestamp(self.at / 1000, UTC)
        return LogRecord.model_validate(dict(self) | {"at": at})


def details_of(entry: LogEntry) -> dict[str, Any]:
    """What came with an entry beyond its named fields, cut to a size that can be kept."""
    extra = list((entry.model_extra or {}).items())[:MOST_DETAILS]
    return {name[:100]: _shortened(value) for name, value in extra}


def store(entry: LogEntry, now: int) -> Statement:
    """The statement that stores an entry, and brings its id back."""
    return Statement(INSERT, _values(entry, now))


def store_with_message(entry: LogEntry, key: str, now: int) -> Statement:
    """The statement that stores an entry unless there is a message with that key.

    The message is to be stored after it, in the same transaction.
    """
    return Statement(INSERT_WITH_MESSAGE, (*_values(entry, now), key))


def select(worker: str | None, level: Level | None, cursor: str | None, limit: int) -> Statement:
    """The query for a page, newest first; raises ``Problem`` 422 for a cursor that isn't ours."""
    wheres = {"worker": worker, "level": level}
    parameters: list[str | int] = [value for value in wheres.values() if value is not None]
    named = [name for name, value in wheres.items() if value is not None]
    conditions = [f"{name} = ?{number}" for number, name in enumerate(named, 1)]
    if cursor is not None:
        parameters += decode_cursor(cursor, (int,))
        conditions.append(f"id < ?{len(parameters)}")
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    parameters.append(limit)
    return Statement(
        "SELECT id, at, level, worker, event, request_id, details FROM logs "  # noqa: S608
        f"{where}ORDER BY id DESC LIMIT ?{len(parameters)}",
        tuple(parameters),
    )


def page(rows: list[LogRow], limit: int) -> LogPage:
    """A page out of its rows and, if there are more, one row of the next."""
    more = len(rows) > limit
    shown = rows[:limit]
    cursor = encode_cursor((shown[-1].id,)) if more else None
    return LogPage(items=[row.record() for row in shown], cursor=cursor)


def sweep(days: int, now: int) -> Statement:
    """The statement that drops entries older than so many days."""
    return Statement("DELETE FROM logs WHERE at <= ?1", (now - days * DAY_MS,))


def _values(entry: LogEntry, now: int) -> tuple[str | int | None, ...]:
    at = now if entry.at is None else int(entry.at.timestamp() * 1000)
    details = json.dumps(details_of(entry), ensure_ascii=False)
    return (at, entry.level, entry.worker, entry.event, entry.request_id, details)


def _shortened(value: Any) -> Any:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(text) <= LONGEST_DETAIL:
        return value
    return text[: LONGEST_DETAIL - 1] + "…"
