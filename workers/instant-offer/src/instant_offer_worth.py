"""What a home is worth once repaired, or why that can't be said from afar."""

from contracts.instant_offer import NeedsLook, OfferRequest
from contracts.valuation import Estimate, Property, QuickRequest
from edgekit import FieldError, Problem, ServiceError
from instant_offer_address import names_a_home
from instant_offer_services import Ctx

DEADLINE_MS = 3000
AVERAGE = 3  # of valuation's scale of conditions, 1 to 5
RETRY_SECONDS = "5"
LOOK = "We need to look at it before we can make an offer."
UNKNOWN = f"We do not know enough of the sales around this home. {LOOK}"
UNKNOWN_KIND = f"We do not know enough of the sales of homes of this kind. {LOOK}"
UNCLEAR = f"We could not make out which home this is. {LOOK}"
SEVERAL = "The address may mean several homes. Which of them is yours?"
UNSURE = (
    f"Homes like this one sell for very different prices: from ${{low:,}} to ${{high:,}}. {LOOK}"
)


async def worth(asked: OfferRequest, ctx: Ctx) -> Estimate | NeedsLook:
    """The value of a home once repaired, or why there is none to offer on.

    Raises ``Problem`` 422 where its facts can't be true, and 503 while valuation does not answer.
    """
    if not names_a_home(asked.address):
        return NeedsLook(reason="unclear_home", detail=UNCLEAR)
    query = QuickRequest(address=asked.address, property=repaired(asked.property))
    try:
        found = await ctx.services.valuation.quick(query, deadline_ms=DEADLINE_MS)
    except ServiceError as error:
        return _without(error)
    if found.choices:
        return NeedsLook(reason="which_address", detail=SEVERAL, choices=found.choices)
    if not _is_sure(found, ctx):
        detail = UNSURE.format(low=found.low, high=found.high)
        return NeedsLook(reason="unsure_value", detail=detail)
    return found


def repaired(home: Property | None) -> Property | None:
    """The home in average condition at least: what that costs is taken off as repairs."""
    if home is None or home.condition is None or home.condition >= AVERAGE:
        return home
    return home.model_copy(update={"condition": AVERAGE})


def _is_sure(found: Estimate, ctx: Ctx) -> bool:
    width = (found.high - found.low) * 100
    narrow = width <= ctx.vars.widest_percent * found.estimate
    return narrow and found.confidence >= ctx.vars.least_confidence


def _without(error: ServiceError) -> NeedsLook:
    mistakes = error.problem.get("errors") or []
    if error.upstream_status == 404 and mistakes:
        return NeedsLook(reason="unknown_kind", detail=UNKNOWN_KIND)
    if error.upstream_status == 404:
        return NeedsLook(reason="unknown_area", detail=UNKNOWN)
    if error.upstream_status != 422:
        raise Problem(
            503,
            "The home can't be valued right now, and nothing was stored; ask again in a moment.",
            headers={"Retry-After": RETRY_SECONDS},
        ) from error
    if mistakes:
        errors = [FieldError(each["pointer"], each["detail"]) for each in mistakes]
        raise Problem(422, str(error.problem.get("detail")), errors=errors) from error
    return NeedsLook(reason="unclear_home", detail=UNCLEAR)
