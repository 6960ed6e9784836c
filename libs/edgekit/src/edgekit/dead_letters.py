"""Dead letters: what could not be done however often it was tried, until somebody replays it.

They lie in the table ``dead_letters`` of the worker's own database: outbox messages that have
failed too often, queue messages that can't be read, and those whose consumer failed at their last
attempt. ``edgekit.dead_letter_office`` lists, tells and replays them.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, Field

from .database import Statement
from .ids import new_id
from .lifetimes import Lifetime
from .pagination import Page

OUTBOX, QUEUE = "outbox", "queue"
LONGEST_ERROR = 500
LIFETIME = Lifetime("dead_letters", "died_at", days=90)
"""For ``app.lifetimes``: what nobody has replayed in that time, nobody will."""

INSERT = """INSERT INTO dead_letters
  (id, source, name, key, payload, error, attempts, request_id, died_at, telling, told_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (source, name, key) WHERE replayed_at IS NULL DO NOTHING"""
INSERT_WHEN = INSERT.replace(
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 WHERE EXISTS ({})",
)
WAITING = "SELECT count(*) FROM dead_letters WHERE replayed_at IS NULL"


class DeadLetter(BaseModel):
    """Something that was given up, and waits for a replay."""

    id: str = Field(examples=["dead_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    source: str = Field(description="`outbox`, `queue`, or what the worker names so.")
    name: str = Field(description="The outbox's topic, or the queue.")
    key: str = Field(description="The message's idempotency key, or the queue's id of it.")
    payload: Any
    error: str = Field(description="Why the last attempt failed.")
    attempts: int
    request_id: str | None = Field(description="The request that caused it.")
    died_at: datetime
    told_at: datetime | None = Field(description="Null until slack-intel has been told.")
    replayed_at: datetime | None


class DeadLetterPage(Page[DeadLetter]):
    """One page, newest first; ``cursor`` asks for the next one and is null on the last."""


class Row(BaseModel):
    """A dead letter as it is stored."""

    id: str
    source: str
    name: str
    key: str
    payload: str
    error: str
    attempts: int
    request_id: str | None
    died_at: int
    told_at: int | None
    replayed_at: int | None

    def letter(self) -> DeadLetter:
        """The letter as the API shows it."""
        times = ("died_at", "told_at", "replayed_at")
        shown = {name: moment(getattr(self, name)) for name in times}
        return DeadLetter(**dict(self) | shown | {"payload": json.loads(self.payload)})


class Untold(BaseModel):
    """A group of letters that is to be told, by its first one."""

    id: str
    source: str
    name: str
    error: str
    attempts: int
    request_id: str | None
    count: int


Replay = Callable[[DeadLetter, Any], Awaitable[None]]
"""Does again what a letter of one source stands for; once it has returned the letter is replayed.
It may be called twice for one letter."""


def store_letter(
    source: str,
    name: str,
    key: str,
    payload: str,
    error: str,
    *,
    attempts: int,
    now: int,
    request_id: str | None = None,
    letter_id: str | None = None,
    told: bool = False,
    when: Statement | None = None,
) -> Statement:
    """The statement that stores a dead letter; ``payload`` is JSON.

    A letter of that source, name and key that waits already stays as it is. One that is ``told``
    is not told to slack-intel. With ``when`` it is stored only if that SELECT finds a row.
    """
    letter_id, told_at = letter_id or new_id("dead"), now if told else None
    facts = (source, name, key, payload, error[:LONGEST_ERROR], attempts, request_id, now)
    values = (letter_id, *facts, letter_id if told else None, told_at)
    if when is None:
        return Statement(INSERT, values)
    return Statement(INSERT_WHEN.format(when.after(len(values))), (*values, *when.params))


def moment(at: int | None) -> datetime | None:
    """A time that is stored as epoch milliseconds."""
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC)


def notice(worker: str, group: Untold) -> dict[str, Any]:
    """What slack-intel's log is told of a group of letters."""
    many = f"{group.count} of them; " if group.count > 1 else ""
    advice = (
        f"{many}GET /api/dead of {worker} lists what is dead; "
        f"once the cause is mended, POST /api/dead/{group.id}/replay does this one again."
    )
    return {
        "level": "error",
        "worker": worker,
        "event": "dead_letter",
        "request_id": group.request_id,
        group.source: group.name,
        "subject": f"{group.source} {group.name}",
        "attempts": group.attempts,
        "count": group.count,
        "error": group.error,
        "advice": advice,
    }
