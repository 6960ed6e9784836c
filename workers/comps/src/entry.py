"""comps: comparable sales around a place, and the price level of a ZIP code."""

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
from comp_search import rings_within, search, wanted
from contracts.comps import AreaLevel, CompsAnswer, CompsQuery, ZipCode
from edgekit import App, Context, Json, Problem

HOUR, DAY = 3600, 86_400

app = App("comps", version="1.0.0", summary="Comparable sales.")


@app.post("/api/comps")
async def comps(body: CompsQuery, ctx: Context[None]) -> CompsAnswer | Json:
    """Find the sales most like a home, around it, each with its price adjusted for the differences.

    The search widens ring by ring until it has enough. An empty list means that no sale is known
    within the radius.
    """
    as_of = body.as_of or ctx.now().date()

    async def fetch() -> CompsAnswer:
        return answer(await _find(body, as_of, ctx), body, as_of)

    return await ctx.cache.get_json(_key(body, as_of), fetch, ttl=HOUR)


@app.get("/api/area/{zip_code}", errors=(404,))
async def area(
    zip_code: ZipCode, ctx: Context[None], as_of: date | None = None
) -> AreaLevel | Json:
    """Tell the price level of a ZIP code, by its newest sales or those of its neighbours."""
    day = as_of or ctx.now().date()
    return await ctx.cache.get_json(
        f"area:{zip_code}:{day}", lambda: _level(zip_code, day, ctx), ttl=DAY
    )


def _key(query: CompsQuery, as_of: date) -> str:
    return f"comps:{as_of}:{query.model_dump_json(exclude_none=True, exclude={'as_of'})}"


async def _find(query: CompsQuery, as_of: date, ctx: Context[None]) -> list[Sale]:
    found: list[Sale] = []
    for ring in rings_within(query.lat, query.radius_km):
        statement, parameters = search(ring, query, as_of)
        found = await ctx.db.all(Sale, statement, *parameters)
        if len(found) >= wanted(query.limit):
            break
    return found


async def _level(zip_code: str, as_of: date, ctx: Context[None]) -> AreaLevel:
    day = as_of.isoformat()
    sales = await ctx.db.all(AreaSale, OF_ZIP, zip_code, day, NEWEST)
    if len(sales) >= ENOUGH:
        return level(zip_code, "zip", sales, as_of)
    sales = await ctx.db.all(AreaSale, OF_REGION, region_of(zip_code), day, NEWEST_OF_EACH_ZIP)
    if len(sales) < ENOUGH:
        raise Problem(404, f"No sales are known in or around the ZIP code {zip_code}.")
    return level(zip_code, "region", sales, as_of)


on_fetch = app.on_fetch
