"""A vintage: the whole model, sealed at a date and knowing nothing later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from train.columns import Columns
from train.frame import Frame
from train.heldout import FEW, as_seen, held_out, refitted
from train.intervals import Intervals, fit_intervals
from train.numeric import Floats
from train.pricing import PriceModel, TrainingRows, fit_pricing
from train.sales import Sales

ENOUGH = 400  # sales


class TooFewSalesError(ValueError):
    """There are not enough sales to fit a model and to calibrate it."""


@dataclass(frozen=True)
class Estimates:
    """Dollars for each home."""

    estimate: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Vintage:
    """A price model with its intervals. `place_variance` is the variance of log price within an
    area, by area."""

    model: PriceModel
    intervals: Intervals
    place_variance: Floats

    def value(self, sales: Sales) -> Estimates:
        """Value homes at their own dates of sale, never looking at the price."""
        homes = self.model.hedonic.homes(sales)
        features = self.model.features(homes)
        deflated = self.model.deflated(homes, features)
        nothing = np.zeros(len(sales))
        seen = as_seen(self.model, homes, features, nothing, deflated, nothing)
        low, high = self.intervals.bounds(seen)
        level = deflated + self.model.market.level(sales.day)
        return Estimates(np.exp(level), np.exp(level + low), np.exp(level + high))


def fit_vintage(
    sales: Sales, columns: Columns, frame: Frame, trees: dict[str, Any] | None = None
) -> Vintage:
    """Fit on all the sales, and measure the errors with trees that did not see them.

    Raises TooFewSalesError when there are fewer than ENOUGH.
    """
    if len(sales) < ENOUGH:
        raise TooFewSalesError(
            f"{len(sales)} sales are too few: the model needs {ENOUGH} to learn from and to "
            "measure its errors on."
        )
    model, rows = fit_pricing(sales, columns, frame, trees)
    if len(sales) < FEW:
        unseen = refitted(sales, columns, frame, trees)
    else:
        unseen = held_out(model, rows, sales, trees)
    return Vintage(model, fit_intervals(*unseen), _place_variance(model, rows))


def _place_variance(model: PriceModel, rows: TrainingRows) -> Floats:
    """How much the same typical home's price varies within its area."""
    areas, homes = model.hedonic.areas, rows.homes
    typical = replace(homes, imputed=areas.typical[homes.area])
    price = model.deflated(typical, model.features(typical))
    members = [price[homes.area == k] for k in range(len(areas.names))]
    return np.array([float(m.var()) if len(m) else 0.0 for m in members])
