"""How good estimates are: the measures of the IAAO Standard on Ratio Studies (2013), and coverage.

The ratio of a sale is estimate / price. COD is the mean absolute deviation of the ratios from their
median, in percent of it (§ 5.3); PRD is the mean ratio / the weighted mean ratio (§ 5.6), and above
1 when dear homes are valued too low.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from train.numeric import Bools, Floats


@dataclass(frozen=True)
class Accuracy:
    """Shares and errors in percent; `median_ratio` and `prd` are ratios."""

    sales: int
    median_error: float
    within_10: float
    within_20: float
    cod: float
    prd: float
    median_ratio: float


@dataclass(frozen=True)
class Coverage:
    """How often low ≤ price ≤ high, and the mean of (high − low) / estimate, in percent."""

    sales: int
    covered: float
    width: float


def accuracy(estimate: Floats, price: Floats) -> Accuracy:
    """Compare estimates with the prices paid."""
    ratio = estimate / price
    error = np.abs(ratio - 1)
    middle = float(np.median(ratio))
    return Accuracy(
        sales=len(price),
        median_error=100 * float(np.median(error)),
        within_10=100 * float(np.mean(error <= 0.1)),
        within_20=100 * float(np.mean(error <= 0.2)),
        cod=100 * float(np.mean(np.abs(ratio - middle))) / middle,
        prd=float(np.mean(ratio) / (estimate.sum() / price.sum())),
        median_ratio=middle,
    )


def coverage(low: Floats, high: Floats, estimate: Floats, price: Floats) -> Coverage:
    """How well intervals hold and how wide they are."""
    inside = (low <= price) & (price <= high)
    width = (high - low) / estimate
    return Coverage(len(price), 100 * float(np.mean(inside)), 100 * float(np.mean(width)))


def quartiles(values: Floats) -> list[Bools]:
    """Masks of the four quarters of `values`, lowest first."""
    group = np.searchsorted(np.quantile(values, [0.25, 0.5, 0.75]), values, side="left")
    return [np.asarray(group == k) for k in range(4)]
