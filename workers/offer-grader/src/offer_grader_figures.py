"""The figures of a deal, to the cent: each item is rounded by itself, half a cent away from zero.

So that sums are exact, whatever is added up has been rounded before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from contracts.amounts import BASIS_POINT, CENT, to_cents
from contracts.offer_grader import Costs, Rental, Sale, Term

HUNDRED, YEAR = Decimal(100), Decimal(12)
NOTHING = Decimal(0)


class Numbers:
    """The terms' values by attribute: dollars, per cent, months."""

    def __init__(self, terms: Mapping[str, Term], **instead: Decimal) -> None:
        self._values = {name: term.value for name, term in terms.items()} | instead

    def __getattr__(self, name: str) -> Decimal:
        return self._values[name]

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def but(self, **instead: Decimal) -> "Numbers":
        """The same with other values."""
        return Numbers({}, **{**self._values, **instead})


@dataclass(frozen=True)
class Figures:
    """What a deal costs and brings."""

    costs: Costs
    sale: Sale
    profit: Decimal
    roi: Decimal | None
    """A fraction with four places; none if nothing is paid."""
    mao: Decimal | None
    """Dollars; none where the rule allows no offer."""


def figures(of: Numbers) -> Figures:
    """The figures of a deal by its terms."""
    paid, sold = costs(of), sale(of)
    return Figures(
        costs=paid,
        sale=sold,
        profit=sold.net - paid.total,
        roi=ratio(sold.net - paid.total, paid.total),
        mao=_mao(of),
    )


def share(percent: Decimal, amount: Decimal) -> Decimal:
    """So many per cent of an amount, to the cent."""
    return to_cents(amount * percent / HUNDRED)


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """A fraction with four places; none where there is nothing below the line."""
    return None if whole == 0 else (part / whole).quantize(BASIS_POINT, ROUND_HALF_UP)


def costs(of: Numbers) -> Costs:
    """All that is paid until the sale: the loan's costs follow the price, the home's the ARV."""
    loan = share(of.loan_percent, of.offer_price)
    rate = of.mortgage_rate_percent + of.rate_margin_percent
    items = {
        "purchase": of.offer_price,
        "assignment_fee": of.assignment_fee,
        "repairs": of.repairs,
        "closing": share(of.closing_cost_percent, of.offer_price),
        "loan_points": share(of.loan_points_percent, loan),
        "interest": _over(of.holding_months, share_of=loan, a_year=rate),
        "property_tax": _over(of.holding_months, share_of=of.arv, a_year=of.property_tax_percent),
        "insurance": _over(of.holding_months, share_of=of.arv, a_year=of.insurance_percent),
        "utilities": to_cents(of.utilities_monthly * of.holding_months),
    }
    return Costs(**items, total=sum(items.values(), NOTHING), loan=loan)


def _over(months: Decimal, *, share_of: Decimal, a_year: Decimal) -> Decimal:
    """So many per cent a year of an amount, over some months. One division: it is exact."""
    return to_cents(share_of * a_year * months / (HUNDRED * YEAR))


def sale(of: Numbers) -> Sale:
    """What the sale at the ARV brings."""
    return sale_at(of.arv, of)


def sale_at(price: Decimal, of: Numbers) -> Sale:
    """What a sale brings."""
    commission = share(of.commission_percent, price)
    closing = share(of.selling_closing_percent, price)
    return Sale(
        price=price, commission=commission, closing=closing, net=price - commission - closing
    )


def _mao(of: Numbers) -> Decimal | None:
    allowed = share(of.mao_percent, of.arv) - of.repairs - of.assignment_fee
    return allowed if allowed >= 0 else None


def rental(of: Numbers, paid: Costs) -> Rental:
    """A year of letting the home."""
    gross = of.rent * YEAR
    vacancy = share(of.vacancy_percent, gross)
    expenses = share(of.rent_expense_percent, gross - vacancy)
    tax = share(of.property_tax_percent, of.arv)
    insurance = share(of.insurance_percent, of.arv)
    return Rental(
        gross_rent=gross,
        vacancy=vacancy,
        expenses=expenses,
        property_tax=tax,
        insurance=insurance,
        net_income=gross - vacancy - expenses - tax - insurance,
        invested=paid.purchase + paid.assignment_fee + paid.repairs + paid.closing,
    )


def annual_return(paid: Decimal, back: Decimal, months: Decimal) -> Decimal | None:
    """The compound rate a year at which what was paid becomes what comes back.

    None where nothing is paid, no month passes, or less than nothing comes back.
    """
    if paid == 0 or months == 0 or back < 0:
        return None
    rate = float(back / paid) ** (float(YEAR) / float(months)) - 1
    return Decimal(repr(round(rate, 4)))


def highest_offer(of: Numbers, most: Decimal) -> Decimal | None:
    """The highest price, to the cent, at which no more than ``most`` is paid in all; or none.

    Each cent more of the price costs at least a cent more, so that there is one such price. It is
    guessed without rounding, and then put right by trying.
    """
    fixed = costs(of.but(offer_price=NOTHING)).total
    if fixed > most:
        return None
    rate = of.mortgage_rate_percent + of.rate_margin_percent
    on_loan = of.loan_points_percent + rate * of.holding_months / YEAR
    slope = 1 + of.closing_cost_percent / HUNDRED + of.loan_percent * on_loan / HUNDRED**2
    offer = ((most - fixed) / slope).quantize(CENT, ROUND_FLOOR)
    while costs(of.but(offer_price=offer + CENT)).total <= most:
        offer += CENT
    while costs(of.but(offer_price=offer)).total > most:
        offer -= CENT
    return offer


def sale_that_pays(of: Numbers, total: Decimal) -> Decimal:
    """A sale's price that leaves at least ``total``, to the cent.

    The two fees are at most 80 %, so that each cent more leaves a fifth of one more.
    """
    kept = (HUNDRED - of.commission_percent - of.selling_closing_percent) / HUNDRED
    price = (total / kept).quantize(CENT, ROUND_CEILING)
    while sale_at(price, of).net < total:
        price += CENT
    return price
