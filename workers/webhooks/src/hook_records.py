"""Events as they are stored: the rows, and the SQL that reads and writes them."""

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from contracts.inbound import InboundEvent
from contracts.webhooks import EventDetail, EventStatus, StoredEvent
from edgekit import Lifetime, PersonalData, Statement
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.lifetimes import DAY_MS
from edgekit.outbox import LIFETIMES as OUTBOX_LIFETIMES

LIFETIMES = (
    Lifetime("events", "received_at", days="event_days", where="status IN ('delivered', 'stored')"),
    Lifetime("refusals", "day", days=30, unit="day", key="provider, day"),
    *OUTBOX_LIFETIMES,
    DEAD_LETTERS,
)
PERSONAL = (
    PersonalData(
        "events",
        ("payload", "headers", "last_error"),
        erased="emptied at once; a CRM's event, which names people by the CRM's id alone, is "
        "emptied once it is delivered, whoever is erased",
    ),
    PersonalData("outbox", ("payload", "last_error"), erased="deleted at once"),
    PersonalData("dead_letters", ("payload", "error"), erased="deleted at once"),
)
EMPTIED_A_RUN = 1000
LIST_COLUMNS = """number, provider, id, type, occurred_at, received_at, worker, status, outcome,
  delivered_at, replays, last_error, payload = '' AS emptied"""

INSERT = """INSERT INTO events
  (provider, id, seal, type, occurred_at, received_at, payload, headers, worker, status)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"""
KNOWN = "SELECT payload FROM events WHERE provider = ?1 AND id = ?2"
ONE = "SELECT * FROM events WHERE provider = ?1 AND id = ?2"
NAMED = f"""SELECT {LIST_COLUMNS} FROM events
WHERE id = ?1 AND (?2 IS NULL OR provider = ?2) LIMIT 2"""  # noqa: S608 - columns of ours
DELIVERED = """UPDATE events SET status = 'delivered', worker = ?3, outcome = ?4, delivered_at = ?5,
  last_error = NULL WHERE provider = ?1 AND id = ?2"""
UNDELIVERED = """UPDATE events SET status = ?3, worker = ?4, last_error = ?5
WHERE provider = ?1 AND id = ?2 AND status <> 'delivered'"""
AGAIN = """UPDATE events SET status = 'pending', worker = ?3, replays = replays + ?4
WHERE provider = ?1 AND id = ?2 AND payload <> ''"""
WAITING = """SELECT provider, id, type FROM events
WHERE status = 'waiting' AND worker IN (SELECT value FROM json_each(?1)) ORDER BY number LIMIT ?2"""
# Nobody is to be given it any more.
OVER = """UPDATE events SET payload = '', headers = '{}'
WHERE provider = ?1 AND id = ?2 AND status IN ('delivered', 'stored')"""
EMPTY = """UPDATE events SET payload = '', headers = '{}' WHERE number IN (
  SELECT number FROM events WHERE status = 'delivered' AND payload <> '' AND received_at <= ?1
  ORDER BY received_at LIMIT ?2)"""
REFUSED = """INSERT INTO refusals VALUES (?1, ?2, 1)
ON CONFLICT (provider, day) DO UPDATE SET count = count + 1"""
REFUSALS = "SELECT provider, day, count FROM refusals ORDER BY day DESC, provider LIMIT 300"


class EventKey(BaseModel):
    """Names an event: also the outbox's message, so that it holds nothing personal."""

    provider: str
    id: str

    @property
    def text(self) -> str:
        """Both in one."""
        return f"{self.provider}:{self.id}"


class Known(EventKey):
    """An event that waits, as far as its route asks."""

    type: str


class ListRow(Known):
    """An event without what it says."""

    number: int
    occurred_at: int
    received_at: int
    worker: str | None
    status: EventStatus
    outcome: str | None
    delivered_at: int | None
    replays: int
    last_error: str | None
    emptied: bool = False

    def facts(self) -> dict[str, Any]:
        """The fields of the event as the API shows them."""
        times = ("occurred_at", "received_at", "delivered_at")
        return {**dict(self), **{name: moment(getattr(self, name)) for name in times}}

    def shown(self) -> StoredEvent:
        """The event as a list shows it."""
        return StoredEvent(**self.facts())


class EventRow(ListRow):
    """An event with all that is stored of it."""

    payload: str
    headers: str

    def detail(self) -> EventDetail:
        """The event with what it says."""
        payload = json.loads(self.payload) if self.payload else None
        said = {"payload": payload, "headers": json.loads(self.headers)}
        return EventDetail(**self.facts() | said)

    def inbound(self) -> InboundEvent:
        """The event as its worker takes it."""
        return InboundEvent(
            id=self.id,
            provider=self.provider,
            type=self.type,
            occurred_at=moment(self.occurred_at),
            payload=json.loads(self.payload),
            headers=json.loads(self.headers),
        )


def moment(at: int | None) -> Any:
    """A time that is stored as epoch milliseconds."""
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC)


def emptying(days: int, now: int) -> Statement:
    """The statement that forgets what delivered events said, once they are so old; some a run."""
    return Statement(EMPTY, (now - days * DAY_MS, EMPTIED_A_RUN))


def undelivered(key: EventKey, status: EventStatus, worker: str | None, why: str) -> Statement:
    """The statement that records why an event is not delivered, unless it is."""
    return Statement(UNDELIVERED, (key.provider, key.id, status, worker, why[:500] or None))
