"""What nearby sales say beyond the ridge: kernel means of its residuals and of the homes' traits.

Coarse kernels work on sums over square cells, so that a valuation costs the same however many sales
there are; fine ones on the sales within 700 m, weighted by likeness too. In training each sale is
left out of its own means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import KDTree

from train.numeric import Floats, Ints

RADIUS_KM = 0.7
CELLS = (0.6, 1.5)  # km: both the cells' size and the kernels' width
REACH = 2  # cells on each side
CELL_SHRINKAGE, ALIKE_SHRINKAGE = 1.0, 0.3
RESIDUAL_STEP, RESIDUAL_LIMIT = 0.01, 0.6
# (kernel width in km, weight of differences in age, weight of other differences)
ALIKE = ((0.5, 1.0, 1.0), (0.3, 4.0, 0.5))


@dataclass(frozen=True)
class Surroundings:
    """Known sales: `place` (sales, 2) km, quantised ridge `residual`, `traits` (sales, k) in
    units of likeness, and for each trait whether it is an age."""

    place: Floats
    residual: Floats
    traits: Floats
    is_age: tuple[bool, ...]

    def features(self, place: Floats, traits: Floats, *, leave_out_self: bool = False) -> Floats:
        """Neighbour features, (homes, 8 + 2·traits): mean and weight for each kernel, and after
        those over cells the mean traits, ages first.

        With `leave_out_self` the homes must be the known sales themselves, in order.
        """
        coarse = [self._cells(place, width, leave_out_self) for width in CELLS]
        return np.hstack([*coarse, self._points(place, traits, leave_out_self)])

    def _cells(self, place: Floats, width: float, leave_out: bool) -> Floats:
        at = np.floor(self.place / width).astype(np.int64)
        home = np.floor(place / width).astype(np.int64)
        low = np.minimum(at.min(axis=0), home.min(axis=0)) - REACH
        shape = np.maximum(at.max(axis=0), home.max(axis=0)) + REACH + 1 - low
        ordered = self.traits[:, np.argsort(np.logical_not(self.is_age), kind="stable")]
        middle = ordered.mean(axis=0)
        values = np.column_stack([np.ones(len(at)), self.residual, ordered - middle])
        total = np.zeros((*shape, values.shape[1]))
        np.add.at(total, tuple((at - low).T), values)
        sums = np.zeros((len(place), values.shape[1]))
        for column, row, weight in _window(place, home, width):
            sums += weight[:, None] * total[column - low[0], row - low[1]]
        if leave_out:
            sums -= _gauss(place - (home + 0.5) * width, width)[:, None] * values
        weights = np.maximum(sums[:, 0], 0.0)
        means = sums[:, 1:] / (weights + CELL_SHRINKAGE)[:, None]
        return np.column_stack([means[:, 0], weights, means[:, 1:] + middle])

    def _points(self, place: Floats, traits: Floats, leave_out: bool) -> Floats:
        home, sale = _pairs(place, self.place)
        if leave_out:
            home, sale = home[home != sale], sale[home != sale]
        square = ((place[home] - self.place[sale]) ** 2).sum(axis=1)
        unlike = (traits[home] - self.traits[sale]) ** 2
        columns = []
        for width, age, other in ALIKE:
            scale = np.where(self.is_age, age, other) ** 2
            weight = np.exp(-square / (2 * width**2) - unlike @ scale / 2)
            mass = np.bincount(home, weight, minlength=len(place))
            total = np.bincount(home, weight * self.residual[sale], minlength=len(place))
            columns += [total / (mass + ALIKE_SHRINKAGE), mass]
        return np.column_stack(columns)


def quantise(residual: Floats) -> Floats:
    """Residuals in the steps that the artefact stores, clipped to its limits."""
    clipped = np.clip(residual, -RESIDUAL_LIMIT, RESIDUAL_LIMIT)
    return np.asarray(np.round(clipped / RESIDUAL_STEP) * RESIDUAL_STEP)


def _window(place: Floats, home: Ints, width: float) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Every cell around each home, with its kernel weight."""
    for east in range(-REACH, REACH + 1):
        for north in range(-REACH, REACH + 1):
            at = home + np.array([east, north])
            yield at[:, 0], at[:, 1], _gauss(place - (at + 0.5) * width, width)


def _gauss(offset: Floats, width: float) -> Floats:
    return np.asarray(np.exp(-(offset**2).sum(axis=1) / (2 * width**2)))


def _pairs(place: Floats, known: Floats) -> tuple[Ints, Ints]:
    """Indices of every (home, sale) pair within RADIUS_KM."""
    # Places are whole 10 m: many sales lie at the radius exactly, and the margin keeps them in.
    found = KDTree(known).query_radius(place, RADIUS_KM + 1e-9)
    home = np.repeat(np.arange(len(place)), [len(sales) for sales in found])
    sale = np.concatenate(found) if len(found) else np.empty(0, dtype=np.int64)
    return home, sale.astype(np.int64)
