"""A vintage: the whole model, sealed at a date and knowing nothing later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import lightgbm
import numpy as np

from train import boosting
from train.columns import Columns
from train.frame import Frame
from train.hiding import hide, patterns
from train.intervals import (
    CALIBRATION_DAYS,
    Intervals,
    Unseen,
    calibrate,
    fit_spread,
    measure_unknown,
)
from train.numeric import Floats
from train.pricing import Hedonic, PriceModel, TrainingRows, fit_pricing
from train.sales import Sales

Progress = Callable[[str, int, int], None]
"""Told what is being done, the step and the number of steps."""

ENOUGH = 200  # sales to fit on, and as many to calibrate on
SHORTEST_CALIBRATION = 45  # days: a young vintage keeps at least half of its sales to learn from


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
    """A price model with its intervals. `slopes` is log price per unit of each encoded fact;
    `place_variance` the variance of log price within an area, by area."""

    model: PriceModel
    intervals: Intervals
    slopes: Floats
    place_variance: Floats

    def value(self, sales: Sales) -> Estimates:
        """Value homes at their own dates of sale, never looking at the price."""
        unseen = look(self.model, self.intervals.spread, self.slopes, sales)
        low, high = self.intervals.bounds(unseen)
        level = unseen.deflated + self.model.market.level(sales.day)
        return Estimates(np.exp(level), np.exp(level + low), np.exp(level + high))


def fit_vintage(
    sales: Sales, columns: Columns, frame: Frame, trees: dict[str, Any] | None = None
) -> Vintage:
    """Fit on all the sales; calibrate with a twin that saw all but the newest.

    Raises TooFewSalesError when either part has fewer than 200 sales.
    """
    older, newest = _split(sales)
    twin, rows = fit_pricing(older, columns, frame, trees)
    spread = fit_spread(rows.features, rows.residual)
    slopes = _slopes(twin.hedonic, rows)
    intervals = calibrate(spread, look(twin, spread, slopes, newest))
    hidden = [hide(newest, names) for _, names in patterns(columns)]
    intervals = measure_unknown(intervals, [look(twin, spread, slopes, h) for h in hidden])
    model, rows = fit_pricing(sales, columns, frame, trees)
    return Vintage(
        model,
        replace(intervals, spread=fit_spread(rows.features, rows.residual)),
        _slopes(model.hedonic, rows),
        _place_variance(model, rows),
    )


def look(model: PriceModel, spread: lightgbm.Booster, slopes: Floats, sales: Sales) -> Unseen:
    """Sales that the model did not learn from, as the intervals see them."""
    homes = model.hedonic.homes(sales)
    features = model.features(homes)
    deflated = model.deflated(homes, features)
    price = np.log(sales.price)
    return Unseen(
        error=price - deflated - model.market.level(sales.day),
        spread=np.exp(boosting.predict(spread, features)),
        unknown=np.sqrt(model.hedonic.areas.unknown_variance(homes.encoded, slopes)),
        deflated=deflated,
        price=price,
    )


def _split(sales: Sales) -> tuple[Sales, Sales]:
    if not len(sales):
        raise TooFewSalesError("No sale is left to learn from: all are of too late a day.")
    first, end = int(sales.day.min()), int(sales.day.max()) + 1
    days = max(min(CALIBRATION_DAYS, (end - first) // 2), SHORTEST_CALIBRATION)
    older, newest = sales.before(end - days), sales.between(end - days, end)
    if min(len(older), len(newest)) < ENOUGH:
        raise TooFewSalesError(
            f"{len(sales)} sales are too few: the model needs {ENOUGH} to learn from and "
            f"{ENOUGH} newer ones (the last {days} days) to measure its errors."
        )
    return older, newest


def _slopes(hedonic: Hedonic, rows: TrainingRows) -> Floats:
    """Log price per unit of each fact within an area, all facts together in one linear fit."""
    homes = rows.homes
    deviation = homes.imputed - hedonic.areas.typical[homes.area]
    price = hedonic.log_price(homes) + rows.residual
    count = np.maximum(np.bincount(homes.area), 1)
    within = price - (np.bincount(homes.area, price) / count)[homes.area]
    ridge = np.diag([1e-3 * len(price) * e.sd**2 for e in hedonic.encoders])
    gram = deviation.T @ deviation + ridge
    return np.asarray(np.linalg.solve(gram, deviation.T @ within))


def _place_variance(model: PriceModel, rows: TrainingRows) -> Floats:
    """How much the same typical home's price varies within its area."""
    areas, homes = model.hedonic.areas, rows.homes
    typical = replace(homes, imputed=areas.typical[homes.area])
    price = model.deflated(typical, model.features(typical))
    members = [price[homes.area == k] for k in range(len(areas.names))]
    return np.array([float(m.var()) if len(m) else 0.0 for m in members])
