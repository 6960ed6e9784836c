"""comps: comparable sales around a place, and the price level of a ZIP code."""

from collections.abc import Sequence
from datetime import date

from area_level import ENOUGH, AreaSale, level, of_region, of_zip, region_of
from comp_adjustment import Sale, answer
from comp_search import Search, looks, nearest
from contracts.comps import (
    AreaBatchAnswer,
    AreaBatchQuery,
    AreaLevel,
    CompsAnswer,
    CompsBatchAnswer,
    CompsBatchQuery,
    CompsQuery,
    ZipCode,
)
from edgekit import DAY, HOUR, App, Context, Json, Problem, Statement

Area = tuple[ZipCode, date]
"""A ZIP code, and the day before which its sales were."""

app = App("comps", version="1.0.0", summary="Comparable sales.")
app.lifetimes(kept={"sales": "what `fleet seed sales` imported"})
app.personal_data(nobody={"sales.zip": "of a public record of a sale, which names nobody"})


@app.post("/api/comps")
async def comps(body: CompsQuery, ctx: Context) -> CompsAnswer | Json:
    """Find the sales most like a home, around it, each with its price adjusted for the differences.

    Sales near the home are always looked at, and all of them within a radius of about a kilometre.
    An empty list means that no sale is known within the radius.
    """
    as_of = body.as_of or ctx.now().date()

    async def fetch() -> CompsAnswer:
        return answer(await _find(body, as_of, ctx), body, as_of)

    return await ctx.cache.get_json(_key(body, as_of), fetch, ttl=HOUR)


@app.post("/api/comps/batch")
async def comps_batch(body: CompsBatchQuery, ctx: Context) -> CompsBatchAnswer:
    """Find comparable sales for up to 125 homes, in two trips to the database at most."""
    today = ctx.now().date()
    asked = [(query, query.as_of or today) for query in body.queries]
    found = await _trip([looks(query)[0](query, day) for query, day in asked], ctx)
    few = [
        number
        for number, (query, _) in enumerate(asked)
        if looks(query)[1:] and len(found[number]) < query.limit
    ]
    more = await _trip([nearest(*asked[number]) for number in few], ctx)
    for number, sales in zip(few, more, strict=True):
        found[number] += sales
    answers = [answer(sales, *one) for sales, one in zip(found, asked, strict=True)]
    return CompsBatchAnswer(answers=answers)


@app.get("/api/area/{zip_code}", errors=(404,))
async def area(zip_code: ZipCode, ctx: Context, as_of: date | None = None) -> AreaLevel | Json:
    """Tell the price level of a ZIP code, by its newest sales or those of its neighbours."""
    day = as_of or ctx.now().date()
    return await ctx.cache.get_json(
        f"area:{zip_code}:{day}", lambda: _level(zip_code, day, ctx), ttl=DAY
    )


@app.post("/api/area/batch")
async def area_batch(body: AreaBatchQuery, ctx: Context) -> AreaBatchAnswer:
    """Tell the price levels of many ZIP codes, in two trips to the database at most."""
    today = ctx.now().date()
    asked = [(query.zip_code, query.as_of or today) for query in body.queries]
    levels = await _levels(list(dict.fromkeys(asked)), ctx)
    return AreaBatchAnswer(levels=[levels.get(one) for one in asked])


def _key(query: CompsQuery, as_of: date) -> str:
    return f"comps:{as_of}:{query.model_dump_json(exclude_none=True, exclude={'as_of'})}"


async def _find(query: CompsQuery, as_of: date, ctx: Context) -> list[Sale]:
    """The sales of the first look, and of the second if that found too few."""
    found: list[Sale] = []
    for look in looks(query):
        statement, parameters = look(query, as_of)
        found += await ctx.db.all(Sale, statement, *parameters)
        if len(found) >= query.limit:
            break
    return found


async def _trip(searches: Sequence[Search], ctx: Context) -> list[list[Sale]]:
    """What each search finds, in one trip to the database."""
    if not searches:
        return []
    rows = await ctx.db.batch(*(Statement(*search) for search in searches))
    return [[Sale.model_validate(row) for row in found] for found in rows]


async def _level(zip_code: str, as_of: date, ctx: Context) -> AreaLevel:
    found = await _levels([(zip_code, as_of)], ctx)
    if not found:
        raise Problem(404, f"No sales are known in or around {zip_code} before {as_of}.")
    return found[zip_code, as_of]


async def _levels(asked: Sequence[Area], ctx: Context) -> dict[Area, AreaLevel]:
    """The levels that are known: by the ZIP codes' own sales, else by those of their regions."""
    own = await _sales([of_zip(*area) for area in asked], ctx)
    levels = {
        area: level(area[0], "zip", sales, area[1])
        for area, sales in zip(asked, own, strict=True)
        if len(sales) >= ENOUGH
    }
    few = {area: (region_of(area[0]), area[1]) for area in asked if area not in levels}
    regions = list(dict.fromkeys(few.values()))
    around = dict(zip(regions, await _sales([of_region(*r) for r in regions], ctx), strict=True))
    return levels | {
        area: level(area[0], "region", around[region], area[1])
        for area, region in few.items()
        if len(around[region]) >= ENOUGH
    }


async def _sales(statements: Sequence[Statement], ctx: Context) -> list[list[AreaSale]]:
    if not statements:
        return []
    rows = await ctx.db.batch(*statements)
    return [[AreaSale.model_validate(row) for row in found] for found in rows]


on_fetch = app.on_fetch
