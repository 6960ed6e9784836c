"""Storms: what happens again and again is told once, and then with a count.

The first error of its kind is told at once. Those that follow within the window are counted, and
told in one message when it closes. Warnings are told only when they pile up.
"""

import hashlib
import json
import re

from pydantic import BaseModel

from contracts.slack_intel import LogEntry
from edgekit import Statement
from fleet_log import details_of
from slack_messages import message
from slack_queue import enqueue
from slack_text import bold, clean, code, italic, quote, shorten

TOLD_LEVELS = ("error", "warning")
WARNINGS_TOLD_FROM = 5
LONGEST_SAMPLE = 1500

# Ids, numbers and hexadecimal tell occurrences apart, not kinds.
_VARYING = re.compile(r"\b[a-z]+_[a-z2-7]{26}\b|\b[0-9a-f]{8,}\b|\d+", re.IGNORECASE)

# ?6 is the entry's Idempotency-Key: one that the log has already is not counted again.
COUNT = """INSERT INTO storms (fingerprint, level, sample, closes_at, count, told)
SELECT ?1, ?2, ?3, ?4, 1, ?5 WHERE NOT EXISTS (SELECT 1 FROM logs WHERE key = ?6)
ON CONFLICT (fingerprint) DO UPDATE SET count = count + 1"""
TELL_FIRST = """INSERT INTO messages
  (id, key, digest, method, channel, payload, created_at, due_at)
SELECT ?2, ?2, '', 'chat.postMessage', ?3, ?4, ?5, ?5 FROM storms
WHERE fingerprint = ?1 AND count = 1 AND told = 1
  AND NOT EXISTS (SELECT 1 FROM logs WHERE key = ?6)"""
CLOSING = """SELECT fingerprint, level, sample, closes_at, count - told AS untold FROM storms
WHERE closes_at <= ?1 ORDER BY closes_at LIMIT 100"""
END = "DELETE FROM storms WHERE fingerprint = ?1 AND closes_at = ?2 AND count - told = ?3"
GO_ON = """UPDATE storms SET count = count - told - ?3, told = 0, closes_at = ?4
WHERE fingerprint = ?1 AND closes_at = ?2"""


class Storm(BaseModel):
    """Entries alike whose window closes; ``untold`` of them Slack does not know of."""

    fingerprint: str
    level: str
    sample: str
    closes_at: int
    untold: int


def fingerprint(entry: LogEntry) -> str:
    """The same text for entries of one kind: worker, event, place and the error's wording."""
    details = details_of(entry)
    last_line = str(details.get("trace") or details.get("error") or "").strip().split("\n")[-1]
    about = " ".join(str(details.get(name, "")) for name in ("method", "path", "subject"))
    kind = f"{about} {last_line}"
    parts = (entry.level, entry.worker, entry.event, _VARYING.sub("#", kind))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def sample(entry: LogEntry) -> str:
    """An entry as a line or two for Slack, marked."""
    details = details_of(entry)
    places = ("method", "path", "status", "subject")
    where = " ".join(str(details[name]) for name in places if name in details)
    spent = f" ({details['duration_ms']} ms)" if "duration_ms" in details else ""
    error = str(details.get("trace") or details.get("error") or "").strip().split("\n")[-1]
    what = f"{shorten(entry.event, 100)} {shorten(where, 300)}{shorten(spent, 40)}".rstrip()
    text = f"{bold(entry.level)} {code(entry.worker)} {clean(what)}"
    if error:
        text += "\n" + quote(shorten(error, 600))
    if advice := details.get("advice"):
        text += "\n" + clean(shorten(str(advice), 600))
    return text


def watch(
    entry: LogEntry,
    message_id: str,
    channel: str,
    window_ms: int,
    now: int,
    *,
    key: str | None = None,
) -> list[Statement]:
    """The statements that count an entry and, if it is the first error of its kind, tell it.

    They come before the one that stores the entry under its ``key``, in the same transaction.
    """
    if entry.level not in TOLD_LEVELS:
        return []
    kind, text = fingerprint(entry), sample(entry)
    is_error = entry.level == "error"
    values = (kind, entry.level, text, now + window_ms, int(is_error), key)
    statements = [Statement(COUNT, values)]
    if is_error:
        payload = json.dumps(message(text), ensure_ascii=False)
        statements.append(Statement(TELL_FIRST, (kind, message_id, channel, payload, now, key)))
    return statements


def close(storm: Storm, message_id: str, channel: str, window_ms: int, now: int) -> list[Statement]:
    """The statements that close a storm's window: tell what is untold, or let it end."""
    floor = WARNINGS_TOLD_FROM if storm.level == "warning" else 1
    mark = (storm.fingerprint, storm.closes_at, storm.untold)
    if storm.untold < floor:
        return [Statement(END, mark)]
    minutes = max(1, round(window_ms / 60_000))
    times = "once" if storm.untold == 1 else f"{storm.untold} times"
    again = "again " if storm.level == "error" else ""
    text = f"{storm.sample}\n{italic(f'{again}{times} within {minutes} min')}"
    key = f"storm:{storm.fingerprint}:{storm.closes_at}"
    return [
        enqueue(message_id, channel, message(text), now, key=key),
        Statement(GO_ON, (*mark, now + window_ms)),
    ]
