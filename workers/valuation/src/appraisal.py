"""The way from a request to a value: find the place, then ask whoever knows most about it."""

from dataclasses import dataclass, field, replace
from datetime import date

import area_value
import comps_value
import trained
from contracts.comps import AreaLevel, CompsAnswer
from contracts.valuation import Estimate, Factor, MarketMove, Property, QuickRequest
from edgekit import Problem, ServiceError
from home_checks import LOOK, mistakes, require_known_kind, require_lived_in, zip_in
from known_facts import completed
from questions import Asking, in_reach, level_of, move_of, similar
from value import Value, carried

VERSIONS = {"model": trained.MODEL.version, "comps": "comps-1", "area": "area-1"}
NO_COMPS = "Similar sales were not looked at: comps did not answer."


@dataclass(frozen=True)
class Appraisal:
    """A value, and what it stands on. ``typical`` and ``factors`` are the trained model's."""

    home: Property
    value: Value
    as_of: date
    comps: CompsAnswer | None = None
    level: AreaLevel | None = None
    market: MarketMove | None = None
    typical: int | None = None
    factors: list[Factor] = field(default_factory=list)
    missed: tuple[str, ...] = ()  # what workers that were down would have told, in sentences
    degraded: bool = False  # such a worker would have made it better
    choices: tuple[str, ...] = ()  # the addresses that may be meant, where they are several

    def estimate(self) -> Estimate:
        """The short answer."""
        value = self.value
        return Estimate(
            estimate=value.price,
            low=value.low,
            high=value.high,
            confidence=value.confidence,
            method=value.method,
            as_of=self.as_of,
            model_version=VERSIONS[value.method],
            sqft=self.home.sqft,
            notes=[*value.notes, *self.missed],
            choices=list(self.choices) or None,
        )


def checked(request: QuickRequest, today: date) -> tuple[Property, date]:
    """The home with the best place that the request itself tells, and the day of the value.

    Raises ``Problem`` 422 that names each mistake.
    """
    if found := mistakes(request, today):
        named = ", ".join(error.pointer or "/" for error in found)
        raise Problem(422, f"The body has invalid fields: {named}.", errors=found)
    home = request.property or Property()
    if home.zip is None and home.lat is None and request.address is not None:
        home = home.model_copy(update={"zip": zip_in(request.address)})
    return home, request.as_of or today


def appraise(request: QuickRequest, today: date, *, detailed: bool = False) -> Asking[Appraisal]:
    """Value a home: by the model if it is well described, else by comps, else by its area.

    Raises ``Problem`` 404 where nothing is known, 422, or 502 to 504.
    """
    home, as_of = checked(request, today)
    require_known_kind(home, None, False)
    known = yield from completed(home, request.address, as_of)
    require_known_kind(known.home, request.address, known.on_record)
    require_lived_in(known.home, as_of)
    appraisal = yield from _valued(known.home, as_of, detailed)
    if known.choices:
        appraisal = replace(appraisal, choices=known.choices)
    if not known.missed:
        return appraisal
    return replace(appraisal, missed=known.missed + appraisal.missed, degraded=True)


def _valued(home: Property, as_of: date, detailed: bool) -> Asking[Appraisal]:
    if trained.answers(home, as_of):
        return (yield from _by_model(home, as_of, detailed))
    try:
        appraisal = yield from _by_comps(home, as_of)
        if appraisal is None:
            appraisal = yield from _by_area(home, as_of)
    except ServiceError:
        if not trained.covers(home, as_of):
            raise
        appraisal = yield from _by_model(home, as_of, detailed)
        return replace(appraisal, missed=(NO_COMPS,), degraded=True)
    return (yield from _brought_forward(appraisal))


def _by_model(home: Property, as_of: date, detailed: bool) -> Asking[Appraisal]:
    move, degraded = None, False
    if trained.needs_market(as_of):
        home = trained.located(home, as_of)
        move, degraded = yield from _move_or_none(home.zip, trained.DATA_TO, as_of)
    ratio, seen = (move.ratio, move.observed_through) if move else (None, None)
    value, typical, factors = trained.by_model(home, as_of, ratio, seen, detailed=detailed)
    return Appraisal(
        home, value, as_of, market=move, typical=typical, factors=factors, degraded=degraded
    )


def _by_comps(home: Property, as_of: date) -> Asking[Appraisal | None]:
    """What comps show, or ``None`` if they are too few or the place is not known."""
    if home.lat is None:
        return None
    answer = yield from similar(comps_value.comps_query(home, as_of))
    value = comps_value.from_comps(home, answer.comps)
    if value is None:
        return None
    if home.zip is None:
        home = home.model_copy(update={"zip": answer.comps[0].zip})
    return Appraisal(home, value, as_of, comps=answer)


def _by_area(home: Property, as_of: date) -> Asking[Appraisal]:
    """The level of the home's area. Raises ``Problem`` 404 where that is not known either."""
    if home.zip is not None and not trained.knows_zip(home.zip):
        raise Problem(404, f"No home sale of the ZIP code {home.zip} is known, and {LOOK}.")
    reached = home.zip is not None and (yield from _in_reach(home, as_of))
    level = (yield from area_level(home, as_of)) if reached else None
    if level is None:
        raise Problem(404, _unknown(home, as_of))
    return Appraisal(home, area_value.from_area(home, level), as_of, level=level)


def _in_reach(home: Property, as_of: date) -> Asking[bool]:
    """Whether the place can lie in the ZIP code: some sale is known within reach."""
    if home.lat is None:
        return True
    return bool((yield from in_reach(comps_value.reach_query(home, as_of))).comps)


def area_level(home: Property, as_of: date) -> Asking[AreaLevel | None]:
    """The price level of the home's ZIP code; ``None`` if there is none."""
    return None if home.zip is None else (yield from level_of(home.zip, as_of))


def _brought_forward(appraisal: Appraisal) -> Asking[Appraisal]:
    """The appraisal in dollars of its day, by the market's index where that is known."""
    since, day = appraisal.value.priced_on, appraisal.as_of
    move, degraded = yield from _move_or_none(appraisal.home.zip, since, day)
    ratio, seen = (move.ratio, move.observed_through) if move else (None, None)
    value = carried(appraisal.value, day, ratio, seen)
    return replace(appraisal, value=value, market=move, degraded=degraded)


def _move_or_none(
    zip_code: str | None, since: date, until: date
) -> Asking[tuple[MarketMove | None, bool]]:
    """The market's move, and whether it is only not known because a worker is down."""
    try:
        return (yield from move_of(zip_code, since, until)), False
    except ServiceError:
        return None, True


def _unknown(home: Property, as_of: date) -> str:
    if home.lat is not None:
        place = f"within {comps_value.NEAR_KM:g} km of {home.lat:g}, {home.lon:g}"
        return f"No home sales are known {place} before {as_of}."
    if home.zip is not None:
        return f"No home sales are known in or around the ZIP code {home.zip} before {as_of}."
    return "The address can't be located: add its ZIP code, or give a property with a place."
