"""The days that figures are asked for: UTC, the first and the last included."""

from datetime import UTC, date, datetime, time

from pydantic import Field

from contracts.base import Contract
from edgekit.dates import IsoDate
from edgekit.problems import FieldError, Problem

LONGEST_DAYS = 400
DAY_MS = 86_400_000


class DaysQuery(Contract):
    """Asks for figures of some days, UTC, both included; at most 400."""

    date_from: IsoDate = Field(alias="from")
    date_to: IsoDate = Field(alias="to")


def span_ms(first: date, last: date) -> tuple[int, int]:
    """When the first day begins and the last one ends, in epoch milliseconds.

    Raises:
        Problem: 422 if they run backwards or are too many.
    """
    days = (last - first).days + 1
    if not 1 <= days <= LONGEST_DAYS:
        wrong = "is after to" if days < 1 else f"is more than {LONGEST_DAYS} days before to"
        raise Problem(422, f"from {wrong}.", errors=[FieldError("/from", wrong)])
    return _midnight_ms(first), _midnight_ms(last) + DAY_MS


def _midnight_ms(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp()) * 1000
