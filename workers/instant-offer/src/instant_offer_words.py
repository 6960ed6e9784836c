"""An offer in sentences: how each line comes about, with the figures that it stands on."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from contracts.amounts import as_number, counted
from contracts.instant_offer import QuoteTerm, SheetLine, SheetOfSale
from contracts.valuation import Estimate
from instant_offer_pricing import Line, Numbers, Priced, Sheet, repairs

LABELS: dict[Line, str] = {
    "commission": "Agents' commission",
    "closing": "Closing costs",
    "transfer_tax": "Transfer tax",
    "property_tax": "Property tax until the closing",
    "repairs": "Repairs",
    "holding": "Insurance and utilities until the closing",
}


def usd(amount: int) -> str:
    """An amount such as $85,000 or −$1,200."""
    return f"${amount:,}" if amount >= 0 else f"−${-amount:,}"


def percent(value: Fraction) -> str:
    """Per cent such as “1.5 %”."""
    return f"{float(value):,.10g} %"


def shown(sheet: Sheet, notes: Mapping[Line, str]) -> SheetOfSale:
    """A sheet with its lines in words."""
    lines = [
        SheetLine(name=name, label=LABELS[name], amount=amount, note=notes[name])
        for name, amount in sheet.amounts.items()
    ]
    return SheetOfSale(
        price=sheet.price,
        lines=lines,
        fees=sheet.fees,
        net=sheet.net,
        closing_on=sheet.closing_on,
    )


def cash_notes(of: Numbers, sheet: Sheet) -> dict[Line, str]:
    """How each line of our offer comes about."""
    cost = repairs(of)
    return {
        "commission": "No agent, no commission.",
        "closing": _part(of.cash_closing_percent, sheet.price, "we pay the closing otherwise"),
        "repairs": f"We do them: {usd(cost)} for repairs is taken off in our price already.",
        **_of_both(of, sheet),
    }


def listing_notes(of: Numbers, sheet: Sheet) -> dict[Line, str]:
    """How each line of a listing comes about."""
    price = sheet.price
    return {
        "commission": _part(of.commission_percent, price, "for both agents"),
        "closing": _part(of.listing_closing_percent, price, "escrow, title and fees"),
        "repairs": f"What it takes to sell at {usd(price)}.",
        **_of_both(of, sheet),
    }


def _of_both(of: Numbers, sheet: Sheet) -> dict[Line, str]:
    tax, day = percent(of.property_tax_percent), sheet.closing_on
    insurance, monthly = percent(of.insurance_percent), usd_exact(of.utilities_monthly)
    return {
        "transfer_tax": f"The tax on a price of {usd(max(sheet.price, 0))}.",
        "property_tax": f"{tax} of the value a year, from 1 January until {day}, if none is paid.",
        "holding": f"{insurance} of the value a year, and {monthly} a month, from today to {day}.",
    }


def _part(share: Fraction, price: int, what: str) -> str:
    return f"{percent(share)} of {usd(price)}: {what}."


def usd_exact(amount: Fraction) -> str:
    """An amount that may have cents."""
    return f"${float(amount):,.2f}".removesuffix(".00")


def explained(
    terms: Mapping[str, QuoteTerm], value: Estimate, found: Priced, days: int
) -> Iterator[str]:
    """An offer in sentences, in the order of its sum."""
    of = Numbers({name: term.value for name, term in terms.items()})
    costs, months = found.costs, int(of.holding_months)
    yield (
        f"Once repaired, the home is worth about {usd(value.estimate)}; 8 times of 10 it would "
        f"sell for {usd(value.low)} to {usd(value.high)}."
    )
    yield (
        f"We pay {percent(of.arv_percent)} of that less our costs: {usd(costs.margin)} is kept for "
        "the resale and its risk."
    )
    yield _of_repairs(terms, costs.repairs)
    yield f"Our closing costs are {usd(costs.closing)}: {percent(of.closing_percent)} of the value."
    yield (
        f"Taxes, insurance and utilities for {counted(months, 'month')} until the resale are "
        f"{usd(costs.holding)}."
    )
    if costs.timeline:
        share = percent(of.timeline_percent)
        yield f"The quick closing costs {usd(costs.timeline)}: {share} of the value."
    yield (
        f"That leaves {usd(found.expected)}. A visit may change it: we expect to pay between "
        f"{usd(found.low)} and {usd(found.high)}."
    )
    yield _compared(found)
    yield f"The offer stands for {counted(days, 'day')}."
    yield from value.notes


def _of_repairs(terms: Mapping[str, QuoteTerm], cost: int) -> str:
    if "repairs" in terms:
        return f"Repairs are {usd(cost)}, as you say."
    rate, sqft = as_number(terms["repairs_per_sqft"].value), int(terms["sqft"].value)
    size = f"{sqft:,} sq ft"
    if terms["sqft"].source == "valuation":
        size += " (as on record)"
    if terms["sqft"].source == "var":
        size += " (a typical home; tell us its size for a better figure)"
    return f"Repairs are {usd(cost)}: ${rate:,} for each of {size}."


def _compared(found: Priced) -> str:
    cash, listing = found.cash, found.listing
    more = "more" if listing.net >= cash.net else "less"
    return (
        f"Our offer leaves you {usd(cash.net)} on {cash.closing_on}. A listing at "
        f"{usd(listing.price)} would leave {usd(listing.net)} on {listing.closing_on}, "
        f"{usd(abs(listing.net - cash.net))} {more}, if it sells at that price."
    )
