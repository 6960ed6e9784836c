"""The market's mortgage rate, kept for some hours; without it a deal is graded all the same."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from contracts.market import RatesQuery
from edgekit import HOUR, ServiceError
from offer_grader_services import Ctx
from offer_grader_terms import MarketRate

KEY = "mortgage-rate:1"
DEADLINE_MS = 600


class KeptRate(BaseModel):
    """Per cent a year, and whose."""

    percent: Decimal
    as_of: date
    source: str


async def market_rate(ctx: Ctx) -> MarketRate:
    """The latest rate; while market-intelligence can't be asked and none is kept, no rate."""

    async def fetch() -> KeptRate:
        found = await ctx.services.market_intelligence.rates(RatesQuery(), deadline_ms=DEADLINE_MS)
        percent = Decimal(repr(found.rate))
        return KeptRate(percent=percent, as_of=found.as_of, source=found.source)

    hours = ctx.vars.rate_hours
    try:
        kept = await ctx.cache.get_or_fetch(KEY, fetch, model=KeptRate, ttl=hours * HOUR)
    except ServiceError as error:
        ctx.log.warning("rate_not_known", error=error.detail)
        return MarketRate(None, f"The setting, because there is no rate now: {error.detail}")
    return MarketRate(kept.percent, f"{kept.source}, {kept.as_of}.")
