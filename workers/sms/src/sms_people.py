"""What people said of texts: every word of it is kept, and the latest of each kind decides.

- *stopped*: STOP by text, Twilio's word that the carrier blocks (21610), or an erasure;
- *started*: START by text. Nothing else lifts a stop: the carrier goes on blocking until then;
- *revoked* and *granted*: what was said anywhere else.

Each is the latest time of its kind, so that it does not matter in which order things arrive.
"""

from collections.abc import Sequence

from pydantic import BaseModel

from contracts.sms import Consent, ConsentRecord, Source
from edgekit import Statement
from edgekit.signatures import hmac_sha256
from sms_times import utc

BY_TEXT: tuple[Source, ...] = ("text", "carrier", "erasure")
MOST_RECORDS = 100
LONGEST_WORDS = 2000

PERSON = """SELECT max(stopped_at) AS stopped_at, max(started_at) AS started_at,
  max(revoked_at) AS revoked_at, max(granted_at) AS granted_at,
  coalesce(max(number = ?2), 0) AS is_erased
FROM people WHERE number IN (?1, ?2)"""
RECORDS = f"""SELECT at, granted, source, text FROM consents WHERE phone = ?1
ORDER BY at DESC, id DESC LIMIT {MOST_RECORDS}"""  # noqa: S608
SAY = "INSERT INTO consents (phone, at, granted, source, text) VALUES (?1, ?2, ?3, ?4, ?5)"
LATEST = """INSERT INTO people (number, {kind}) VALUES (?1, ?2)
ON CONFLICT (number) DO UPDATE SET {kind} = max(coalesce({kind}, 0), ?2)"""
AGAIN = "UPDATE people SET started_at = max(coalesce(started_at, 0), ?2) WHERE number = ?1"
# For a WHERE: whether somebody, by number ?{n} and digest ?{d}, wants no texts.
IS_BLOCKED = """EXISTS (SELECT 1 FROM (SELECT max(stopped_at) AS stopped,
    max(started_at) AS started, max(revoked_at) AS revoked, max(granted_at) AS granted
    FROM people WHERE number IN ({number}, {digest}))
  WHERE stopped >= coalesce(started, 0)
    OR revoked >= max(coalesce(granted, 0), coalesce(started, 0)))"""


class Person(BaseModel):
    """When somebody last said what, in epoch milliseconds; all of it is null for a stranger."""

    stopped_at: int | None = None
    started_at: int | None = None
    revoked_at: int | None = None
    granted_at: int | None = None
    is_erased: bool = False

    @property
    def needs_start(self) -> bool:
        """Whether only START, by text, makes texts possible again."""
        return self.stopped_at is not None and self.stopped_at >= (self.started_at or 0)

    @property
    def is_opted_out(self) -> bool:
        """Whether no text at all may be sent."""
        agreed_at = max(self.granted_at or 0, self.started_at or 0)
        is_revoked = self.revoked_at is not None and self.revoked_at >= agreed_at
        return self.needs_start or is_revoked

    @property
    def takes_marketing(self) -> bool:
        """Whether somebody has agreed to marketing, and not changed their mind."""
        agreed = self.granted_at is not None or self.started_at is not None
        return agreed and not self.is_opted_out


class RecordRow(BaseModel):
    """One thing that was said, as it is stored."""

    at: int
    granted: bool
    source: Source
    text: str


def digest(phone: str, key: str) -> str:
    """What is kept of an erased person's number: it says that it is theirs, and not what it is."""
    return "hmac:" + hmac_sha256(key.encode(), phone.encode()).hex()


def said(
    phone: str, *, granted: bool, source: Source, text: str, at: int, digested: str
) -> list[Statement]:
    """The statements that record what somebody said of texts, and what it comes to."""
    by_text = source in BY_TEXT
    kind = ("started_at" if by_text else "granted_at") if granted else _end(by_text=by_text)
    statements = [
        Statement(SAY, (phone, at, int(granted), source, text[:LONGEST_WORDS])),
        Statement(LATEST.format(kind=kind), (phone, at)),
    ]
    if granted and by_text:
        statements.append(Statement(AGAIN, (digested, at)))
    return statements


def stopped_for_good(number: str, at: int) -> Statement:
    """The statement that blocks a number, or the digest that is left of it, until START comes."""
    return Statement(LATEST.format(kind="stopped_at"), (number, at))


def consent(phone: str, person: Person, records: Sequence[RecordRow]) -> Consent:
    """What somebody said, as the API shows it."""
    opted_out = "opted_out" if person.is_opted_out else "none"
    return Consent(
        phone=phone,
        state="granted" if person.takes_marketing else opted_out,
        marketing=person.takes_marketing,
        needs_start=person.needs_start,
        records=[ConsentRecord(**dict(row) | {"at": utc(row.at)}) for row in records],
    )


def _end(*, by_text: bool) -> str:
    return "stopped_at" if by_text else "revoked_at"
