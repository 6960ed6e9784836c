"""How a market moved between two days, as market-intelligence knows it."""

from datetime import date

from contracts.market import RatioQuery
from contracts.valuation import MarketMove
from edgekit import ServiceError
from services import Ctx

MID_MONTH = 15
CAPACITY = 4096

# The index is quarterly: homes of a ZIP code and month share a ratio. Kept as long as the isolate;
# the day of the value is in the key, so that a new day asks again.
_moves: dict[tuple[str, date, date], MarketMove | None] = {}


async def market_move(
    zip_code: str | None, since: date, until: date, ctx: Ctx
) -> MarketMove | None:
    """The move of a ZIP code's market, known on ``until``; ``None`` where no index speaks for it.

    Raises ``ServiceError`` when market-intelligence is down.
    """
    if zip_code is None:
        return None
    since = min(since.replace(day=MID_MONTH), until)
    key = zip_code, since, until
    if key not in _moves:
        if len(_moves) >= CAPACITY:
            _moves.clear()
        _moves[key] = await _asked(zip_code, since, until, ctx)
    return _moves[key]


async def _asked(zip_code: str, since: date, until: date, ctx: Ctx) -> MarketMove | None:
    query = RatioQuery(region=zip_code, from_date=since, to_date=until, as_of=until)
    try:
        found = await ctx.services.market_intelligence.ratio(query)
    except ServiceError as error:
        if error.upstream_status == 404:
            return None
        raise
    return MarketMove(
        region=zip_code,
        date_from=since,
        date_to=until,
        ratio=found.ratio,
        observed_through=found.observed_through,
        source=found.source,
    )
