"""Texts as they lie in D1, and as the API shows them."""

import hashlib
import json

from pydantic import BaseModel

from contracts.sms import Encoding, NewText, Purpose, Reason, Segments, Status, Text, TextTaken
from edgekit import Lifetime, PersonalData, Statement
from edgekit.outbox import LIFETIMES as OUTBOX_LIFETIMES
from edgekit.personal_data import OF_DEAD_LETTERS, OF_OUTBOX
from sms_people import IS_BLOCKED
from sms_times import utc

TEXT_DAYS = 365
ANSWER_KEY = "reply:"
"""What the key of a text begins with that answers another; the other's id follows."""
LIFETIMES = (
    Lifetime("texts", "created_at", days=TEXT_DAYS, key="rowid"),
    Lifetime("receipts", "at", days=TEXT_DAYS, key="sid"),
    Lifetime("replies", "at", days=TEXT_DAYS),
    *OUTBOX_LIFETIMES,
)
KEPT = {
    "consents": "the proof of what a person agreed to, until they are erased",
    "people": "a row for each number: whoever said STOP must never be forgotten",
}
PERSONAL = (
    PersonalData("texts", ("phone", "body", "zip"), erased="emptied at once"),
    PersonalData("replies", ("phone", "body"), erased="emptied at once"),
    PersonalData("consents", ("phone", "text"), erased="deleted at once"),
    PersonalData(
        "people", ("number",), erased="replaced by a digest, so that no text is sent there again"
    ),
    OF_OUTBOX,
    OF_DEAD_LETTERS,
)

COLUMNS = """texts.id, texts.key, texts.created_at, texts.updated_at, texts.phone, texts.body,
  texts.purpose, texts.zip, texts.lead_id, texts.encoding, texts.segments, texts.status,
  texts.reason, texts.send_at, texts.tried_at, texts.doubtful_until, texts.sent_at, texts.sid,
  texts.digest, coalesce(texts.error_code, receipts.error_code) AS error_code,
  receipts.status AS told, receipts.at AS told_at"""
TEXT = f"SELECT {COLUMNS} FROM texts LEFT JOIN receipts USING (sid) WHERE texts.id = ?1"  # noqa: S608
BY_KEY = f"SELECT {COLUMNS} FROM texts LEFT JOIN receipts USING (sid) WHERE texts.key = ?1"  # noqa: S608
_VALUES = "?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14"
INSERT = f"""INSERT INTO texts (id, key, digest, created_at, updated_at, phone, body, purpose, zip,
  lead_id, encoding, segments, status, reason, send_at)
VALUES ({_VALUES})
ON CONFLICT (key) DO NOTHING"""  # noqa: S608
INSERT_UNLESS_BLOCKED = INSERT.replace(
    f"VALUES ({_VALUES})",
    f"SELECT {_VALUES} WHERE NOT {IS_BLOCKED.format(number='?5', digest='?15')}",
)
STORED = "SELECT 1 FROM texts WHERE id = ?1"
# The one way out: nobody who has said STOP, until this very moment, is past it.
LEAVE = f"""UPDATE texts SET status = 'queued', reason = NULL, tried_at = coalesce(tried_at, ?2),
  doubtful_until = ?3, updated_at = ?2
WHERE id = ?1 AND sid IS NULL AND status IN ('queued', 'held', 'failed')
  AND NOT {IS_BLOCKED.format(number="?4", digest="?5")}
RETURNING id"""  # noqa: S608
ANSWERED = """UPDATE texts SET status = 'accepted', sid = ?2, sent_at = ?3, updated_at = ?3,
  doubtful_until = NULL, send_at = NULL WHERE id = ?1 AND sid IS NULL"""
CERTAIN = "UPDATE texts SET doubtful_until = ?2 WHERE id = ?1"
HOLD = "UPDATE texts SET status = 'held', send_at = ?2, updated_at = ?3 WHERE id = ?1"
KNOWN = "SELECT sid FROM texts WHERE phone = ?1 AND sid IS NOT NULL"
END = """UPDATE texts SET status = ?2, reason = ?3, error_code = ?4, updated_at = ?5,
  send_at = NULL, doubtful_until = NULL WHERE id = ?1 AND sid IS NULL"""
CALL_BACK = """UPDATE texts SET status = 'refused', reason = 'opted_out', send_at = NULL,
  updated_at = ?2 WHERE phone = ?1 AND status IN ('queued', 'held') AND tried_at IS NULL"""
HEARD_LATELY = "SELECT 1 FROM replies WHERE phone = ?1 AND at >= ?2 LIMIT 1"
RECEIPT = """INSERT INTO receipts (sid, status, rank, error_code, at) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (sid) DO UPDATE SET status = ?2, rank = ?3, error_code = ?4, at = ?5
WHERE ?3 > receipts.rank"""
RANKS: dict[Status, int] = {
    "accepted": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 4,
    "undelivered": 4,
    "failed": 4,
}
"""How far Twilio's statuses are; what is reached is never left for one that is not further."""


class TextRow(BaseModel):
    """A text, with the furthest that Twilio has told of it."""

    id: str
    key: str | None
    digest: str
    created_at: int
    updated_at: int
    phone: str | None
    body: str | None
    purpose: Purpose
    zip: str | None
    lead_id: str | None
    encoding: Encoding
    segments: int
    status: Status
    reason: Reason | None
    send_at: int | None
    tried_at: int | None
    doubtful_until: int | None
    sent_at: int | None
    sid: str | None
    error_code: int | None
    told: Status | None
    told_at: int | None

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to leave; one that Twilio refused is, when it is replayed."""
        return self.sid is None and self.status in ("queued", "held", "failed")

    @property
    def is_called_back(self) -> bool:
        """Whether STOP came before it left."""
        return self.status == "refused" and self.reason == "opted_out"

    @property
    def answers(self) -> str | None:
        """The id of the text that came in which this one answers, if it answers one."""
        key = self.key or ""
        return key.removeprefix(ANSWER_KEY) if key.startswith(ANSWER_KEY) else None

    def taken(self) -> TextTaken:
        """The answer to whoever sends it, also when they ask again later."""
        status = self.status if self.status in ("held", "refused") else "queued"
        return TextTaken.model_validate(self._shown() | {"status": status})

    def text(self) -> Text:
        """The text as the API shows it."""
        updated_at = max(self.updated_at, self.told_at or 0)
        told = {"status": self.told or self.status, "updated_at": utc(updated_at)}
        return Text.model_validate(self._shown() | told)

    def _shown(self) -> dict[str, object]:
        times = {name: _utc(getattr(self, name)) for name in ("created_at", "send_at", "sent_at")}
        return dict(self) | times | {"to": self.phone}


def body_digest(new: NewText) -> str:
    """What tells one request under a key from another."""
    said = new.model_dump(exclude={"idempotency_key"})
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def insert(
    text_id: str,
    new: NewText,
    body: str,
    cut: Segments,
    status: Status,
    reason: Reason | None,
    send_at: int | None,
    *,
    key: str | None,
    now: int,
) -> Statement:
    """The statement that stores a text; a key that is there already stores nothing.

    Nothing personal is stored of one that is refused because its recipient was erased.
    """
    said: tuple[str | None, ...] = (body_digest(new), new.to, body, new.zip)
    digest, phone, words, zip_code = ("", None, None, None) if reason == "erased" else said
    facts = (text_id, key, digest, now, phone, words, new.purpose, zip_code, new.lead_id)
    return Statement(INSERT, (*facts, cut.encoding, cut.segments, status, reason, send_at))


def receipt(sid: str, status: Status, error_code: int | None, at: int) -> Statement:
    """The statement that notes how far a text is, unless it is further already."""
    return Statement(RECEIPT, (sid, status, RANKS[status], error_code, at))


def _utc(at: int | None) -> object:
    return None if at is None else utc(at)
