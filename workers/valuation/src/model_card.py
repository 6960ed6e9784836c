"""What the values stand on: the trained model, and the methods that help where it knows too little.

Their errors are those that ``train.comps_calibration`` measures on the shipped sales.
"""

from typing import Literal

import trained
from appraisal import VERSIONS
from contracts.valuation import MethodCard, ModelCard

HOMES = 4120  # sold since 2014-12-01, each valued from the sales before it

_MEASURED: tuple[tuple[Literal["comps", "area"], str, float, float, float, float], ...] = (
    ("comps", "place and all facts", 0.087, 0.55, 0.82, 0.810),
    ("comps", "place and all facts but the grade", 0.091, 0.54, 0.81, 0.807),
    ("comps", "place and size", 0.101, 0.49, 0.76, 0.798),
    ("area", "ZIP code and size", 0.120, 0.43, 0.71, 0.790),
    ("area", "place alone", 0.162, 0.33, 0.58, 0.796),
    ("area", "ZIP code alone", 0.208, 0.26, 0.49, 0.798),
)


def card() -> ModelCard:
    """The trained model's card, with the other methods' beside it."""
    own = trained.card()
    others = [
        MethodCard(
            method=method,
            version=VERSIONS[method],
            told=told,
            homes=HOMES,
            median_error=median,
            within_10=within_10,
            within_20=within_20,
            covered=covered,
        )
        for method, told, median, within_10, within_20, covered in _MEASURED
    ]
    return own.model_copy(update={"methods": [*own.methods, *others]})
