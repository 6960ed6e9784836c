"""The log of the fleet: errors, slow answers and oddities that workers report."""

import json
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

from pydantic import BaseModel
from pydantic_core import from_json

from contracts.slack_intel import Level, LogEntry, LogPage, LogRecord
from edgekit import Lifetime, PersonalData, Statement, decode_cursor, encode_cursor

MOST_DETAILS, LONGEST_DETAIL = 40, 4000
DEEPEST_DETAIL = 20  # levels; under WebAssembly pydantic writes no more than about 50
DAY_MS = 86_400_000
MOST_AHEAD_MS = 7 * DAY_MS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

LIFETIME = Lifetime("logs", "at", days="log_days")
PERSONAL = PersonalData("logs", ("details",), erased="kept for LOG_DAYS: logs name ids, not people")
INSERT = """INSERT INTO logs (at, level, worker, event, request_id, details, key)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (key) WHERE key IS NOT NULL DO UPDATE SET key = excluded.key RETURNING id"""
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
    details: str

    def record(self) -> LogRecord:
        """The entry as the API shows it, whatever is stored."""
        shown = {"at": _moment(self.at), "details": _read(self.details)}
        return LogRecord.model_validate(dict(self) | shown)


def details_of(entry: LogEntry) -> dict[str, Any]:
    """What came with an entry beyond its named fields, cut to a size that can be kept."""
    extra = list((entry.model_extra or {}).items())[:MOST_DETAILS]
    return {name[:100]: _shortened(_kept(value, DEEPEST_DETAIL)) for name, value in extra}


def store(entry: LogEntry, now: int, days: int, key: str | None = None) -> Statement:
    """The statement that stores an entry, and brings its id back; the log keeps so many days.

    An entry whose ``key`` is there already stays as it was.
    """
    return Statement(INSERT, (*_values(entry, now, days), key))


def store_with_message(entry: LogEntry, key: str, now: int, days: int) -> Statement:
    """The statement that stores an entry unless there is a message with that key.

    The message is to be stored after it, in the same transaction.
    """
    return Statement(INSERT_WITH_MESSAGE, (*_values(entry, now, days), key))


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


def _values(entry: LogEntry, now: int, days: int) -> tuple[str | int | None, ...]:
    at, details = now, details_of(entry)
    if entry.at is not None:
        given = (entry.at - _EPOCH) // timedelta(milliseconds=1)
        if now - days * DAY_MS < given <= now + MOST_AHEAD_MS:
            at = given
        else:
            details["reported_at"] = entry.at.isoformat()
    text = json.dumps(details, ensure_ascii=False)
    return (at, entry.level, entry.worker, entry.event, entry.request_id, text)


def _moment(at: int) -> datetime:
    try:
        return _EPOCH + timedelta(milliseconds=at)
    except OverflowError:
        return _LAST if at > 0 else _FIRST


def _read(details: str) -> dict[str, Any]:
    try:
        found = from_json(details)
    except ValueError:
        found = None
    return _kept(found) if isinstance(found, dict) else {"unreadable": details[:LONGEST_DETAIL]}


def _kept(value: Any, levels: int = DEEPEST_DETAIL + 1) -> Any:
    """A value without what lies too deep, and without numbers that JSON has no word for."""
    if isinstance(value, dict | list) and not levels:
        return "…"
    if isinstance(value, dict):
        return {name: _kept(inner, levels - 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_kept(inner, levels - 1) for inner in value]
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def _shortened(value: Any) -> Any:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(text) <= LONGEST_DETAIL:
        return value
    return text[: LONGEST_DETAIL - 1] + "…"
