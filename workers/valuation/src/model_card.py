"""What the values stand on, as measured by ``train.comps_calibration`` on the shipped sales."""

from datetime import date
from typing import Literal

from contracts.valuation import MethodCard, ModelCard

HOMES = 4120  # sold since 2014-12-01, each valued from the sales before it

_MEASURED: tuple[tuple[Literal["comps", "area"], str, float, float, float, float], ...] = (
    ("comps", "place and all facts", 0.087, 0.56, 0.82, 0.806),
    ("comps", "place and all facts but the grade", 0.091, 0.54, 0.81, 0.807),
    ("comps", "place and size", 0.102, 0.49, 0.76, 0.799),
    ("area", "ZIP code and size", 0.120, 0.43, 0.71, 0.790),
    ("area", "place alone", 0.165, 0.33, 0.57, 0.801),
    ("area", "ZIP code alone", 0.208, 0.26, 0.49, 0.798),
)


def card() -> ModelCard:
    """The card of the shipped methods."""
    return ModelCard(
        model_version="comps-1",
        trained_on=date(2015, 3, 9),
        training_rows=17_281,
        source="King County Assessor's public records (Kaggle, House Sales in King County), CC0",
        methods=[
            MethodCard(
                method=method,
                version=f"{method}-1",
                told=told,
                homes=HOMES,
                median_error=median,
                within_10=within_10,
                within_20=within_20,
                covered=covered,
            )
            for method, told, median, within_10, within_20, covered in _MEASURED
        ],
    )
