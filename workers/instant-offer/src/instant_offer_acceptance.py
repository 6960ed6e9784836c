"""Accepting a quote: stored first, then handed to leads; twice is once, corrections are told."""

from contracts.instant_offer import Acceptance, Accepted
from edgekit import Problem, ServiceError, Statement
from instant_offer_handover import correcting, handing_over, make_lead
from instant_offer_services import Ctx
from instant_offer_storage import QUOTE, QuoteRow, accept

DEADLINE_MS = 2500


async def find(quote_id: str, ctx: Ctx) -> QuoteRow:
    """A quote. Raises ``Problem`` 404 where there is none."""
    row = await ctx.db.one(QuoteRow, QUOTE, quote_id)
    if row is None:
        raise Problem(404, "No quote has this id; it may have been deleted. Ask for a new one.")
    return row


async def take(quote_id: str, person: Acceptance, ctx: Ctx) -> Accepted:
    """Accept a quote, and answer its lead's id, or none while leads can't be reached.

    Whoever accepts it again with other details changes nothing of the acceptance; its lead is told.
    Raises ``Problem`` 404, 409 for a quote without an offer, and 410 for one that has expired.
    """
    row = await find(quote_id, ctx)
    if row.accepted_at is None:
        row = await _first(row, person, ctx)
    if news := correcting(row, person, ctx):
        await ctx.db.batch(news)
    lead_id = row.lead_id or await _lead(quote_id, ctx)
    ctx.outbox.drain_later()
    return row.accepted(lead_id)


async def _lead(quote_id: str, ctx: Ctx) -> str | None:
    """The lead's id, if leads takes it soon enough for the answer; the outbox has it else."""
    try:
        return await make_lead(quote_id, ctx, DEADLINE_MS)
    except ServiceError as error:
        ctx.log.warning("lead_later", quote_id=quote_id, reason=error.detail)
        return None


async def _first(row: QuoteRow, person: Acceptance, ctx: Ctx) -> QuoteRow:
    """Accept it; of several at once the first one is it, and the others find it accepted."""
    if not row.has_offer:
        raise Problem(409, "There is no offer to accept: we need to look at this home first.")
    if row.expires_at > ctx.started_ms:
        statements: list[Statement] = [
            handing_over(row.id, ctx),
            accept(row.id, person, ctx.started_ms),
        ]
        await ctx.db.batch(*statements)
    now = await find(row.id, ctx)
    if now.accepted_at is None:
        raise Problem(410, "This offer has expired and can't be accepted; ask for a new one.")
    return now
