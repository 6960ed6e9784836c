"""An offer's figures once more, from nothing but the answer: without the worker's own rules."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import ceil
from typing import Any

CONSTANT_LINES = ["commission", "closing", "transfer_tax", "property_tax", "repairs", "holding"]


def check(answer: dict[str, Any]) -> None:
    """Assert that every figure of a quote follows from its assumptions."""
    with localcontext(prec=60):
        _check(answer)


def whole(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _check(answer: dict[str, Any]) -> None:
    terms = {k: Decimal(repr(term["value"])) for k, term in answer["assumptions"].items()}
    estimate = int(terms["estimate"])
    used = answer["estimate"]
    assert (used["value"], used["low"], used["high"]) == tuple(
        int(terms[name]) for name in ("estimate", "estimate_low", "estimate_high")
    )
    costs = costs_of(estimate, terms)
    assert answer["costs"] == costs
    offer = answer["offer"]
    assert offer["expected"] == estimate - costs["total"]
    ends = [at_end(terms[name], terms) for name in ("estimate_low", "estimate_high")]
    assert offer["low"] == min(ends[0], offer["expected"])
    assert offer["high"] == max(ends[1], offer["expected"])
    today = date.fromisoformat(answer["created_at"][:10])
    cash, listing = answer["net_sheet"]["cash"], answer["net_sheet"]["listing"]
    check_sheet(cash, offer["expected"], today, terms, fees=("0", "cash_closing_percent"))
    assert cash["closing_on"] == str(today + timedelta(days=int(terms["closing_days"])))
    names = ("commission_percent", "listing_closing_percent")
    check_sheet(listing, estimate, today, terms, fees=names, repairs=costs["repairs"])
    assert answer["net_sheet"]["difference"] == listing["net"] - cash["net"]


def costs_of(value: int, terms: dict[str, Decimal]) -> dict[str, int]:
    monthly = value * (terms["property_tax_percent"] + terms["insurance_percent"]) / 1200
    repairs = terms.get("repairs", Decimal(0))
    if "repairs" not in terms:
        repairs = terms["repairs_per_sqft"] * terms["sqft"]
    costs = {
        "margin": whole(value * (100 - terms["arv_percent"]) / 100),
        "repairs": whole(repairs),
        "closing": whole(value * terms["closing_percent"] / 100),
        "holding": whole(terms["holding_months"] * (monthly + terms["utilities_monthly"])),
        "timeline": whole(value * terms["timeline_percent"] / 100),
    }
    return {**costs, "total": sum(costs.values())}


def at_end(end: Decimal, terms: dict[str, Decimal]) -> int:
    estimate = terms["estimate"]
    value = whole(estimate + (end - estimate) * terms["range_percent"] / 100)
    return value - costs_of(value, terms)["total"]


def check_sheet(
    sheet: dict[str, Any],
    price: int,
    today: date,
    terms: dict[str, Decimal],
    *,
    fees: tuple[str, str],
    repairs: int = 0,
) -> None:
    lines = {line["name"]: line["amount"] for line in sheet["lines"]}
    assert list(lines) == CONSTANT_LINES
    assert sheet["price"] == price
    assert sheet["fees"] == sum(lines.values())
    assert sheet["net"] == price - sum(lines.values())
    commission, closing = (terms.get(name, Decimal(0)) for name in fees)
    end = date.fromisoformat(sheet["closing_on"])
    estimate, new_year = terms["estimate"], date(today.year, 1, 1)
    insured = estimate * terms["insurance_percent"] / 100 + 12 * terms["utilities_monthly"]
    assert lines == {
        "commission": whole(price * commission / 100),
        "closing": whole(price * closing / 100),
        "transfer_tax": whole(tax_on(price, terms)),
        "property_tax": whole(
            estimate * terms["property_tax_percent"] / 100 * years(new_year, end)
        ),
        "repairs": repairs,
        "holding": whole(insured * years(today, end)),
    }


def years(start: date, end: date) -> Decimal:
    """Day by day, each by the length of its year."""
    total, day = Decimal(0), start
    counts: dict[int, int] = {}
    while day < end:
        counts[day.year] = counts.get(day.year, 0) + 1
        day += timedelta(days=1)
    for year, days in counts.items():
        total += Decimal(days) / (date(year, 12, 31) - date(year - 1, 12, 31)).days
    return total


def tax_on(price: int, terms: dict[str, Decimal]) -> Decimal:
    prefix = "transfer_tax_over_"
    bands = sorted(
        (Decimal(name.removeprefix(prefix)), rate)
        for name, rate in terms.items()
        if name.startswith(prefix)
    )
    step = terms["transfer_tax_step"]
    raised = ceil(max(price, 0) / step) * step
    total, end = Decimal(0), raised
    for over, rate in reversed(bands):
        if end > over:
            total += (end - over) * rate / terms["transfer_tax_per"]
            end = over
    return total
