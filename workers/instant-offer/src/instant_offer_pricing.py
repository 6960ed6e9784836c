"""How a home is priced: all of the rules, and nothing else. Their parameters are vars.

An offer starts from what the home is worth once repaired (the estimate), and takes off, in whole
dollars, each line rounded by itself, half a dollar up:

| cost | |
|---|---|
| margin | 100 − ``arv_percent`` per cent of the value |
| repairs | as given, else ``repairs_per_sqft`` (by condition) for each square foot |
| closing | ``closing_percent`` of the value: the buyer pays for the closing |
| holding | ``holding_months`` of property tax, insurance and utilities |
| timeline | ``timeline_percent`` (by timeline) of the value |

The expected offer is the estimate less these. Its low and high end are the same sum for a value
that lies ``range_percent`` of the way from the estimate to the end of its 80 % interval.

The seller's sheets take from a price: the agents' commission, the seller's closing costs, the
transfer tax, the property tax from 1 January until the closing, repairs, and insurance and
utilities until the closing. We charge no commission, and repairs are in our price already; a
listing has both.
"""

import math
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.amounts import MOST_DOLLARS
from contracts.instant_offer import OfferCosts

Line = Literal["commission", "closing", "transfer_tax", "property_tax", "repairs", "holding"]
Rate = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=4)]
HALF, YEAR = Fraction(1, 2), 12


class Band(BaseModel):
    """What each ``per`` dollars of the part of a price over ``over`` dollars are taxed with."""

    over: Annotated[Decimal, Field(ge=0, le=MOST_DOLLARS, decimal_places=2)]
    rate: Rate


class TransferTax(BaseModel):
    """A tax on the price, which is raised to a multiple of ``step`` dollars before it is counted.

    “0.70 for every 100 or part of it” is ``per`` 100, ``step`` 100; “1.50 per 1,000, the price
    raised to the next 500” is ``per`` 1000, ``step`` 500. A graduated tax has several bands.
    """

    model_config = ConfigDict(frozen=True)

    per: Annotated[Rate, Field(gt=0)] = Decimal(100)
    step: Annotated[Rate, Field(gt=0)] = Decimal(1)
    bands: Annotated[tuple[Band, ...], Field(min_length=1, max_length=10)]

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        overs = [band.over for band in self.bands]
        if overs[0] != 0 or any(low >= high for low, high in pairwise(overs)):
            raise ValueError("the bands should begin over 0, and ascend")
        return self


class Numbers:
    """The terms' values by name, exact."""

    def __init__(self, values: Mapping[str, Decimal]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Fraction:
        return Fraction(self._values[name])

    def __contains__(self, name: str) -> bool:
        return name in self._values


@dataclass(frozen=True)
class Sheet:
    """A sale from the seller's side. ``net`` is ``price`` less all amounts."""

    price: int
    amounts: Mapping[Line, int]
    closing_on: date

    @property
    def fees(self) -> int:
        """The sum of the lines."""
        return sum(self.amounts.values())

    @property
    def net(self) -> int:
        """What is left."""
        return self.price - self.fees


@dataclass(frozen=True)
class Priced:
    """An offer, in whole dollars: ``low <= expected <= high``."""

    costs: OfferCosts
    low: int
    expected: int
    high: int
    cash: Sheet
    listing: Sheet


def priced(of: Numbers, tax: TransferTax, today: date) -> Priced:
    """Price a home by its terms. Nothing here holds an offer back that is too low, or negative."""
    estimate = dollars(of.estimate)
    costs = costs_at(estimate, of)
    expected = estimate - costs.total
    low, high = (offer_at(end_of_range(end, of), of) for end in (of.estimate_low, of.estimate_high))
    return Priced(
        costs=costs,
        low=min(low, expected),  # each line is rounded, so that an end may be a dollar off
        expected=expected,
        high=max(high, expected),
        cash=cash_sheet(expected, of, tax, today),
        listing=listing_sheet(estimate, of, tax, today),
    )


def dollars(amount: Fraction) -> int:
    """Whole dollars, half a dollar up."""
    return math.floor(amount + HALF)


def share(percent: Fraction, amount: int | Fraction) -> int:
    """So many per cent of an amount."""
    return dollars(percent * amount / 100)


def end_of_range(end: Fraction, of: Numbers) -> int:
    """The value ``range_percent`` of the way from the estimate to an end of its interval."""
    return dollars(of.estimate + (end - of.estimate) * of.range_percent / 100)


def offer_at(value: int, of: Numbers) -> int:
    """The offer for a home that is worth ``value`` once repaired."""
    return value - costs_at(value, of).total


def costs_at(value: int, of: Numbers) -> OfferCosts:
    """What lies between a value and the offer for it."""
    yearly = value * (of.property_tax_percent + of.insurance_percent) / 100
    costs = {
        "margin": share(100 - of.arv_percent, value),
        "repairs": repairs(of),
        "closing": share(of.closing_percent, value),
        "holding": dollars(of.holding_months * (yearly / YEAR + of.utilities_monthly)),
        "timeline": share(of.timeline_percent, value),
    }
    return OfferCosts(**costs, total=sum(costs.values()))


def repairs(of: Numbers) -> int:
    """What repairs cost: as given, else by condition and size."""
    if "repairs" in of:
        return dollars(of.repairs)
    return dollars(of.repairs_per_sqft * of.sqft)


def transfer_tax(price: int | Fraction, tax: TransferTax) -> Fraction:
    """The tax on a price, to the cent and beyond: exact."""
    step, per = Fraction(tax.step), Fraction(tax.per)
    raised = math.ceil(price / step) * step
    ends = [*(Fraction(band.over) for band in tax.bands[1:]), raised]
    total = Fraction()
    for band, end in zip(tax.bands, ends, strict=True):
        part = min(end, raised) - Fraction(band.over)
        total += max(part, Fraction()) * Fraction(band.rate) / per
    return total


def years_between(start: date, end: date) -> Fraction:
    """The years from a day to another one, which does not count: a day is a part of its own year.

    From 2028-01-01 to 2028-03-01 it is 60/366.
    """
    total = Fraction()
    for year in range(start.year, end.year + 1):
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        days = (min(end, after) - max(start, first)).days
        total += Fraction(days, (after - first).days)
    return total


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * YEAR + day.month - 1 + months, YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def cash_sheet(price: int, of: Numbers, tax: TransferTax, today: date) -> Sheet:
    """What our offer leaves."""
    closing_on = today + timedelta(days=int(of.closing_days))
    amounts: dict[Line, int] = {
        "commission": 0,
        "closing": share(of.cash_closing_percent, price),
        "transfer_tax": dollars(transfer_tax(max(price, 0), tax)),
        "property_tax": property_tax(closing_on, of, today),
        "repairs": 0,
        "holding": held(closing_on, of, today),
    }
    return Sheet(price, amounts, closing_on)


def listing_sheet(price: int, of: Numbers, tax: TransferTax, today: date) -> Sheet:
    """What a listing with an agent leaves, if the repaired home sells for what it is worth."""
    closing_on = months_later(today, int(of.listing_months))
    amounts: dict[Line, int] = {
        "commission": share(of.commission_percent, price),
        "closing": share(of.listing_closing_percent, price),
        "transfer_tax": dollars(transfer_tax(price, tax)),
        "property_tax": property_tax(closing_on, of, today),
        "repairs": repairs(of),
        "holding": held(closing_on, of, today),
    }
    return Sheet(price, amounts, closing_on)


def property_tax(closing_on: date, of: Numbers, today: date) -> int:
    """The seller's part of the tax: from 1 January of this year until the closing."""
    years = years_between(date(today.year, 1, 1), closing_on)
    return dollars(of.estimate * of.property_tax_percent / 100 * years)


def held(closing_on: date, of: Numbers, today: date) -> int:
    """Insurance and utilities from today until the closing."""
    yearly = of.estimate * of.insurance_percent / 100 + of.utilities_monthly * YEAR
    return dollars(yearly * years_between(today, closing_on))
