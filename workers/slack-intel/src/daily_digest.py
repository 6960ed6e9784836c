"""The daily digest: what went wrong in a day, and what people were told."""

from datetime import datetime

from pydantic import BaseModel

from contracts.amounts import counted
from slack_queue import PENDING
from slack_text import bold, clean, code

DAY_MS = 86_400_000

ENTRIES = """SELECT worker, level, count(*) AS count FROM logs
WHERE at > ?1 AND level IN ('error', 'warning') GROUP BY worker, level"""
MESSAGES = """SELECT channel, count(*) AS count FROM messages
WHERE sent_at > ?1 AND method = 'chat.postMessage' GROUP BY channel ORDER BY channel"""
WAITING = f"SELECT count(*) FROM messages WHERE {PENDING}"  # noqa: S608


class EntryCount(BaseModel):
    """Entries of a worker and level."""

    worker: str
    level: str
    count: int


class MessageCount(BaseModel):
    """Messages sent to a channel."""

    channel: str
    count: int


def digest_key(at: datetime) -> str:
    """The key under which a day's digest is sent once."""
    return f"digest:{at:%Y-%m-%d}"


def digest_text(
    at: datetime, entries: list[EntryCount], messages: list[MessageCount], waiting: int
) -> str:
    """The digest of the 24 hours before ``at``, marked."""
    lines = [bold(f"The fleet in the 24 hours to {at:%d %B, %H:%M} UTC"), _summary(entries)]
    lines += [f"• {code(worker)}: {told}" for worker, told in _by_worker(entries).items()]
    if messages:
        sent = ", ".join(f"{each.count} to {clean(each.channel)}" for each in messages)
        lines.append(f"Messages: {sent}.")
    if waiting:
        lines.append(f"{counted(waiting, 'message')} still waiting for Slack.")
    return "\n".join(lines)


def _summary(entries: list[EntryCount]) -> str:
    totals = {
        level: sum(entry.count for entry in entries if entry.level == level)
        for level in ("error", "warning")
    }
    if not any(totals.values()):
        return "No errors and no warnings."
    return " and ".join(counted(count, level) for level, count in totals.items()) + "."


def _by_worker(entries: list[EntryCount]) -> dict[str, str]:
    """Each worker's counts in words, the worst worker first."""
    told: dict[str, list[EntryCount]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.level != "error", -entry.count)):
        told.setdefault(entry.worker, []).append(entry)
    return {
        worker: ", ".join(counted(entry.count, entry.level) for entry in counts)
        for worker, counts in told.items()
    }
