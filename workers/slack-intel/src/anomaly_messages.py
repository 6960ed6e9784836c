"""What people and the log are told of an anomaly."""

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from contracts.amounts import counted
from contracts.slack_intel import LogEntry
from log_anomalies import Change
from slack_text import bold, code, quote, shorten


class EventCount(BaseModel):
    """Entries of one event."""

    event: str
    count: int


def text_of(change: Change, events: list[EventCount], window_ms: int) -> str:
    """An anomaly as text for Slack, marked; ``events`` are the most frequent of its window."""
    worker, count = code(change.worker), counted(change.count, change.level)
    told = f"{count} in {_span(window_ms)}"
    usual = f"about {_number(change.usual)} are usual"
    if change.over:
        lasted = f"It was unusual from {_time(change.since)} to {_time(change.start)}."
        return f"{bold('usual again')} {worker} {told}; {usual}. {lasted}"
    text = f"{bold('unusual')} {worker} {told} from {_time(change.since)}; {usual}."
    if events:
        named = (f"{shorten(each.event, 100)} ({each.count})" for each in events)
        text += "\n" + quote(f"Most often: {', '.join(named)}")
    return text


def entry_of(change: Change, window_ms: int, request_id: str) -> LogEntry:
    """An anomaly as an entry of its worker, of a level that is not counted."""
    facts: dict[str, Any] = {
        "level": "info",
        "worker": change.worker,
        "event": "anomaly_over" if change.over else "anomaly",
        "request_id": request_id,
        "counted": change.level,
        "count": change.count,
        "usual": round(change.usual, 2),
        "window_s": window_ms // 1000,
        "since": _moment(change.since).isoformat(),
    }
    return LogEntry.model_validate(facts)


def _number(mean: float) -> str:
    return f"{mean:.1f}".removesuffix(".0") if mean < 10 else f"{mean:.0f}"


def _span(window_ms: int) -> str:
    minutes, rest = divmod(window_ms, 60_000)
    return f"{window_ms // 1000} s" if rest else f"{minutes} min"


def _time(at: int) -> str:
    return f"{_moment(at):%d %B, %H:%M} UTC"


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
