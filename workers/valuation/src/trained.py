"""The trained model as one of the ways to a value: when it is asked, and what it answers."""

import math
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import model
from comps_value import told
from contracts.valuation import FactCard, Factor, MethodCard, ModelCard, Property
from value import Value, ended

MODEL = model.load(Path(__file__).parent / "market.model")
DATA_TO = date.fromisoformat(MODEL.card()["data_to"])
OWN_TREND = timedelta(days=183)  # as long as the sales' own trend and season hold

FACTS = [
    FactCard(own=fact["name"] not in Property.model_fields, **fact)
    for fact in MODEL.card()["facts"]
]
OWN_FACTS = {fact.name: fact for fact in FACTS if fact.own}
# As much left open by unknown facts, and comps have come closer on held-out sales; None: never.
COMPS_FROM: float | None = MODEL.card()["comps_answer_from"]
ALIKE = 0.95  # it was measured with a model of fewer sales, whose deviations differ by hundredths
PLACED = frozenset({"lat", "lon", "zip", "type", "facts"})  # fields of a property that are no facts
ENOUGH_WITHOUT_PLACE = 7  # facts; with fewer the level of a ZIP code tells as much
SAID = {
    "sqft": "living area",
    "sqft_above": "living area above ground",
    "lot_sqft": "size of the lot",
    "year_renovated": "year of renovation",
    "zip": "ZIP code",
}


def described(home: Property) -> dict[str, Any]:
    """The home as the model takes it: fields of a property, and the market's own facts."""
    return home.model_dump(exclude={"facts"}) | (home.facts or {})


def told_facts(home: Property) -> list[str]:
    """The names of the facts that are told of a home."""
    known = described(home)
    return [name for name, value in known.items() if value is not None and name not in PLACED]


def describes_well(home: Property) -> bool:
    """Whether what is told of a home leaves nothing to ask its records for."""
    return home.sqft is not None and told(home) >= ENOUGH_WITHOUT_PLACE


def answers(home: Property, as_of: date) -> bool:
    """Whether the model knows more of a home than its neighbours' sales tell, by what was measured
    on held-out sales (`fleet train`)."""
    if home.lat is None and not describes_well(home):
        return False
    if COMPS_FROM is not None and MODEL.deviation(told_facts(home)) >= ALIKE * COMPS_FROM:
        return False
    return covers(home, as_of)


def covers(home: Property, as_of: date) -> bool:
    """Whether the model knew enough sales around the home on that day, and none of its facts goes
    beyond theirs: trees answer a palace as they do the largest home that they saw."""
    around = MODEL.covers(home.lat, home.lon, home.zip, as_of)
    return around and MODEL.has_seen(described(home), as_of)


def knows_zip(zip_code: str) -> bool:
    """Whether sales of a ZIP code are known, or the sales name no ZIP codes."""
    return zip_code in MODEL.areas or not any(map(is_zip, MODEL.areas))


def is_zip(area: str) -> bool:
    """Whether an area of the sales is a ZIP code."""
    return len(area) == 5 and area.isdecimal()


def needs_market(as_of: date) -> bool:
    """Whether the day lies so far beyond the sales that the market's index has to help."""
    return as_of > DATA_TO + OWN_TREND


def located(home: Property, as_of: date) -> Property:
    """The home with the ZIP code around its place, if none was given."""
    if home.zip is not None:
        return home
    area = MODEL.area(home.lat, home.lon, as_of)
    return home.model_copy(update={"zip": area}) if is_zip(area) else home


def by_model(
    home: Property,
    as_of: date,
    ratio: float | None,
    seen: date | None = None,
    *,
    detailed: bool,
) -> tuple[Value, int, list[Factor]]:
    """The model's value on ``as_of``, the typical home of its area, and what leads from it.

    ``ratio`` is the market's, whose index had ``seen`` the days up to that one.
    """
    found = MODEL.predict(described(home), as_of, ratio, seen, detailed=detailed)
    factors = [Factor(name=f.name, amount=f.amount, detail=f.detail) for f in found.factors]
    value = Value(
        log_price=math.log(found.estimate),
        below=math.log(found.estimate / found.low),
        above=math.log(found.high / found.estimate),
        method="model",
        priced_on=as_of,
        notes=tuple(_notes(home, found, as_of, ratio, seen)),
    )
    return value, found.typical, factors


def _notes(
    home: Property, found: model.Prediction, as_of: date, ratio: float | None, seen: date | None
) -> Iterator[str]:
    if found.unknown:
        yield f"Not given, and taken as usual there: {_listed(found.unknown)}."
    taken = {fact.name for fact in FACTS}
    if unused := [name for name in told_facts(home) if name not in taken]:
        yield f"Given, but the sales here tell nothing of it: {_listed(unused)}."
    if needs_market(as_of) and ratio is None:
        yield f"The market's change since {DATA_TO} is not known."
    elif needs_market(as_of):
        yield f"Prices of about {DATA_TO} were brought forward by the market's index."
        yield from ended(seen, as_of)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(SAID.get(name, name.replace("_", " ")) for name in names)


def card() -> ModelCard:
    """What the values stand on: the model's training, and each method's error on later sales."""
    facts = MODEL.card()
    held_out = facts["held_out"]
    own = MethodCard(
        method="model",
        version=MODEL.version,
        told="place and all facts, the newest sales",
        homes=held_out["sales"],
        median_error=round(held_out["median_error_percent"] / 100, 4),
        within_10=round(held_out["within_10_percent"] / 100, 4),
        within_20=round(held_out["within_20_percent"] / 100, 4),
        covered=round(held_out["interval_coverage_percent"] / 100, 4),
    )
    return ModelCard(
        model_version=MODEL.version,
        training_rows=facts["training_sales"],
        data_from=facts["data_from"],
        data_to=facts["data_to"],
        source=facts["source"],
        methods=[own],
        facts=FACTS,
    )
