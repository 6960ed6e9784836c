"""From an accepted quote to a lead, and then to partners: each once, however often it is tried.

The lead's message lies in the outbox from the moment that the quote is accepted, and the event's
from the moment that the lead is known, so that nothing that is down loses either.
"""

import hashlib

from pydantic import BaseModel

from contracts.instant_offer import Acceptance, OfferRequest, Quote
from contracts.leads import NewLead
from contracts.partner_hooks import OfferCreated, publication
from contracts.postal.address import zip_in
from edgekit import ServiceError, Statement, Undeliverable
from instant_offer_services import Ctx
from instant_offer_storage import IS_LEAD, KNOW_LEAD, OPEN, QUOTE, QuoteRow, moment
from instant_offer_words import usd

LEAD, EVENT, CORRECTION = "lead", "event", "correction"
INVOCATIONS = 18  # leads takes a lead and values it (9), and follows it up (9)
REFUSED_FOR_GOOD = (400, 404, 409, 413, 422)


class OfQuote(BaseModel):
    """An outbox message: which quote it is about, and nothing personal."""

    quote_id: str


class Correction(OfQuote):
    """An outbox message: what was said of whoever accepts, once a quote was accepted."""

    person: Acceptance


def handing_over(quote_id: str, ctx: Ctx) -> Statement:
    """The statement that has a lead made of a quote; it stands before the one that accepts it."""
    when = Statement(OPEN, (quote_id, ctx.started_ms))
    return ctx.outbox.message(LEAD, OfQuote(quote_id=quote_id), key=f"{LEAD}:{quote_id}", when=when)


def correcting(row: QuoteRow, person: Acceptance, ctx: Ctx) -> Statement | None:
    """The statement that has a lead told of other details than it has; none for the same ones."""
    first = Acceptance.model_validate_json(row.person or "")
    told = person.model_dump(exclude={"utm"}, exclude_none=True)
    if told.items() <= first.model_dump().items():
        return None
    digest = hashlib.sha256(person.model_dump_json().encode()).hexdigest()[:40]
    message = Correction(quote_id=row.id, person=person)
    return ctx.outbox.message(CORRECTION, message, key=f"{CORRECTION}:{row.id}:{digest}")


async def make_lead(quote_id: str, ctx: Ctx, deadline_ms: int | None = None) -> str | None:
    """Have leads take an accepted quote, and partners told; the lead's id, none for no such quote.

    Raises ``ServiceError`` if leads did not take it.
    """
    row = await ctx.db.one(QuoteRow, QUOTE, quote_id)
    if row is None or row.person is None:
        return None
    if row.lead_id:
        return row.lead_id
    person = Acceptance.model_validate_json(row.person)
    new = lead_of(row.asked(), Quote.model_validate_json(row.answer), person)
    key = f"offer:{hashlib.sha256(quote_id.encode()).hexdigest()[:40]}"
    made = await ctx.services.leads.create(new, idempotency_key=key, deadline_ms=deadline_ms)
    event = ctx.outbox.message(
        EVENT,
        OfQuote(quote_id=quote_id),
        key=f"{EVENT}:{quote_id}",
        when=Statement(IS_LEAD, (quote_id, made.id)),
    )
    await ctx.db.batch(Statement(KNOW_LEAD, (quote_id, made.id)), event)
    return made.id


def lead_of(asked: OfferRequest, quote: Quote, person: Acceptance) -> NewLead:
    """The lead that an accepted quote makes."""
    return NewLead(
        name=person.name,
        email=person.email,
        phone=person.phone,
        phone_ext=person.phone_ext,
        address=asked.address,
        timeline=asked.timeline,
        condition=asked.condition,
        property=asked.property,
        source="instant-offer",
        utm=person.utm,
        consent=person.consent,
        message=_told(quote),
        message_by="program",
    )


def _told(quote: Quote) -> str:
    """The quote in words, for whoever calls the person."""
    assert quote.offer
    assert quote.costs
    assert quote.estimate
    assert quote.net_sheet
    offer, cash, cost = quote.offer, quote.net_sheet.cash, usd(quote.costs.repairs)
    return "\n".join(
        [
            f"Accepted quote {quote.quote_id}.",
            f"Offer: {usd(offer.low)} to {usd(offer.high)}, expected {usd(offer.expected)}.",
            f"Value once repaired: {usd(quote.estimate.value)}; repairs {cost}.",
            f"Closing on {cash.closing_on}, net to the seller {usd(cash.net)}.",
        ]
    )


async def deliver_lead(message: OfQuote, ctx: Ctx) -> None:
    """Make a lead that could not be made at once. Raises to be tried again."""
    try:
        await make_lead(message.quote_id, ctx)
    except ServiceError as error:
        if error.upstream_status in REFUSED_FOR_GOOD:
            raise Undeliverable(error.detail) from error
        raise


async def deliver_correction(message: Correction, ctx: Ctx) -> None:
    """Have a quote's lead told what its person has said since. Raises to be tried again."""
    try:
        lead_id = await make_lead(message.quote_id, ctx)
        row = await ctx.db.one(QuoteRow, QUOTE, message.quote_id)
        if row is None or lead_id is None:
            return
        said = lead_of(row.asked(), Quote.model_validate_json(row.answer), message.person)
        new = said.model_copy(update={"message": None})  # the lead has it already
        await ctx.services.leads.resubmit(new, place={"lead_id": lead_id})
    except ServiceError as error:
        if error.upstream_status in REFUSED_FOR_GOOD:
            raise Undeliverable(error.detail) from error
        raise


async def deliver_event(message: OfQuote, key: str, ctx: Ctx) -> None:
    """Have partners told of an accepted quote. Raises ``ServiceError`` to be tried again."""
    row = await ctx.db.one(QuoteRow, QUOTE, message.quote_id)
    if row is None or row.accepted_at is None:
        return
    quote = Quote.model_validate_json(row.answer)
    assert quote.offer  # only an offer can be accepted
    event = OfferCreated(
        quote_id=row.id,
        lead_id=row.lead_id,
        low=quote.offer.low,
        high=quote.offer.high,
        zip=zip_of(row.asked()),
        at=moment(row.accepted_at),
    )
    await ctx.services.partner_hooks.publish(publication(event, key))


def zip_of(asked: OfferRequest) -> str | None:
    """The home's ZIP code, of its facts or at the end of its address."""
    told = asked.property.zip if asked.property else None
    return told or zip_in(asked.address)
