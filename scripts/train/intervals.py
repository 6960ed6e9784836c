"""How far off an estimate may be: conformal 80 % intervals.

The half-widths follow a spread that trees predict from out-of-fold errors (normalised conformal
prediction, Papadopoulos et al. 2008); the quantiles of error / spread come from the newest sales,
priced by a model that never saw them, within groups of the estimate (Mondrian). The sales that
calibrate are weighted so that dear and cheap homes, by the price paid, are covered equally.
Facts that are not known widen the spread by their standard deviation, scaled to the coverage that
was measured with facts hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import lightgbm
import numpy as np

from train import boosting
from train.metrics import quartiles
from train.numeric import Bools, Floats

TAIL = 0.1
NORMAL_80 = 1.2816  # standard deviations on each side of a normal 80 % interval
GROUPS = 5
CALIBRATION_DAYS = 110
SMALLEST = 0.01  # added to errors before the logarithm: lucky hits are not precision
ROUNDS, RATE, BALANCE = 60, 2.0, 2.0
SCALES = np.arange(0.0, 2.01, 0.02)


@dataclass(frozen=True)
class Unseen:
    """Homes that the model did not learn from. Logs: `error` is price − estimate, `spread` the
    expected size of it, `unknown` the standard deviation that unknown facts leave."""

    error: Floats
    spread: Floats
    unknown: Floats
    deflated: Floats
    price: Floats


@dataclass(frozen=True)
class Intervals:
    """`spread` predicts log |error|; `low` and `high` multiply it at the `centres` of groups of
    the deflated log estimate. `unknown` scales the deviation of facts that are not known."""

    spread: lightgbm.Booster
    centres: Floats
    low: Floats
    high: Floats
    unknown: float = 0.0

    def bounds(self, unseen: Unseen) -> tuple[Floats, Floats]:
        """Log distance of low and high from the estimate."""
        spread = unseen.spread + self.unknown * unseen.unknown
        low = np.interp(unseen.deflated, self.centres, self.low)
        high = np.interp(unseen.deflated, self.centres, self.high)
        return low * spread, high * spread

    @property
    def per_deviation(self) -> float:
        """How much spread has the effect of one standard deviation of a normal error."""
        return 2 * NORMAL_80 / float(np.mean(self.high - self.low))

    def covered(self, unseen: Unseen) -> Bools:
        """Which prices lie within their interval."""
        low, high = self.bounds(unseen)
        return np.asarray((low <= unseen.error) & (unseen.error <= high))


def fit_spread(features: Floats, residual: Floats) -> lightgbm.Booster:
    """Trees that predict log |error| of the price trees on sales that they did not see."""
    error = np.abs(residual - boosting.out_of_fold(features, residual, boosting.PRICE))
    return boosting.boost(features, np.log(error + SMALLEST), boosting.SPREAD)


def calibrate(spread: lightgbm.Booster, unseen: Unseen) -> Intervals:
    """Quantiles of error / spread by group of the estimate, balanced over quartiles of price."""
    score = unseen.error / unseen.spread
    groups = _groups(unseen.deflated)
    quarters = quartiles(unseen.price)
    centres = np.array([np.median(unseen.deflated[g]) for g in groups])
    weight = np.ones(len(score))
    for _ in range(ROUNDS):
        low = np.array([_quantile(score[g], weight[g], TAIL) for g in groups])
        high = np.array([_quantile(score[g], weight[g], 1 - TAIL) for g in groups])
        found = Intervals(spread, centres, low, high)
        inside = found.covered(unseen)
        for quarter in quarters:
            weight[quarter] *= np.exp(RATE * (1 - 2 * TAIL - inside[quarter].mean()))
        # Unbounded, one odd quarter would stretch a group's interval to its outliers.
        weight = np.clip(weight / weight.mean(), 1 / BALANCE, BALANCE)
    return _scaled(found, unseen)


def _scaled(found: Intervals, unseen: Unseen) -> Intervals:
    """Balancing may cover too many or too few of all: scale to exactly the promised share."""
    low, high = found.bounds(unseen)
    needed = np.maximum(unseen.error / low, unseen.error / high)
    factor = _quantile(needed, np.ones(len(needed)), 1 - 2 * TAIL)
    return replace(found, low=found.low * factor, high=found.high * factor)


def measure_unknown(intervals: Intervals, hidden: list[Unseen]) -> Intervals:
    """Scale the deviation of unknown facts so that homes with facts hidden are covered too."""

    def miss(scale: float) -> float:
        scaled = replace(intervals, unknown=scale)
        return float(np.mean([(scaled.covered(h).mean() - 1 + 2 * TAIL) ** 2 for h in hidden]))

    return min(
        (replace(intervals, unknown=float(s)) for s in SCALES), key=lambda i: miss(i.unknown)
    )


def _groups(values: Floats) -> list[Bools]:
    edges = np.quantile(values, np.linspace(0, 1, GROUPS + 1)[1:-1])
    group = np.searchsorted(edges, values)
    return [np.asarray(group == k) for k in range(GROUPS)]


def _quantile(values: Floats, weight: Floats, level: float) -> float:
    """The weighted conformal quantile: one unseen error counts as beyond all others."""
    order = np.argsort(values)
    mass = np.cumsum(weight[order])
    target = level * (mass[-1] + weight.mean())
    return float(values[order][min(int(np.searchsorted(mass, target)), len(values) - 1)])
