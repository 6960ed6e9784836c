"""The trained model as one of the ways to a value: when it is asked, and what it answers."""

import math
from datetime import date, timedelta
from pathlib import Path

import model
from comps_value import told
from contracts.valuation import Factor, MethodCard, ModelCard, Property
from value import Value

MODEL = model.load(Path(__file__).parent / "king_county.model")
DATA_TO = date.fromisoformat(MODEL.card()["data_to"])
OWN_TREND = timedelta(days=183)  # as long as the sales' own trend and season hold

# Of comps_value.FACTS. With fewer, comps come closer: on homes sold since 2015-01-16 the median
# error with seven facts was 8.5 % (model) against 9.0 % (comps), with five 10.7 % against 9.6 %.
WELL_DESCRIBED = 7
SAID = {
    "sqft": "living area",
    "sqft_above": "living area above ground",
    "lot_sqft": "size of the lot",
    "year_renovated": "year of renovation",
    "zip": "ZIP code",
}


def describes_well(home: Property) -> bool:
    """Whether the model knows more of a home than its neighbours' sales tell."""
    return home.sqft is not None and told(home) >= WELL_DESCRIBED


def covers(home: Property, as_of: date) -> bool:
    """Whether the model knew enough sales around the home on that day, and none of its facts goes
    beyond theirs: trees answer a palace as they do the largest home that they saw."""
    around = MODEL.covers(home.lat, home.lon, home.zip, as_of)
    return around and MODEL.has_seen(home.model_dump(), as_of)


def needs_market(as_of: date) -> bool:
    """Whether the day lies so far beyond the sales that the market's index has to help."""
    return as_of > DATA_TO + OWN_TREND


def located(home: Property, as_of: date) -> Property:
    """The home with the ZIP code around its place, if none was given."""
    if home.zip is not None:
        return home
    area = MODEL.predict(home.model_dump(), as_of, None, detailed=False).area
    return home.model_copy(update={"zip": area})


def by_model(
    home: Property, as_of: date, ratio: float | None, *, detailed: bool
) -> tuple[Value, int, list[Factor]]:
    """The model's value on ``as_of``, the typical home of its area, and what leads from it."""
    found = MODEL.predict(home.model_dump(), as_of, ratio, detailed=detailed)
    factors = [Factor(name=f.name, amount=f.amount, detail=f.detail) for f in found.factors]
    value = Value(
        log_price=math.log(found.estimate),
        below=math.log(found.estimate / found.low),
        above=math.log(found.high / found.estimate),
        method="model",
        priced_on=as_of,
        notes=tuple(_notes(found, as_of, ratio)),
    )
    return value, found.typical, factors


def _notes(found: model.Prediction, as_of: date, ratio: float | None) -> list[str]:
    notes = []
    if found.unknown:
        named = ", ".join(SAID.get(name, name.replace("_", " ")) for name in found.unknown)
        notes.append(f"Not given, and taken as usual there: {named}.")
    if needs_market(as_of) and ratio is None:
        notes.append(f"The market's change since {DATA_TO} is not known.")
    elif needs_market(as_of):
        notes.append(f"Prices of about {DATA_TO} were brought forward by the market's index.")
    return notes


def card() -> ModelCard:
    """What the values stand on: the model's training, and each method's error on later sales."""
    facts = MODEL.card()
    held_out = facts["held_out"]
    own = MethodCard(
        method="model",
        version=MODEL.version,
        told="place and all facts",
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
    )
