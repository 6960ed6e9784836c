"""What an appraisal asks of other workers.

It is a generator of such questions and is sent their answers, so that a single home and one of a
portfolio take the same way, whether a question is asked alone or with those of 499 other homes. A
question that was not answered is a ``ServiceError`` thrown into it.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, TypeVar

from contracts.comps import AreaLevel, CompsAnswer, CompsQuery
from contracts.geocode import GeocodedPlace
from contracts.property_data import PropertyFacts
from contracts.valuation import MarketMove

T = TypeVar("T")
MID_MONTH = 15


@dataclass(frozen=True)
class OnRecord:
    """What is on record of an address?"""

    address: str


@dataclass(frozen=True)
class PlaceOf:
    """Where is an address?"""

    address: str


@dataclass(frozen=True)
class Similar:
    """Which sales are like a home?"""

    query: CompsQuery


@dataclass(frozen=True)
class InReach:
    """Which sales are nearest to a place that may be far from all of them?"""

    query: CompsQuery


@dataclass(frozen=True)
class LevelOf:
    """What do homes of a ZIP code sell for?"""

    zip_code: str
    as_of: date


@dataclass(frozen=True)
class MoveOf:
    """How did a ZIP code's market move between two days, by what was known on the later one?"""

    zip_code: str
    since: date
    until: date


Question: TypeAlias = OnRecord | PlaceOf | Similar | InReach | LevelOf | MoveOf
Asking: TypeAlias = Generator[Question, Any, T]
"""Work that asks questions on its way to a ``T``."""


def on_record(address: str) -> Asking[PropertyFacts | None]:
    """The facts and the place of an address; ``None`` where nothing is known."""
    found: PropertyFacts | None = yield OnRecord(address)
    return found


def place_of(address: str) -> Asking[GeocodedPlace | None]:
    """The place of an address; ``None`` where it is not known."""
    found: GeocodedPlace | None = yield PlaceOf(address)
    return found


def similar(query: CompsQuery) -> Asking[CompsAnswer]:
    """The sales that are like a home."""
    found: CompsAnswer = yield Similar(query)
    return found


def in_reach(query: CompsQuery) -> Asking[CompsAnswer]:
    """The sales within a place's reach."""
    found: CompsAnswer = yield InReach(query)
    return found


def level_of(zip_code: str, as_of: date) -> Asking[AreaLevel | None]:
    """The price level of a ZIP code; ``None`` if there is none."""
    found: AreaLevel | None = yield LevelOf(zip_code, as_of)
    return found


def move_of(zip_code: str | None, since: date, until: date) -> Asking[MarketMove | None]:
    """The move of a ZIP code's market; ``None`` where no index speaks for it.

    The index is quarterly: homes of a ZIP code and month share an answer.
    """
    if zip_code is None:
        return None
    found: MarketMove | None = yield MoveOf(
        zip_code, min(since.replace(day=MID_MONTH), until), until
    )
    return found
