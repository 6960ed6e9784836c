"""What a home is worth: the ARV that was given, else valuation's estimate of the address."""

from decimal import Decimal

from contracts.comps import CompsAnswer, CompsQuery
from contracts.offer_grader import Deal, Evidence
from contracts.valuation import QuickRequest, Valuation
from edgekit import Problem, ServiceError
from offer_grader_services import Ctx
from offer_grader_terms import Value

UNKNOWN_THERE = (404, 422)
WITHOUT = "Give an `arv` to have the deal graded without a valuation."
MOST_COMPS = 8


async def worth(deal: Deal, ctx: Ctx) -> tuple[Value, Evidence | None]:
    """The value of a deal's home, and what is known of it.

    Raises ``Problem`` 404 or 422 for an address that can't be valued, and ``ServiceError`` while
    valuation does not answer; where an ARV is given, its note says so instead.
    """
    if deal.address is None:
        return _given(deal, None), None
    try:
        found = await _valued(deal.address, ctx)
    except Problem as problem:
        if deal.arv is None:
            raise
        return _given(deal, f"As given. There is no valuation beside it: {problem.detail}"), None
    evidence = await _evidence(found, ctx)
    if deal.arv is not None:
        return _given(deal, "As given, whatever the valuation."), evidence
    note = (
        f"Method {found.method}, as of {found.as_of}. `arv_low` to `arv_high` holds the price 8 "
        "times of 10. It is the home's value as it is on record."
    )
    low, high = Decimal(found.low), Decimal(found.high)
    return Value(Decimal(found.estimate), "valuation", note, low, high), evidence


def _given(deal: Deal, note: str | None) -> Value:
    assert deal.arv is not None  # a deal has an arv or an address
    return Value(deal.arv, "given", note)


async def _valued(address: str, ctx: Ctx) -> Valuation:
    try:
        return await ctx.services.valuation.valuation(QuickRequest(address=address))
    except ServiceError as error:
        if error.upstream_status in UNKNOWN_THERE:
            why = error.problem.get("detail") or f"{address} can't be valued."
            raise Problem(error.upstream_status, f"{why} {WITHOUT}") from error
        raise ServiceError(error.status, f"{error.detail} {WITHOUT}") from error


async def _evidence(found: Valuation, ctx: Ctx) -> Evidence:
    sales = await _sales(found, ctx)
    return Evidence(
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        confidence=found.confidence,
        method=found.method,
        as_of=found.as_of,
        notes=found.notes,
        comps=sales.comps if sales else [],
        price_per_sqft=sales.price_per_sqft if sales else None,
    )


async def _sales(found: Valuation, ctx: Ctx) -> CompsAnswer | None:
    """Sales nearby; a deal is graded without them."""
    if found.lat is None or found.lon is None:
        return None
    query = CompsQuery(lat=found.lat, lon=found.lon, limit=MOST_COMPS)
    return await ctx.services.comps.comps(query, fallback=None)
