"""What to look at before anybody calls a lead, in sentences; nothing of it keeps a lead away."""

from collections.abc import Iterator
from typing import Protocol

from contracts.valuation import Estimate
from lead_scoring import is_no_price
from lead_spam import spam_in

WIDE = 2.0  # an interval whose upper end is so many times its lower one decides little


class Doubtful(Protocol):
    """What doubts are found in."""

    @property
    def name(self) -> str: ...
    @property
    def message(self) -> str | None: ...
    @property
    def motivation(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def phone_ext(self) -> str | None: ...
    @property
    def phone_written(self) -> str | None: ...
    @property
    def asking_price(self) -> int | None: ...
    @property
    def valuation(self) -> Estimate | None: ...


def doubts(lead: Doubtful) -> list[str]:
    """All doubts about a lead, the gravest first."""
    return list(_doubts(lead))


def _doubts(lead: Doubtful) -> Iterator[str]:
    if spam := spam_in(lead):
        yield f"It reads like {spam}, not like an owner."
    if lead.phone_written:
        yield f"The phone number “{lead.phone_written}” can't be dialled as it is written."
    if is_no_price(lead.asking_price, lead.valuation):
        yield f"Asking ${lead.asking_price:,} is hardly meant: the price counts for nothing."
    value = lead.valuation
    if value and value.high >= WIDE * value.low:
        yield f"The value is very unsure: ${value.low:,} to ${value.high:,}."


def said_phone(lead: Doubtful) -> str | None:
    """The number as a person dials it, with its extension; else as it was written."""
    if lead.phone and lead.phone_ext:
        return f"{lead.phone} ext. {lead.phone_ext}"
    return lead.phone or lead.phone_written
