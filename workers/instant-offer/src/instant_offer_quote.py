"""A quote: the answer to a home, as it is stored and shown."""

from datetime import datetime, timedelta

from contracts.instant_offer import EstimateUsed, NeedsLook, NetSheet, OfferRequest, Quote, Range
from contracts.valuation import Estimate
from instant_offer_pricing import Numbers, Priced, priced
from instant_offer_terms import USUAL, Terms, terms_of
from instant_offer_vars import InstantOfferVars
from instant_offer_words import cash_notes, explained, listing_notes, shown, usd
from instant_offer_worth import LOOK


def quoted(
    quote_id: str,
    asked: OfferRequest,
    value: Estimate | NeedsLook,
    now: datetime,
    given: InstantOfferVars,
) -> Quote:
    """The answer to a home: an offer, or why somebody has to look."""
    bare = _without_offer(quote_id, asked, now, given)
    if isinstance(value, NeedsLook):
        return _looked_for(bare, value)
    terms = terms_of(asked, value, given)
    of = Numbers({name: term.value for name, term in terms.items()})
    found = priced(of, given.transfer_tax, now.date())
    if found.low < given.least_offer:
        return _looked_for(bare, _too_dear(value, found))
    return bare.model_copy(update=_offered(of, terms, value, found, given.quote_days))


def _without_offer(
    quote_id: str, asked: OfferRequest, now: datetime, given: InstantOfferVars
) -> Quote:
    return Quote(
        quote_id=quote_id,
        address=asked.address,
        condition=asked.condition,
        timeline=asked.timeline or USUAL,
        created_at=now,
        expires_at=now + timedelta(days=given.quote_days),
        status="needs_look",
        offer=None,
        explanation=[],
    )


def _looked_for(bare: Quote, why: NeedsLook) -> Quote:
    return bare.model_copy(update={"needs_look": why, "explanation": [why.detail]})


def _too_dear(value: Estimate, found: Priced) -> NeedsLook:
    detail = (
        f"Repairs and costs of {usd(found.costs.total)} take most of what the home is worth, about "
        f"{usd(value.estimate)}. {LOOK}"
    )
    return NeedsLook(reason="costs_exceed_value", detail=detail)


def _offered(
    of: Numbers, terms: Terms, value: Estimate, found: Priced, days: int
) -> dict[str, object]:
    cash = shown(found.cash, cash_notes(of, found.cash))
    listing = shown(found.listing, listing_notes(of, found.listing))
    return {
        "status": "open",
        "offer": Range(low=found.low, expected=found.expected, high=found.high),
        "estimate": EstimateUsed(
            value=value.estimate,
            low=value.low,
            high=value.high,
            confidence=value.confidence,
            method=value.method,
            as_of=value.as_of,
            notes=value.notes,
        ),
        "costs": found.costs,
        "net_sheet": NetSheet(cash=cash, listing=listing, difference=listing.net - cash.net),
        "explanation": list(explained(terms, value, found, days)),
        "assumptions": terms,
    }
