"""How the questions of appraisals are asked of other workers: one by one, or many in a call."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from contracts.comps import (
    AreaBatchQuery,
    AreaQuery,
    CompsBatchQuery,
    CompsService,
)
from contracts.geocode import GeocodeBatchQuery, GeocodeQuery, GeocodeService
from contracts.market import MarketIntelligenceService, Ratio, RatioBatchQuery, RatioQuery
from contracts.property_data import PropertyBatchQuery, PropertyDataService, PropertyQuery
from contracts.valuation import MarketMove
from edgekit import ServiceError
from questions import Asking, InReach, LevelOf, MoveOf, OnRecord, PlaceOf, Question, Similar
from services import Ctx

T = TypeVar("T")
UNKNOWN_THERE = (404, 422)
CAPACITY = 4096
# Kept as long as the isolate; the day of the value is in the question: a new day asks again.
_moves: dict[MoveOf, MarketMove | None] = {}


async def answered(work: Asking[T], ctx: Ctx) -> T:
    """What work comes to, each of its questions asked when it comes up."""
    try:
        question = next(work)
        while True:
            try:
                answer = await _ask(question, ctx)
            except ServiceError as error:
                question = work.throw(error)
            else:
                question = work.send(answer)
    except StopIteration as done:
        outcome: T = done.value
        return outcome


async def _ask(question: Question, ctx: Ctx) -> Any:
    """The answer to one question. Raises ``ServiceError``, which is logged."""
    try:
        return await _asked(question, ctx)
    except ServiceError as error:
        if error.upstream_status in UNKNOWN_THERE:
            return None
        ctx.log.warning("neighbour_failed", error=error.detail)
        raise


async def _asked(question: Question, ctx: Ctx) -> Any:
    services = ctx.services
    match question:
        case OnRecord(address):
            return await services.property_data.property(PropertyQuery(address=address))
        case PlaceOf(address):
            return await services.geocode.geocode(GeocodeQuery(q=address))
        case Similar(query) | InReach(query):
            return await services.comps.comps(query)
        case LevelOf(zip_code, as_of):
            return await services.comps.area(AreaQuery(zip_code=zip_code, as_of=as_of))
        case MoveOf():
            return await _move(question, ctx)


async def _move(asked: MoveOf, ctx: Ctx) -> MarketMove | None:
    if asked in _moves:
        return _moves[asked]
    try:
        ratio = await ctx.services.market_intelligence.ratio(_ratio_query(asked))
    except ServiceError as error:
        if error.upstream_status not in UNKNOWN_THERE:
            raise
        return _remembered(asked, None)
    return _remembered(asked, ratio)


class Kind(NamedTuple):
    """Questions of one kind, and how many of them are asked at once."""

    question: type
    worker: str
    deadline_ms: int
    a_call: int
    ask: Callable[[Sequence[Any], Ctx, int], Awaitable[Sequence[Any]]]
    """Takes questions and a deadline; answers each, some with a ``ServiceError``."""


async def _records(asked: Sequence[OnRecord], ctx: Ctx, deadline_ms: int) -> Sequence[Any]:
    query = PropertyBatchQuery(addresses=[one.address for one in asked])
    return (await ctx.services.property_data.batch(query, deadline_ms=deadline_ms)).homes


async def _places(asked: Sequence[PlaceOf], ctx: Ctx, deadline_ms: int) -> Sequence[Any]:
    query = GeocodeBatchQuery(addresses=[one.address for one in asked])
    found = await ctx.services.geocode.batch(query, deadline_ms=deadline_ms)
    late = ServiceError(504, "geocode had no time for this address.")
    return [late if n in found.unasked else place for n, place in enumerate(found.places)]


async def _sales(asked: Sequence[Similar | InReach], ctx: Ctx, deadline_ms: int) -> Sequence[Any]:
    query = CompsBatchQuery(queries=[one.query for one in asked])
    return (await ctx.services.comps.batch(query, deadline_ms=deadline_ms)).answers


async def _levels(asked: Sequence[LevelOf], ctx: Ctx, deadline_ms: int) -> Sequence[Any]:
    queries = [AreaQuery(zip_code=one.zip_code, as_of=one.as_of) for one in asked]
    query = AreaBatchQuery(queries=queries)
    return (await ctx.services.comps.areas(query, deadline_ms=deadline_ms)).levels


async def _market(asked: Sequence[MoveOf], ctx: Ctx, deadline_ms: int) -> Sequence[Any]:
    known = {one: _moves[one] for one in asked if one in _moves}
    fresh = [one for one in asked if one not in known]
    if fresh:
        query = RatioBatchQuery(queries=[_ratio_query(one) for one in fresh])
        found = await ctx.services.market_intelligence.ratios(query, deadline_ms=deadline_ms)
        for one, ratio in zip(fresh, found.ratios, strict=True):
            known[one] = _remembered(one, ratio)
    return [known[one] for one in asked]


KINDS = (
    Kind(OnRecord, "property-data", PropertyDataService.batch.deadline_ms, 500, _records),
    Kind(PlaceOf, "geocode", GeocodeService.batch.deadline_ms, 500, _places),
    Kind(Similar, "comps", CompsService.batch.deadline_ms, 125, _sales),
    Kind(InReach, "comps", CompsService.batch.deadline_ms, 125, _sales),
    Kind(LevelOf, "comps", CompsService.areas.deadline_ms, 500, _levels),
    Kind(MoveOf, "market-intelligence", MarketIntelligenceService.ratios.deadline_ms, 500, _market),
)
"""In the order in which an appraisal may ask them."""


def _ratio_query(one: MoveOf) -> RatioQuery:
    return RatioQuery(region=one.zip_code, from_date=one.since, to_date=one.until, as_of=one.until)


def _remembered(one: MoveOf, ratio: Ratio | None) -> MarketMove | None:
    if len(_moves) >= CAPACITY:
        _moves.clear()
    _moves[one] = move = (
        None
        if ratio is None
        else MarketMove(
            region=one.zip_code,
            date_from=one.since,
            date_to=one.until,
            ratio=ratio.ratio,
            observed_through=ratio.observed_through,
            source=ratio.source,
        )
    )
    return move
