"""What valuation says of a lead's home, whatever else the lead says of it."""

from typing import Any

from contracts.valuation import Estimate, Property, QuickRequest
from edgekit import ServiceError
from lead_services import Ctx

MISTAKEN = 422
TRANSIENT = frozenset({408, 425, 429})
PLACE = frozenset({"lat", "lon"})


async def appraise(request: QuickRequest, ctx: Ctx, deadline_ms: int) -> Estimate | None:
    """Ask valuation; ``None`` if it has no answer for this home and never will.

    Facts that it refuses (half a place, a year to come) are left out: the address alone has a
    value. Raises ``ServiceError`` if it is down or late, so that asking again may help.
    """
    began = ctx.elapsed_ms()
    try:
        return await ctx.services.valuation.quick(request, deadline_ms=deadline_ms)
    except ServiceError as error:
        status = error.upstream_status or 0
        if not 400 <= status < 500 or status in TRANSIENT:
            raise
        ctx.log.info("not_valued", reason=error.detail)
        # 404 names what has no value, a kind of home or a place: the rest is not worth asking.
        rest = without_mistakes(request, error.problem) if status == MISTAKEN else request
    if rest == request:
        return None
    left_ms = deadline_ms - (ctx.elapsed_ms() - began)
    return await appraise(rest, ctx, max(1, left_ms))


def without_mistakes(request: QuickRequest, problem: dict[str, Any]) -> QuickRequest:
    """The request without the facts that valuation's problem names; the same if it names none."""
    if request.property is None:
        return request
    named = {error["pointer"].removeprefix("/property/") for error in problem.get("errors", [])}
    wrong = named & set(Property.model_fields)
    if wrong & PLACE:
        wrong |= PLACE
    kept = request.property.model_copy(update=dict.fromkeys(wrong))
    return request.model_copy(update={"property": kept})
