"""valuation: what a home is worth, how sure that is, and why."""

import hashlib

from appraisal import VERSIONS, Appraisal, appraise, area_level
from comps_value import comps_query
from contracts.comps import AreaLevel, Comp
from contracts.valuation import (
    BatchAnswer,
    BatchRequest,
    Estimate,
    ModelCard,
    QuickRequest,
    Valuation,
)
from edgekit import DAY, App, Json, Lifetime, ServiceError, Statement, new_id
from model_card import card
from neighbours import answered
from portfolio import appraise_all, result
from reasons import steps
from services import Ctx, Services
from valuation_log import logged
from valuation_vars import ValuationVars

app = App(
    "valuation",
    version="1.0.0",
    summary="Property value estimates.",
    services=Services,
    vars=ValuationVars,
    essential=(),
)
app.lifetimes(Lifetime("valuations", "valued_at", days="valuation_days", key="id"))
app.personal_data(nobody={"valuations.zip": "a home's ZIP code beside its value, and no address"})


class _NotToKeep(Exception):  # noqa: N818 - carries an answer past the cache
    """An answer that would have been better had a worker not been down."""

    def __init__(self, estimate: Estimate) -> None:
        self.estimate = estimate


@app.post("/api/quick", errors=(404, 502, 503, 504), limit="RATE_LIMITER")
async def quick(body: QuickRequest, ctx: Ctx) -> Estimate | Json:
    """Estimate a home's value from its address or place and whatever facts are given."""

    async def fetch() -> Estimate:
        appraisal = await answered(appraise(body, ctx.now().date()), ctx)
        _log([appraisal], ctx)
        if appraisal.degraded:
            raise _NotToKeep(appraisal.estimate())
        return appraisal.estimate()

    try:
        return await ctx.cache.get_json(_key(body, ctx), fetch, ttl=DAY, stale=0)
    except _NotToKeep as answer:
        return answer.estimate


@app.post("/api/valuation", errors=(404, 502, 503, 504), limit="RATE_LIMITER")
async def value(body: QuickRequest, ctx: Ctx) -> Valuation:
    """Estimate a home's value, with comparable sales and what moved the value."""
    appraisal = await answered(appraise(body, ctx.now().date(), detailed=True), ctx)
    [key] = _log([appraisal], ctx)
    if appraisal.typical is None:
        typical, factors = steps(appraisal, appraisal.level or await _level(appraisal, ctx))
    else:
        typical, factors = appraisal.typical, appraisal.factors
    return Valuation(
        **dict(appraisal.estimate()),
        id=key,
        typical=typical,
        factors=factors,
        lat=appraisal.home.lat,
        lon=appraisal.home.lon,
        comps=await _comps(appraisal, ctx),
        market=appraisal.market,
    )


@app.post("/api/batch", limit="RATE_LIMITER")
async def batch(body: BatchRequest, ctx: Ctx) -> BatchAnswer:
    """Value up to 500 homes; one that can't be valued has an error in its place."""
    outcomes = await appraise_all(body.homes, ctx)
    _log([outcome for outcome in outcomes if isinstance(outcome, Appraisal)], ctx)
    return BatchAnswer(results=[result(outcome) for outcome in outcomes])


@app.get("/api/model")
def model() -> ModelCard:
    """Describe what the values stand on: sales, dates, and errors on homes that were held out."""
    return card()


def _key(body: QuickRequest, ctx: Ctx) -> str:
    day = body.as_of or ctx.now().date()
    asked = body.model_dump_json(exclude_none=True, exclude={"as_of"})
    digest = hashlib.blake2b(asked.encode(), digest_size=16).hexdigest()
    # A new model's answers are its own from its first hour on, as /api/valuation's are.
    return f"quick:{VERSIONS['model']}:{day}:{digest}"


async def _comps(appraisal: Appraisal, ctx: Ctx) -> list[Comp]:
    """The comparable sales to show; the model needs none to make its estimate."""
    if appraisal.comps is not None:
        return appraisal.comps.comps
    if appraisal.home.lat is None:
        return []
    query = comps_query(appraisal.home, appraisal.as_of)
    answer = await ctx.services.comps.comps(query, fallback=None)
    return answer.comps if answer else []


async def _level(appraisal: Appraisal, ctx: Ctx) -> AreaLevel | None:
    """The level to compare with; an estimate without it is still an estimate."""
    try:
        return await answered(area_level(appraisal.home, appraisal.as_of), ctx)
    except ServiceError:
        return None


def _log(appraisals: list[Appraisal], ctx: Ctx) -> list[str]:
    """Keep appraisals behind the answer; tells their ids."""
    keys = [new_id("val") for _ in appraisals]
    if appraisals:
        statement = logged(zip(keys, appraisals, strict=True), ctx.now())
        ctx.wait_until(_run(statement, ctx))
    return keys


async def _run(statement: Statement, ctx: Ctx) -> None:
    await ctx.db.run(statement.sql, *statement.params)


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
