"""market-intelligence: market data by ZIP code and metro, kept current from published feeds."""

from datetime import date, datetime
from typing import Annotated

from contracts.market import (
    Comparison,
    Rates,
    Ratio,
    RatioBatch,
    RatioBatchQuery,
    RegionMarket,
    Trend,
)
from contracts.slack_intel import LogEntry, SlackIntelService
from data_generation import generation
from edgekit import App, Context, Delivery, Json, Query
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.outbox import LIFETIMES as OUTBOX_LIFETIMES
from market_queries import (
    comparison,
    market_statements,
    rates,
    rates_statements,
    ratio,
    region_market,
    series_statements,
    trend,
    who_and_series,
)
from market_ratios import asked, ratios, statements
from market_refresh import refresh
from market_regions import check_span, parse_region, parse_regions
from market_vars import MarketVars


class Services:
    slack_intel: SlackIntelService


Ctx = Context[Services, MarketVars]
From = Annotated[date | None, Query("from")]
To = Annotated[date | None, Query("to")]

app = App(
    "market-intelligence",
    version="1.0.0",
    summary="Market data by ZIP code and metro.",
    services=Services,
    vars=MarketVars,
)
LOADED = "what the operator's feeds brought, a row for each region and period"
app.lifetimes(
    *OUTBOX_LIFETIMES,
    DEAD_LETTERS,
    kept=dict.fromkeys(("observations", "mortgage_rates", "metros", "zips"), LOADED)
    | {"feeds": "a row for each feed"},
)
app.personal_data(
    nobody={
        "metros.name": "a metropolitan area",
        "zips.zip": "a ZIP code's figures",
        "outbox.payload": "a feed that is down",
        "outbox.last_error": "why slack-intel did not take that",
        "dead_letters.payload": "a feed that is down",
        "dead_letters.error": "why slack-intel did not take that",
    }
)


@app.get("/api/market/{region}", errors=(404,), limit="RATE_LIMITER")
async def read_market(region: str, ctx: Ctx, as_of: date | None = None) -> RegionMarket | Json:
    """Tell a region's price level, its changes, and its listings where a feed has them.

    The level is a quarterly index, so `month_change` is null: no month is made up. With `as_of`,
    only what had been published by that day is used.
    """
    name, day = parse_region(region), as_of or ctx.now().date()

    async def fetch() -> RegionMarket:
        return region_market(name, day, await ctx.db.batch(*market_statements(name, day)))

    return await ctx.cache.get_json(await _key(ctx, f"market:{name}:{day}"), fetch)


@app.get("/api/market/{region}/trend", errors=(404,), limit="RATE_LIMITER")
async def read_trend(
    region: str, ctx: Ctx, from_date: From = None, to_date: To = None
) -> Trend | Json:
    """Tell a region's index quarter by quarter; without a range, over the last five years."""
    name, today = parse_region(region), ctx.now().date()
    check_span(from_date, to_date)

    async def fetch() -> Trend:
        who, series = who_and_series(
            name, today, await ctx.db.batch(*series_statements(name, today))
        )
        return trend(name, who, series, from_date, to_date)

    return await ctx.cache.get_json(await _key(ctx, f"trend:{name}:{from_date}:{to_date}"), fetch)


@app.get("/api/market/{region}/ratio", errors=(404,), limit="RATE_LIMITER")
async def read_ratio(
    region: str,
    ctx: Ctx,
    from_date: Annotated[date, Query("from")],
    to_date: Annotated[date, Query("to")],
    as_of: date | None = None,
) -> Ratio | Json:
    """Tell how much a region's prices changed between two days, by what was known on `as_of`.

    The index is interpolated between the middles of quarters, and held flat outside them.
    """
    name, day = parse_region(region), as_of or ctx.now().date()

    async def fetch() -> Ratio:
        who, series = who_and_series(name, day, await ctx.db.batch(*series_statements(name, day)))
        return ratio(name, who, series, from_date, to_date)

    key = await _key(ctx, f"ratio:{name}:{from_date}:{to_date}:{day}")
    return await ctx.cache.get_json(key, fetch)


@app.post("/api/ratio/batch", limit="RATE_LIMITER")
async def read_ratios(body: RatioBatchQuery, ctx: Ctx) -> RatioBatch:
    """Tell many ratios at once; null where no index speaks for a region."""
    today = ctx.now().date()
    wanted = [asked(query, today) for query in body.queries]
    found = await ctx.db.batch(*statements(wanted))
    return RatioBatch(ratios=list(ratios(wanted, found)))


@app.get("/api/compare", errors=(404,), limit="RATE_LIMITER")
async def compare(regions: str, ctx: Ctx, as_of: date | None = None) -> Comparison:
    """Put two to ten regions side by side, in the order asked for."""
    names, day = parse_regions(regions), as_of or ctx.now().date()
    found = await ctx.db.batch(*(s for name in names for s in market_statements(name, day)))
    three = zip(*[iter(found)] * 3, strict=True)
    markets = [region_market(name, day, rows) for name, rows in zip(names, three, strict=True)]
    return comparison(markets)


@app.get("/api/rates", limit="RATE_LIMITER")
async def read_rates(ctx: Ctx, from_date: From = None, to_date: To = None) -> Rates | Json:
    """Tell the average 30-year fixed mortgage rate, its changes and its weekly history."""
    check_span(from_date, to_date)
    until = to_date or ctx.now().date()

    async def fetch() -> Rates:
        return rates(from_date, until, await ctx.db.batch(*rates_statements(from_date, until)))

    return await ctx.cache.get_json(await _key(ctx, f"rates:{from_date}:{until}"), fetch)


async def _key(ctx: Ctx, name: str) -> str:
    return f"{await generation.current(ctx)}:{name}"


@app.scheduled
async def pull_feeds(cron: str, at: datetime, ctx: Ctx) -> None:
    """Look at each feed in MARKET_FEED_URL, and load what is new."""
    for url in ctx.vars.market_feed_url:
        await refresh(url, ctx)
    await ctx.outbox.drain()


@app.deliver("log")
async def tell(entry: LogEntry, delivery: Delivery, ctx: Ctx) -> None:
    """Hand an entry to slack-intel."""
    await ctx.services.slack_intel.log(entry, idempotency_key=delivery.key)


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
