"""What valuation says of a lead's home, whatever else the lead says of it."""

from typing import Any, NamedTuple

from contracts.valuation import Estimate, Property, QuickRequest
from edgekit import ServiceError
from lead_services import Ctx

MISTAKEN = 422
TRANSIENT = frozenset({408, 425, 429})
PLACE = frozenset({"lat", "lon"})


class Appraised(NamedTuple):
    """What valuation says of a home: an estimate, or why it has none and never will."""

    estimate: Estimate | None
    no_value: str | None = None


NOT_YET = Appraised(None)


async def appraise(request: QuickRequest, ctx: Ctx, deadline_ms: int) -> Appraised:
    """Ask valuation for the value of a home, or why it will never have one.

    Facts that it refuses (half a place, a year to come) are left out: the address alone has a
    value. Raises ``ServiceError`` if it is down or late, so that asking again may help.
    """
    began = ctx.elapsed_ms()
    try:
        estimate = await ctx.services.valuation.quick(request, deadline_ms=deadline_ms)
        return Appraised(estimate)
    except ServiceError as error:
        status = error.upstream_status or 0
        if not 400 <= status < 500 or status in TRANSIENT:
            raise
        ctx.log.info("not_valued", reason=error.detail)
        # 404 names what has no value, a kind of home or a place: the rest is not worth asking.
        rest = without_mistakes(request, error.problem) if status == MISTAKEN else request
        reason = str(error.problem.get("detail") or error.detail)
    if rest == request:
        return Appraised(None, reason)
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
