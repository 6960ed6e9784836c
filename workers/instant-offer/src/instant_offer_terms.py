"""The terms of an offer: every number that its figures stand on, and where each comes from."""

from decimal import Decimal

from contracts.instant_offer import OfferRequest, QuoteTerm, Source, Unit
from contracts.leads import Timeline
from contracts.valuation import Estimate, Property
from instant_offer_vars import DAYS, HASTE, REPAIRS, InstantOfferVars

Terms = dict[str, QuoteTerm]
USUAL: Timeline = "30_days"
PLAIN: dict[str, Unit] = {
    "arv_percent": "percent",
    "range_percent": "percent",
    "closing_percent": "percent",
    "holding_months": "months",
    "property_tax_percent": "percent_a_year",
    "insurance_percent": "percent_a_year",
    "utilities_monthly": "usd_a_month",
    "cash_closing_percent": "percent",
    "commission_percent": "percent",
    "listing_closing_percent": "percent",
    "listing_months": "months",
}
"""Vars that are terms as they are."""
LABELS = {
    "estimate": "Value once repaired",
    "estimate_low": "Low end of the value: 1 time of 10 it sells for less",
    "estimate_high": "High end of the value: 1 time of 10 it sells for more",
    "repairs": "Repairs",
    "repairs_per_sqft": "Repairs",
    "sqft": "Living area",
    "arv_percent": "Part of the value from which our costs are taken",
    "range_percent": "How far our range goes towards the ends of the value",
    "closing_percent": "Our closing costs, of the value",
    "holding_months": "Time until our resale",
    "property_tax_percent": "Property tax, of the value",
    "insurance_percent": "Insurance, of the value",
    "utilities_monthly": "Utilities and upkeep of an empty home",
    "cash_closing_percent": "Seller’s closing costs in a sale to us, of the price",
    "commission_percent": "Agents’ commission of a listing, of the price",
    "listing_closing_percent": "Seller’s closing costs of a listing, of the price",
    "listing_months": "Time until a listing closes",
    "timeline_percent": "What a quick closing costs, of the value",
    "closing_days": "Time until our closing",
    "transfer_tax_per": "Transfer tax is counted for each",
    "transfer_tax_step": "Before it is taxed the price is raised to a multiple of",
}
BAND = "transfer_tax_over_"
TIMELINES: dict[Timeline, str] = {
    "asap": "as soon as possible",
    "30_days": "within 30 days",
    "90_days": "within 90 days",
    "exploring": "only exploring",
}


def terms_of(asked: OfferRequest, value: Estimate, given: InstantOfferVars) -> Terms:
    """All terms of an offer."""
    timeline = asked.timeline or USUAL
    haste, days = HASTE | given.timeline_percent, DAYS | given.closing_days
    note = f"Method {value.method}, as of {value.as_of}, once repaired."
    by_timeline = f"By the timeline: {TIMELINES[timeline]}."
    terms = {
        "estimate": _term(value.estimate, "usd", "valuation", note),
        "estimate_low": _term(value.low, "usd", "valuation"),
        "estimate_high": _term(value.high, "usd", "valuation"),
        **_of_repairs(asked, value, given),
        **{name: _term(getattr(given, name), unit) for name, unit in PLAIN.items()},
        "timeline_percent": _term(haste[timeline], "percent", note=by_timeline),
        "closing_days": _term(days[timeline], "days", note=by_timeline),
        **_of_tax(given),
    }
    return {name: term.model_copy(update={"label": label_of(name)}) for name, term in terms.items()}


def label_of(name: str) -> str:
    """What a term is called. A band of the transfer tax has where it begins in its name."""
    if name.startswith(BAND):
        over = Decimal(name.removeprefix(BAND))
        return f"Transfer tax on the part of the price over ${over:,}" if over else "Transfer tax"
    return LABELS[name]


def _of_repairs(asked: OfferRequest, value: Estimate, given: InstantOfferVars) -> Terms:
    if asked.repairs is not None:
        return {"repairs": _term(asked.repairs, "usd", "given")}
    rate = (REPAIRS | given.repairs_per_sqft)[asked.condition]
    note = f"By the condition {asked.condition}."
    size = _size(asked.property, value, given)
    return {"repairs_per_sqft": _term(rate, "usd_a_sqft", note=note), "sqft": size}


def _size(told: Property | None, value: Estimate, given: InstantOfferVars) -> QuoteTerm:
    """The living area: as the seller says, else the one that was valued, else a typical one."""
    if told is not None and told.sqft is not None:
        return _term(told.sqft, "sqft", "given")
    if value.sqft is not None:
        return _term(value.sqft, "sqft", "valuation", "Found on record.")
    return _term(given.typical_sqft, "sqft", note="The size is not known; a typical one is taken.")


def _of_tax(given: InstantOfferVars) -> Terms:
    tax = given.transfer_tax
    note = (
        "A part of the price over so many dollars is taxed with so much for each of these dollars."
    )
    bands = {f"{BAND}{band.over:f}": _term(band.rate, "usd") for band in tax.bands}
    return {
        "transfer_tax_per": _term(tax.per, "usd", note=note),
        "transfer_tax_step": _term(
            tax.step, "usd", note="The price is raised to a multiple of it before it is taxed."
        ),
        **bands,
    }


def _term(
    value: Decimal | int, unit: Unit, source: Source = "var", note: str | None = None
) -> QuoteTerm:
    return QuoteTerm(value=Decimal(value), unit=unit, source=source, note=note)
