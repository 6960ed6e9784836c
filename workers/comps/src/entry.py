"""comps: comparable sales around a place, and the price level of a ZIP code."""

from collections.abc import Sequence
from datetime import date

from area_level import (
    ENOUGH,
    NEWEST,
    NEWEST_OF_EACH_ZIP,
    OF_REGION,
    OF_ZIP,
    AreaSale,
    level,
    region_of,
)
from comp_adjustment import Sale, answer
from comp_search import RINGS, Ring, rings_within, search, wanted
from contracts.comps import (
    AreaLevel,
    CompsAnswer,
    CompsBatchAnswer,
    CompsBatchQuery,
    CompsQuery,
    ZipCode,
)
from edgekit import DAY, HOUR, App, Context, Json, Problem, Statement

app = App("comps", version="1.0.0", summary="Comparable sales.")


@app.post("/api/comps")
async def comps(body: CompsQuery, ctx: Context) -> CompsAnswer | Json:
    """Find the sales most like a home, around it, each with its price adjusted for the differences.

    The search widens ring by ring until it has enough. An empty list means that no sale is known
    within the radius.
    """
    as_of = body.as_of or ctx.now().date()

    async def fetch() -> CompsAnswer:
        rings = rings_within(body.lat, body.radius_km)
        return answer(await _find(body, as_of, ctx, rings), body, as_of)

    return await ctx.cache.get_json(_key(body, as_of), fetch, ttl=HOUR)


@app.post("/api/comps/batch")
async def comps_batch(body: CompsBatchQuery, ctx: Context) -> CompsBatchAnswer:
    """Find comparable sales for up to 50 homes; most are answered by one trip to the database."""
    today = ctx.now().date()
    days = [query.as_of or today for query in body.queries]
    asked = list(zip(body.queries, days, strict=True))
    rows = await ctx.db.batch(*(Statement(*search(RINGS[0], query, day)) for query, day in asked))
    answers = []
    for (query, day), found in zip(asked, rows, strict=True):
        sales = [Sale.model_validate(row) for row in found]
        if len(sales) < wanted(query.limit):
            wider = rings_within(query.lat, query.radius_km)[1:]
            sales = await _find(query, day, ctx, wider) or sales
        answers.append(answer(sales, query, day))
    return CompsBatchAnswer(answers=answers)


@app.get("/api/area/{zip_code}", errors=(404,))
async def area(zip_code: ZipCode, ctx: Context, as_of: date | None = None) -> AreaLevel | Json:
    """Tell the price level of a ZIP code, by its newest sales or those of its neighbours."""
    day = as_of or ctx.now().date()
    return await ctx.cache.get_json(
        f"area:{zip_code}:{day}", lambda: _level(zip_code, day, ctx), ttl=DAY
    )


def _key(query: CompsQuery, as_of: date) -> str:
    return f"comps:{as_of}:{query.model_dump_json(exclude_none=True, exclude={'as_of'})}"


async def _find(query: CompsQuery, as_of: date, ctx: Context, rings: Sequence[Ring]) -> list[Sale]:
    """The sales of the first ring that has enough, else of the last."""
    found: list[Sale] = []
    for ring in rings:
        statement, parameters = search(ring, query, as_of)
        found = await ctx.db.all(Sale, statement, *parameters)
        if len(found) >= wanted(query.limit):
            break
    return found


async def _level(zip_code: str, as_of: date, ctx: Context) -> AreaLevel:
    day = as_of.isoformat()
    sales = await ctx.db.all(AreaSale, OF_ZIP, zip_code, day, NEWEST)
    if len(sales) >= ENOUGH:
        return level(zip_code, "zip", sales, as_of)
    sales = await ctx.db.all(AreaSale, OF_REGION, region_of(zip_code), day, NEWEST_OF_EACH_ZIP)
    if len(sales) < ENOUGH:
        raise Problem(404, f"No sales are known in or around {zip_code} before {day}.")
    return level(zip_code, "region", sales, as_of)


on_fetch = app.on_fetch
