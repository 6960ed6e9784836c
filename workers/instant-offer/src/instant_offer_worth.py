"""What a home is worth once repaired, or why that can't be said from afar."""

from contracts.geocode import GeocodeQuery
from contracts.instant_offer import NeedsLook, OfferRequest
from contracts.postal.address import zip_in
from contracts.valuation import Estimate, Property, QuickRequest
from edgekit import FieldError, Problem, ServiceError
from instant_offer_address import names_a_home
from instant_offer_facts import impossible, unusual
from instant_offer_services import Ctx

DEADLINE_MS = 3000
AVERAGE = 3  # of valuation's scale of conditions, 1 to 5
RETRY_SECONDS = "5"
LOOK = "We need to look at it before we can make an offer."
UNKNOWN = f"We do not know enough of the sales around this home. {LOOK}"
UNKNOWN_KIND = f"We do not know enough of the sales of homes of this kind. {LOOK}"
UNCLEAR = f"We could not make out which home this is. {LOOK}"
SEVERAL = "The address may mean several homes. Which of them is yours?"
UNUSUAL = f"By what you told us the house {{odd}}. {LOOK}"
UNSURE = (
    f"Homes like this one sell for very different prices: from ${{low:,}} to ${{high:,}}. {LOOK}"
)


async def worth(asked: OfferRequest, ctx: Ctx) -> Estimate | NeedsLook:
    """The value of a home once repaired, or why there is none to offer on.

    Raises ``Problem`` 422 where its facts can't be true, and 503 while valuation does not answer.
    """
    await _check(asked, ctx)
    if not names_a_home(asked.address):
        return NeedsLook(reason="unclear_home", detail=UNCLEAR)
    query = QuickRequest(address=asked.address, property=repaired(asked.property))
    try:
        found = await ctx.services.valuation.quick(query, deadline_ms=DEADLINE_MS)
    except ServiceError as error:
        return _without(error)
    if found.choices:
        return NeedsLook(reason="which_address", detail=SEVERAL, choices=found.choices)
    if odd := list(unusual(asked.property, ctx.now().year) if asked.property else ()):
        return NeedsLook(reason="unusual_facts", detail=UNUSUAL.format(odd=_listed(odd)))
    if not _is_sure(found, ctx):
        detail = UNSURE.format(low=found.low, high=found.high)
        return NeedsLook(reason="unsure_value", detail=detail)
    return found


async def _check(asked: OfferRequest, ctx: Ctx) -> None:
    """Raises ``Problem`` 422 where the address or the facts of a home can't be."""
    home = asked.property
    errors = list(impossible(home, ctx.now().year)) if home else []
    if detail := await _contradiction(asked, ctx):
        errors.insert(0, FieldError("/address", detail))
    code = zip_in(asked.address)
    if home and home.zip and code and home.zip != code:
        detail = (
            f"The address has the ZIP code {code}, and this is {home.zip}: correct one of them."
        )
        errors.append(FieldError("/property/zip", detail))
    if errors:
        raise Problem(422, errors[0].detail, errors=errors)


async def _contradiction(asked: OfferRequest, ctx: Ctx) -> str | None:
    """What in an address contradicts its ZIP code; nothing is said while geocode is down."""
    try:
        found = await ctx.services.geocode.agreement(GeocodeQuery(q=asked.address))
    except ServiceError as error:
        ctx.log.warning("address_not_checked", reason=error.detail)
        return None
    return found.disagreement


def _listed(parts: list[str]) -> str:
    """“has no bedroom, is from 1840 and has no bathroom”."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


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
