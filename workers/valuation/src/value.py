"""A value with its 80 % interval, on the logarithmic scale, and how time widens it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Z80 = 1.2816  # standard deviations to either side that hold 80 % of a normal distribution
NEAR = 0.2
CURRENT_DAYS = 250  # since the middle of the newest quarter, if the index still comes

# How far a single home strays from its market's index, a standard deviation a square root of a
# year: the size that Case and Shiller (1987) found around city indices. The shipped sales hold too
# few homes that sold twice to measure it.
DRIFT = 0.06
# The change of a market in a year whose change is not known: the spread of yearly changes of all
# metros of FHFA's index since 2000 is 0.07.
UNKNOWN_MARKET = 0.07


@dataclass(frozen=True)
class Value:
    """``log_price`` in dollars of the day ``priced_on``; ``below``, ``above``: log half-widths."""

    log_price: float
    below: float
    above: float
    method: Literal["model", "comps", "area"]
    priced_on: date
    notes: tuple[str, ...] = ()

    @property
    def price(self) -> int:
        """Whole dollars."""
        return round(math.exp(self.log_price))

    @property
    def low(self) -> int:
        """The lower end of the interval."""
        return round(math.exp(self.log_price - self.below))

    @property
    def high(self) -> int:
        """The upper end of the interval."""
        return round(math.exp(self.log_price + self.above))

    @property
    def confidence(self) -> float:
        """The chance that the price lies within 20 % of the estimate, for normal log errors."""
        spread = max((self.below + self.above) / 2 / Z80, 1e-6) * math.sqrt(2)
        within = math.erf(math.log(1 + NEAR) / spread) - math.erf(math.log(1 - NEAR) / spread)
        return round(within / 2, 3)


def ended(seen: date | None, as_of: date) -> Iterator[str]:
    """Says so where an index had ended by the day of the value; ``seen`` is the last day it saw.

    An index of quarters is published two months after their end: half a year is its usual age.
    """
    if seen is not None and (as_of - seen).days > CURRENT_DAYS:
        yield f"The market's index ends in {seen:%B %Y}: no change since then is in this value."


def carried(value: Value, as_of: date, ratio: float | None, seen: date | None = None) -> Value:
    """The value brought to ``as_of`` by the market's ratio; ``None``: it is not known.

    The interval widens with the time that lies between, and more with what of it lies after the
    last day that the index had ``seen``.
    """
    years = max((as_of - value.priced_on).days / 365.25, 0.0)
    variance = DRIFT**2 * years
    notes = value.notes
    if ratio is None:
        variance += (UNKNOWN_MARKET * years) ** 2
        notes += (f"The market's change since {value.priced_on} is not known.",)
    elif years > 1:
        notes += (f"Prices of about {value.priced_on} were brought forward by the market's index.",)
    if ratio is not None and seen is not None:
        blind = min(max((as_of - seen).days / 365.25, 0.0), years)
        variance += (UNKNOWN_MARKET * blind) ** 2
        notes += tuple(ended(seen, as_of))
    more = Z80**2 * variance
    return replace(
        value,
        log_price=value.log_price + math.log(ratio or 1),
        below=math.sqrt(value.below**2 + more),
        above=math.sqrt(value.above**2 + more),
        priced_on=as_of,
        notes=notes,
    )
