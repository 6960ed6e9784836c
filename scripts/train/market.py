"""The market's level through time, estimated from the sales themselves.

Time is handled outside the trees: prices are divided by this index, modelled, and multiplied by the
index at the date of valuation. The level is a structural time series (trend, season, random walk;
Harvey 1989) on fortnightly hedonic effects, solved as a Gaussian process. It is smooth in the past,
and past the last sale it goes on with trend and season alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from train.numeric import Floats, Ints
from train.ridge import huber_ridge

FORTNIGHT = 14
YEAR = 365.2425
GROWTH_SD = 0.015  # log points a year, around the prior of the column map
SEASON_SD = (0.02, 0.006)  # first and second harmonic
WALK_SD = 0.015  # log points per square root of a year
SALE_SD = 0.17  # of one sale around its hedonic value


@dataclass(frozen=True)
class Market:
    """The log market level: 0 near `origin` (an ordinal day)."""

    origin: int
    growth: float
    coefficients: Floats
    knots: Floats
    walk: Floats

    def level(self, day: Ints) -> Floats:
        """The log level on each ordinal day."""
        t = _years(day, self.origin)
        steps = WALK_SD**2 * np.minimum(t[:, None], self.knots) @ self.walk
        return self.growth * t + _basis(t) @ self.coefficients + steps

    def forecast(self) -> dict[str, float | list[float]]:
        """`level`, `growth` a year and four `season` terms: the log level on days after the last
        sale is level + growth·t + season·[cos 2πt, sin 2πt, cos 4πt, sin 4πt], t in years since
        the origin."""
        constant, slope, *season = self.coefficients.tolist()
        level = constant + WALK_SD**2 * float(self.knots @ self.walk)
        return {"level": level, "growth": self.growth + slope, "season": season}


def fit_market(log_price: Floats, day: Ints, design: Floats, annual_growth: float) -> Market:
    """Estimate the level from log prices, their ordinal days and the homes' hedonic design.

    `annual_growth` (log points) is the prior mean of the trend: in less than two years of sales
    trend and season can't be told apart.
    """
    origin = int(day.min())
    fortnight = (day - origin) // FORTNIGHT
    effects, counts = _fortnightly_effects(log_price, fortnight, design)
    seen = np.flatnonzero(counts)
    knots = np.asarray((seen + 0.5) * FORTNIGHT / YEAR, dtype=np.float64)
    noise = SALE_SD**2 / counts[seen].astype(np.float64)
    departure = effects[seen] - annual_growth * knots
    gain = np.asarray(np.linalg.solve(_covariance(knots) + np.diag(noise), departure))
    coefficients = _prior_variance() * (_basis(knots).T @ gain)
    return Market(origin, annual_growth, coefficients, knots, gain)


def _fortnightly_effects(log_price: Floats, period: Ints, design: Floats) -> tuple[Floats, Ints]:
    """Log price level of each fortnight, holding the homes' characteristics constant."""
    counts = np.bincount(period)
    dummies = np.eye(len(counts))[period][:, 1:]
    penalty = np.concatenate([np.ones(design.shape[1]), np.full(dummies.shape[1], 1e-3)])
    penalty[0] = 0.0
    beta = huber_ridge(np.hstack([design, dummies]), log_price, penalty)
    return np.concatenate([[0.0], beta[design.shape[1] :]]), counts


def _years(day: Ints, origin: int) -> Floats:
    return np.asarray((day - origin) / YEAR, dtype=np.float64)


def _basis(t: Floats) -> Floats:
    angle = 2 * np.pi * t
    season = [np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)]
    return np.column_stack([np.ones_like(t), t, *season])


def _prior_variance() -> Floats:
    first, second = SEASON_SD
    return np.array([1.0, GROWTH_SD, first, first, second, second]) ** 2


def _covariance(t: Floats) -> Floats:
    walk = WALK_SD**2 * np.minimum(t[:, None], t)
    basis = _basis(t)
    return np.asarray(basis * _prior_variance() @ basis.T + walk)
