"""How the known value of a fact goes with the size of errors: one small table a fact.

The intervals take each known fact as the mean size of the errors on homes that have about this
value, and an unknown one as more than any value has: so that what is told can only narrow them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from train.numeric import Floats

BINS = 10
SHRINKAGE = 60.0  # sales: the fewer have a value, the nearer it is taken to the mean of all
UNKNOWN = 9.0  # above all means of logarithms


@dataclass(frozen=True)
class NoiseTable:
    """`score` of the values up to each of `edges`, and of those beyond the last."""

    edges: Floats
    score: Floats

    def of(self, encoded: Floats) -> Floats:
        """The scores of encoded values; NaN, which is unknown, has UNKNOWN."""
        known = self.score[np.searchsorted(self.edges, encoded, side="left")]
        return np.where(np.isnan(encoded), UNKNOWN, known)


def fit_noise(encoded: Floats, log_error: Floats) -> NoiseTable:
    """The table of one fact, from the logarithms of the errors' sizes."""
    known = ~np.isnan(encoded)
    values, errors = encoded[known], log_error[known] - log_error.mean()
    edges = _edges(values)
    member = np.searchsorted(edges, values, side="left")
    count = np.bincount(member, minlength=len(edges) + 1)
    total = np.bincount(member, errors, minlength=len(edges) + 1)
    return NoiseTable(edges, np.asarray(np.round(total / (count + SHRINKAGE), 3)))


def _edges(values: Floats) -> Floats:
    """Halfway between values, so that rounding moves none to the other side."""
    distinct = np.unique(values)
    at = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])
    below = np.unique(np.searchsorted(distinct, at, side="right") - 1)
    below = below[below < len(distinct) - 1]
    return np.asarray((distinct[below] + distinct[below + 1]) / 2)


def noise_scores(tables: tuple[NoiseTable, ...], encoded: Floats) -> Floats:
    """The scores of homes' encoded facts, (homes, facts)."""
    return np.column_stack([table.of(encoded[:, k]) for k, table in enumerate(tables)])
