"""Ridge regression that single odd sales can't pull about (Huber weights)."""

from __future__ import annotations

import numpy as np

from train.numeric import Floats

HUBER = 0.25  # log price: residuals beyond it count linearly
ROUNDS = 4


def huber_ridge(design: Floats, target: Floats, penalty: Floats) -> Floats:
    """Coefficients minimising Huber loss + Σ penalty·β², by iterated reweighting.

    `design` is (rows, terms), `penalty` one number a term (0 leaves the term free).
    """
    beta = _solve(design, target, penalty, np.ones(len(target)))
    for _ in range(ROUNDS):
        residual = np.abs(target - design @ beta)
        beta = _solve(design, target, penalty, HUBER / np.maximum(residual, HUBER))
    return beta


def _solve(design: Floats, target: Floats, penalty: Floats, weight: Floats) -> Floats:
    weighted = design * weight[:, None]
    return np.asarray(np.linalg.solve(weighted.T @ design + np.diag(penalty), weighted.T @ target))
