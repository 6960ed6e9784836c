"""Erasing a person's quotes, and others for the same home that nobody has accepted."""

from pydantic import BaseModel

from contracts.instant_offer import ForgetQuotes, ForgottenQuotes
from instant_offer_services import Ctx
from instant_offer_storage import OF_PERSON, erase


class FoundQuote(BaseModel):
    """One quote of a person."""

    id: str


async def forget(whom: ForgetQuotes, ctx: Ctx) -> ForgottenQuotes:
    """Erase the quotes that a person has accepted."""
    person = (whom.lead_id, whom.email, whom.phone)
    quotes = await ctx.db.all(FoundQuote, OF_PERSON, *person)
    if quotes:
        await ctx.db.batch(*erase([quote.id for quote in quotes]))
    return ForgottenQuotes(quotes=len(quotes))
