"""The way from a request to a value: find the place, then ask whoever knows most about it."""

from dataclasses import dataclass, field, replace
from datetime import date

import area_value
import comps_value
import trained
from contracts.comps import AreaLevel, AreaQuery, CompsAnswer
from contracts.valuation import Estimate, Factor, MarketMove, Property, QuickRequest
from edgekit import Problem, ServiceError
from home_checks import mistakes, zip_in
from known_facts import completed
from market_index import market_move
from services import Ctx
from value import Value, carried

VERSIONS = {"model": trained.MODEL.version, "comps": "comps-1", "area": "area-1"}


@dataclass(frozen=True)
class Appraisal:
    """A value, and what it stands on. ``typical`` and ``factors`` are the trained model's."""

    home: Property
    value: Value
    as_of: date
    comps: CompsAnswer | None = None
    level: AreaLevel | None = None
    market: MarketMove | None = None
    typical: int | None = None
    factors: list[Factor] = field(default_factory=list)
    degraded: bool = False  # a worker that was down would have made it better

    def estimate(self) -> Estimate:
        """The short answer."""
        value = self.value
        return Estimate(
            estimate=value.price,
            low=value.low,
            high=value.high,
            confidence=value.confidence,
            method=value.method,
            as_of=self.as_of,
            model_version=VERSIONS[value.method],
            notes=list(value.notes),
        )


def checked(request: QuickRequest, ctx: Ctx) -> tuple[Property, date]:
    """The home with the best place that the request itself tells, and the day of the value.

    Raises ``Problem`` 422 that names each mistake.
    """
    today = ctx.now().date()
    if found := mistakes(request, today):
        named = ", ".join(error.pointer or "/" for error in found)
        raise Problem(422, f"The body has invalid fields: {named}.", errors=found)
    home = request.property or Property()
    if home.zip is None and home.lat is None and request.address is not None:
        home = home.model_copy(update={"zip": zip_in(request.address)})
    return home, request.as_of or today


async def appraise(request: QuickRequest, ctx: Ctx, *, detailed: bool = False) -> Appraisal:
    """Value a home: by the model if it is well described, else by comps, else by its area.

    Raises ``Problem`` 404 where nothing is known, 422, or 502 to 504.
    """
    home, as_of = checked(request, ctx)
    home = await completed(home, request.address, as_of, ctx)
    if trained.describes_well(home) and trained.covers(home, as_of):
        return await by_model(home, as_of, ctx, detailed=detailed)
    try:
        appraisal = await _by_comps(home, as_of, ctx)
        if appraisal is None:
            appraisal = await by_area(home, as_of, ctx)
    except ServiceError as error:
        return await without_comps(home, as_of, ctx, error, detailed=detailed)
    return await brought_forward(appraisal, ctx)


async def by_model(home: Property, as_of: date, ctx: Ctx, *, detailed: bool) -> Appraisal:
    """The trained model's appraisal."""
    move, degraded = None, False
    if trained.needs_market(as_of):
        home = trained.located(home, as_of)
        move, degraded = await _move_or_none(home.zip, trained.DATA_TO, as_of, ctx)
    ratio = move.ratio if move else None
    value, typical, factors = trained.by_model(home, as_of, ratio, detailed=detailed)
    return Appraisal(
        home, value, as_of, market=move, typical=typical, factors=factors, degraded=degraded
    )


async def without_comps(
    home: Property, as_of: date, ctx: Ctx, error: ServiceError, *, detailed: bool = False
) -> Appraisal:
    """What the model makes of a home that comps would have known better; raises the ``error``."""
    if not trained.covers(home, as_of):
        raise error
    ctx.log.warning("comps_down", error=error.detail)
    return replace(await by_model(home, as_of, ctx, detailed=detailed), degraded=True)


async def _by_comps(home: Property, as_of: date, ctx: Ctx) -> Appraisal | None:
    if home.lat is None:
        return None
    answer = await ctx.services.comps.comps(comps_value.comps_query(home, as_of))
    return from_comps(home, as_of, answer)


def from_comps(home: Property, as_of: date, answer: CompsAnswer) -> Appraisal | None:
    """What comps show, or ``None`` if they are too few."""
    value = comps_value.from_comps(home, answer.comps)
    if value is None:
        return None
    if home.zip is None:
        home = home.model_copy(update={"zip": answer.comps[0].zip})
    return Appraisal(home, value, as_of, comps=answer)


async def by_area(home: Property, as_of: date, ctx: Ctx) -> Appraisal:
    """The level of the home's area. Raises ``Problem`` 404 where that is not known either."""
    level = await area_level(home, as_of, ctx) if await _in_reach(home, as_of, ctx) else None
    if level is None:
        raise Problem(404, _unknown(home, as_of))
    return Appraisal(home, area_value.from_area(home, level), as_of, level=level)


async def _in_reach(home: Property, as_of: date, ctx: Ctx) -> bool:
    """Whether the place can lie in the ZIP code: some sale is known within a county's width."""
    if home.lat is None:
        return True
    return bool((await ctx.services.comps.comps(comps_value.reach_query(home, as_of))).comps)


async def area_level(home: Property, as_of: date, ctx: Ctx) -> AreaLevel | None:
    """The price level of the home's ZIP code; ``None`` if there is none."""
    if home.zip is None:
        return None
    try:
        return await ctx.services.comps.area(AreaQuery(zip_code=home.zip, as_of=as_of))
    except ServiceError as error:
        if error.upstream_status == 404:
            return None
        raise


async def brought_forward(appraisal: Appraisal, ctx: Ctx) -> Appraisal:
    """The appraisal in dollars of its day, by the market's index where that is known."""
    since, day = appraisal.value.priced_on, appraisal.as_of
    move, degraded = await _move_or_none(appraisal.home.zip, since, day, ctx)
    value = carried(appraisal.value, day, move.ratio if move else None)
    return replace(appraisal, value=value, market=move, degraded=degraded)


async def _move_or_none(
    zip_code: str | None, since: date, until: date, ctx: Ctx
) -> tuple[MarketMove | None, bool]:
    """The market's move, and whether it is only not known because a worker is down."""
    try:
        return await market_move(zip_code, since, until, ctx), False
    except ServiceError as error:
        ctx.log.warning("market_down", error=error.detail)
        return None, True


def _unknown(home: Property, as_of: date) -> str:
    if home.lat is not None:
        place = f"within {comps_value.NEAR_KM:g} km of {home.lat:g}, {home.lon:g}"
        return f"No home sales are known {place} before {as_of}."
    if home.zip is not None:
        return f"No home sales are known in or around the ZIP code {home.zip} before {as_of}."
    return "The address can't be located: add its ZIP code, or give a property with a place."
