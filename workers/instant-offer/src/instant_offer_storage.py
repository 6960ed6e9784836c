"""Quotes in D1: one is accepted once, by whoever is first."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import BaseModel

from contracts.instant_offer import Acceptance, Accepted, OfferRequest, Quote
from edgekit import Lifetime, PersonalData, Statement
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.outbox import LIFETIMES as OUTBOX

LIFETIMES = (Lifetime("quotes", "expires_at", days="kept_days", key="id"), DEAD_LETTERS, *OUTBOX)
GONE = "deleted at once"
PERSONAL = (
    PersonalData("quotes", ("place", "request", "answer", "person", "email", "phone"), erased=GONE),
    PersonalData("outbox", ("payload", "last_error"), erased=GONE),
    PersonalData("dead_letters", ("payload", "error"), erased=GONE),
)

QUOTE = """SELECT id, created_at, expires_at, request, answer, has_offer, accepted_at, person,
  lead_id FROM quotes WHERE id = ?1"""
STORE = """INSERT INTO quotes (id, created_at, expires_at, place, request, answer, has_offer)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"""
_OPEN = "id = ?1 AND has_offer = 1 AND accepted_at IS NULL AND expires_at > ?2"
OPEN = f"SELECT 1 FROM quotes WHERE {_OPEN}"  # noqa: S608
ACCEPT = f"""UPDATE quotes SET accepted_at = ?2, person = ?3, email = ?4, phone = ?5
WHERE {_OPEN} RETURNING id"""  # noqa: S608
KNOW_LEAD = "UPDATE quotes SET lead_id = ?2 WHERE id = ?1"
IS_LEAD = "SELECT 1 FROM quotes WHERE id = ?1 AND lead_id = ?2"

# Any of them may be null, which is nobody's. A union, so that each has its own index.
OF_PERSON = """SELECT id FROM quotes WHERE lead_id = ?1
UNION SELECT id FROM quotes WHERE email = ?2
UNION SELECT id FROM quotes WHERE phone = ?3"""
_SOME = "(SELECT value FROM json_each(?1))"
ERASE = (
    f"""DELETE FROM quotes WHERE accepted_at IS NULL
AND place IN (SELECT place FROM quotes WHERE id IN {_SOME})""",  # noqa: S608
    f"DELETE FROM quotes WHERE id IN {_SOME}",  # noqa: S608
    *(
        f"""DELETE FROM {table} WHERE key IN (SELECT topic.value || ':' || some.value
FROM json_each('["lead","event"]') AS topic, json_each(?1) AS some)"""  # noqa: S608
        for table in ("outbox", "dead_letters")
    ),
    *(
        f"""DELETE FROM {table} WHERE key IN (SELECT told.key
FROM json_each(?1) AS some JOIN {table} AS told
ON told.key > 'correction:' || some.value || ':'
AND told.key < 'correction:' || some.value || ';')"""  # noqa: S608
        for table in ("outbox", "dead_letters")
    ),
)


class QuoteRow(BaseModel):
    """A quote as it is stored."""

    id: str
    created_at: int
    expires_at: int
    request: str
    answer: str
    has_offer: bool
    accepted_at: int | None
    person: str | None
    lead_id: str | None

    def shown(self, now_ms: int) -> Quote:
        """The quote as it stands now. An accepted one, whose id partners know, shows no street."""
        kept = Quote.model_validate_json(self.answer)
        if self.accepted_at is not None:
            at = moment(self.accepted_at)
            return kept.model_copy(
                update={"status": "accepted", "accepted_at": at, "address": None}
            )
        if self.has_offer and self.expires_at <= now_ms:
            return kept.model_copy(update={"status": "expired"})
        return kept

    def asked(self) -> OfferRequest:
        """The home that was asked about."""
        return OfferRequest.model_validate_json(self.request)

    def accepted(self, lead_id: str | None) -> Accepted:
        """The answer to whoever accepts it, first or again."""
        assert self.accepted_at is not None
        at = moment(self.accepted_at)
        return Accepted(quote_id=self.id, lead_id=lead_id, accepted_at=at)


def moment(at_ms: int) -> datetime:
    """A time of the database."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def store(asked: OfferRequest, quote: Quote, now_ms: int) -> Statement:
    """The statement that keeps a quote."""
    facts = (
        quote.quote_id,
        now_ms,
        round(quote.expires_at.timestamp() * 1000),
        asked.address.casefold(),
        asked.model_dump_json(),
        quote.model_dump_json(),
        int(quote.offer is not None),
    )
    return Statement(STORE, facts)


def accept(quote_id: str, person: Acceptance, now_ms: int) -> Statement:
    """The statement that accepts a quote; it brings nothing if that can't be."""
    facts = (quote_id, now_ms, person.model_dump_json(), person.email, person.phone)
    return Statement(ACCEPT, facts)


def erase(ids: Sequence[str]) -> list[Statement]:
    """The statements by which nothing of some quotes stays, nor of others for their homes."""
    listed = json.dumps(ids)
    return [Statement(sql, (listed,)) for sql in ERASE]
