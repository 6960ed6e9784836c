"""Amounts that are exact: decimal inside, numbers in JSON.

A JSON number is read by its shortest decimal form, so that 0.1 is a tenth. Text, booleans, ``NaN``,
infinities and what lies outside an amount's bounds are refused with a ``ValueError``.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

CENT = Decimal("0.01")
BASIS_POINT = Decimal("0.0001")
MOST_EXACT = 1 << 53
MOST_DOLLARS = 1_000_000_000
MOST_MONTHLY = 10_000_000


def to_cents(amount: Decimal) -> Decimal:
    """The amount rounded to the cent, a half cent away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def counted(count: int, noun: str) -> str:
    """So many of something: “1 call”, “1,200 calls”."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def reader(least: int, most: int, places: int) -> Callable[[Any], Decimal]:
    """A validator of numbers from ``least`` to ``most`` with at most so many decimal places."""

    def read(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise ValueError("should be a number")
        if not least <= value <= most:  # NaN is in no range
            raise ValueError(f"should be a number from {least:,} to {most:,}")
        amount = value if isinstance(value, Decimal) else Decimal(repr(value))
        if amount != round(amount, places):
            raise ValueError(f"should have at most {places} decimal places")
        return amount

    return read


def as_number(amount: Decimal) -> int | float:
    """The JSON number of an amount: whole without a decimal point, as far as floats are exact."""
    is_whole = abs(amount) < MOST_EXACT and amount == amount.to_integral_value()
    return int(amount) if is_whole else float(amount)


def _read_any(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("should be a number")
    amount = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not amount.is_finite():
        raise ValueError("should be a finite number")
    return amount


NUMBER = PlainSerializer(as_number, return_type=int | float)

Dollars = Annotated[
    Decimal,
    BeforeValidator(reader(0, MOST_DOLLARS, 2)),
    NUMBER,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST_DOLLARS}),
]
"""US dollars of a request, whole or with cents."""
Monthly = Annotated[
    Decimal,
    BeforeValidator(reader(0, MOST_MONTHLY, 2)),
    NUMBER,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST_MONTHLY}),
]
"""US dollars a month of a request, whole or with cents."""
Percent = Annotated[
    Decimal,
    BeforeValidator(reader(0, 100, 4)),
    NUMBER,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
"""Per cent of a request: 1 is 1 %, 0.9 is 0.9 %, 0 is nothing."""
FeePercent = Annotated[
    Decimal,
    BeforeValidator(reader(0, 40, 4)),
    NUMBER,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 40}),
]
"""A share that somebody takes, per cent; two of them leave something of a price."""
Fraction = Annotated[
    Decimal,
    BeforeValidator(reader(0, 5, 4)),
    NUMBER,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 5}),
]
"""A fraction of a request: 0.15 is 15 %."""
Number = Annotated[Decimal, BeforeValidator(_read_any), NUMBER, WithJsonSchema({"type": "number"})]
"""An exact number of an answer."""
PercentVar = Annotated[
    Decimal,
    Field(ge=0, le=100, decimal_places=4),
    NUMBER,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
"""Per cent, as a var."""
FeeVar = Annotated[
    Decimal,
    Field(ge=0, le=40, decimal_places=4),
    NUMBER,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 40}),
]
"""A share that somebody takes, per cent, as a var."""
DollarsVar = Annotated[
    Decimal,
    Field(ge=0, le=MOST_MONTHLY, decimal_places=2),
    NUMBER,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST_MONTHLY}),
]
"""US dollars, as a var."""
