"""The SQL of mails: taken and suppressed in one statement, and what providers say of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from pydantic import BaseModel

from contracts.email import (
    Category,
    MailDetail,
    MailEvent,
    MailEventKind,
    MailStatus,
    NewMail,
    TemplateName,
    address_digest,
)
from edgekit import Lifetime, PersonalData, Statement
from edgekit.outbox import LIFETIMES as OUTBOX_LIFETIMES
from edgekit.personal_data import OF_DEAD_LETTERS, OF_OUTBOX

OPEN = "status IN ('queued', 'scheduled', 'failed')"
LIFETIMES = (
    Lifetime("mails", "created_at", days="mail_days", where=f"NOT {OPEN}"),
    Lifetime("mail_events", "at", days="mail_days", key="key"),
    *OUTBOX_LIFETIMES,
)
KEPT = {"suppressions": "what keeps a person from getting what they do not want"}
PERSONAL = (
    PersonalData(
        "mails", ("address", "name", "data", "subject", "error"), erased="emptied at once"
    ),
    PersonalData("mails", ("person",), erased="kept: a digest of the address, until the mail goes"),
    PersonalData("mail_events", ("detail",), erased="emptied at once"),
    PersonalData("mail_events", ("person",), erased="kept: a digest of the address"),
    PersonalData(
        "suppressions", ("person",), erased="kept: a digest, so that no mail is sent there again"
    ),
    OF_OUTBOX,
    OF_DEAD_LETTERS,
)

_UNWANTED = """EXISTS (SELECT 1 FROM suppressions
  WHERE person = {0} AND (scope = 'all' OR {1} = 'marketing'))"""
_ERASED = "EXISTS (SELECT 1 FROM suppressions WHERE person = ?6 AND cause = 'erased')"

TAKE = f"""INSERT INTO mails (id, key, digest, template, category, person, address, name, data,
  lead_id, status, created_at, send_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, iif({_ERASED}, NULL, ?7), iif(unwanted, NULL, ?8),
  iif(unwanted, NULL, ?9), ?10, iif(unwanted, 'suppressed', ?11), ?12, ?13
FROM (SELECT {_UNWANTED.format("?6", "?5")} AS unwanted)
RETURNING status"""  # noqa: S608
BY_KEY = "SELECT id, digest, status FROM mails WHERE key = ?1"

WAITING = f"""SELECT id, template, category, address, name, data, person,
  {_UNWANTED.format("mails.person", "mails.category")} AS unwanted
FROM mails WHERE id = ?1 AND {OPEN}"""  # noqa: S608
# A report may have been quicker than the answer, and an erasure quicker than both.
SENT = f"""UPDATE mails SET status = iif({OPEN}, 'sent', status),
  subject = iif(address IS NULL, NULL, ?2), sent_at = ?3, provider = ?4,
  provider_id = coalesce(?5, provider_id), data = NULL, error = NULL
WHERE id = ?1"""  # noqa: S608
# An answer that nobody could read is tried again; who has left meanwhile may have been sent it.
IN_DOUBT = f"UPDATE mails SET error = ?2 WHERE id = ?1 AND {OPEN}"  # noqa: S608
SUPPRESSED = f"""UPDATE mails SET status = 'suppressed', data = NULL, error = coalesce(?2, error)
WHERE id = ?1 AND {OPEN}"""  # noqa: S608
FAILED = f"UPDATE mails SET status = 'failed', error = ?2 WHERE id = ?1 AND {OPEN}"  # noqa: S608

MAIL = "SELECT * FROM mails WHERE id = ?1"
EVENTS = "SELECT kind, at, detail FROM mail_events WHERE mail_id = ?1 ORDER BY at, kind LIMIT 100"

# Who is to be forgotten: ?1 a lead, ?2 a digest; either may be null.
_PERSONS = "(SELECT ?2 WHERE ?2 IS NOT NULL UNION SELECT person FROM mails WHERE lead_id = ?1)"
ERASE_SUPPRESSING = """INSERT INTO suppressions (person, scope, cause, at)
SELECT person, 'all', 'erased', ?3 FROM (SELECT ?2 AS person WHERE ?2 IS NOT NULL
  UNION SELECT person FROM mails WHERE lead_id = ?1) WHERE true
ON CONFLICT (person, scope) DO UPDATE SET cause = 'erased', at = ?3"""
ERASE_EVENTS = f"UPDATE mail_events SET detail = NULL WHERE person IN {_PERSONS}"  # noqa: S608
ERASE_MAILS = f"""UPDATE mails SET address = NULL, name = NULL, data = NULL, subject = NULL,
  error = NULL, status = iif({OPEN}, 'suppressed', status)
WHERE person IN {_PERSONS} RETURNING id"""  # noqa: S608


class TakenMail(BaseModel):
    """What lies under an idempotency key."""

    id: str
    digest: str
    status: MailStatus


class WaitingMail(BaseModel):
    """A mail that is to be sent; ``unwanted``: its person has come to want none."""

    id: str
    template: TemplateName
    category: Category
    person: str
    address: str | None
    name: str | None
    data: str | None
    unwanted: bool


class EventRow(BaseModel):
    """Something that was told of a mail."""

    kind: MailEventKind
    at: int
    detail: str | None


class MailRow(BaseModel):
    """A mail as it is stored."""

    id: str
    template: TemplateName
    category: Category
    address: str | None
    subject: str | None
    status: MailStatus
    created_at: int
    send_at: int | None
    sent_at: int | None
    provider: str | None
    provider_id: str | None
    error: str | None

    def detail(self, events: Sequence[EventRow]) -> MailDetail:
        """The mail as the API shows it."""
        times = {
            name: _moment(getattr(self, name)) for name in ("created_at", "send_at", "sent_at")
        }
        told = [MailEvent(kind=e.kind, at=from_ms(e.at), detail=e.detail) for e in events]
        return MailDetail.model_validate(
            dict(self) | times | {"to": self.address, "events": told}, from_attributes=True
        )


def request_digest(new: NewMail) -> str:
    """A digest of what is to be sent, without the key that it is sent under."""
    return sha256(new.model_dump_json(exclude={"idempotency_key"}).encode()).hexdigest()


def take_mail(
    mail_id: str, new: NewMail, category: Category, data: BaseModel, key: str | None, now: int
) -> Statement:
    """The statement that stores a mail; of one that is unwanted only that there was one.

    D1 refuses it (``UNIQUE constraint failed``) for a key that was used.
    """
    send_at = None if new.send_at is None else to_ms(new.send_at)
    values = (
        mail_id,
        key,
        request_digest(new),
        new.template,
        category,
        address_digest(new.to.email),
        new.to.email,
        new.to.name,
        data.model_dump_json(exclude_none=True),
        new.lead_id,
        "scheduled" if send_at is not None and send_at > now else "queued",
        now,
        send_at,
    )
    return Statement(TAKE, values)


def forget_mails(lead_id: str | None, digest: str | None, now: int) -> list[Statement]:
    """The statements that erase a person; the last answers the mails that named them."""
    return [
        Statement(ERASE_SUPPRESSING, (lead_id, digest, now)),
        Statement(ERASE_EVENTS, (lead_id, digest)),
        Statement(ERASE_MAILS, (lead_id, digest)),
    ]


def to_ms(moment: datetime) -> int:
    """Epoch milliseconds."""
    return int(moment.timestamp() * 1000)


def from_ms(at: int) -> datetime:
    """The time at epoch milliseconds."""
    return datetime.fromtimestamp(at / 1000, UTC)


def _moment(at: int | None) -> datetime | None:
    return None if at is None else from_ms(at)
