"""Areas, their typical home, and what an unknown fact probably is.

Facts are taken as jointly normal around the area's medians: an unknown fact gets its conditional
mean given the known ones (Little & Rubin, Statistical Analysis with Missing Data, ch. 11), and the
conditional covariance says how much wider the interval must be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans

from train.encoding import Encoder
from train.numeric import Floats, Ints
from train.sales import Sales

AREAS = 60  # made by clustering where the sales name none
ENOUGH = 15  # sales for medians of its own


@dataclass(frozen=True)
class Areas:
    """ZIPs (or clusters): `centre` (areas, 2) in km, `typical` (areas, facts) encoded medians,
    `covariance` (facts, facts) of the encoded facts within an area."""

    names: tuple[str, ...]
    centre: Floats
    typical: Floats
    covariance: Floats

    def assign(self, named: tuple[str, ...], place: Floats) -> Ints:
        """Each home's area: by its name if known, else by the nearest centre."""
        index = {name: i for i, name in enumerate(self.names)}
        square = ((place[:, None, :] - self.centre) ** 2).sum(axis=2)
        nearest = square.argmin(axis=1).tolist()
        return np.array([index.get(n, k) for n, k in zip(named, nearest, strict=True)])

    def impute(self, encoded: Floats, area: Ints) -> Floats:
        """Fill unknown facts, (homes, facts)."""
        filled = encoded.copy()
        unknown = np.isnan(encoded)
        for pattern in np.unique(unknown[unknown.any(axis=1)], axis=0):
            rows = np.flatnonzero((unknown == pattern).all(axis=1))
            centre = self.typical[area[rows]]
            gain = self._gain(pattern)
            known = encoded[rows][:, ~pattern] - centre[:, ~pattern]
            filled[np.ix_(rows, np.flatnonzero(pattern))] = centre[:, pattern] + known @ gain
        return filled

    def unknown_variance(self, encoded: Floats, slopes: Floats) -> Floats:
        """Variance of log price from unknown facts, per home; `slopes` is log price per unit."""
        unknown = np.isnan(encoded)
        variance = np.zeros(len(encoded))
        for pattern in np.unique(unknown[unknown.any(axis=1)], axis=0):
            rows = (unknown == pattern).all(axis=1)
            left = self.covariance[np.ix_(pattern, pattern)]
            explained = self.covariance[np.ix_(pattern, ~pattern)] @ self._gain(pattern)
            variance[rows] = slopes[pattern] @ (left - explained) @ slopes[pattern]
        return np.maximum(variance, 0.0)

    def _gain(self, unknown: np.typing.NDArray[np.bool_]) -> Floats:
        """Regression of unknown on known deviations, (known, unknown)."""
        known = self.covariance[np.ix_(~unknown, ~unknown)]
        return np.asarray(np.linalg.solve(known, self.covariance[np.ix_(~unknown, unknown)]))


def fit_areas(sales: Sales, place: Floats, encoded: Floats, encoders: tuple[Encoder, ...]) -> Areas:
    """Learn areas from sales at `place` (km) with `encoded` facts that may hold NaN."""
    names, member = _membership(sales, place)
    centre = np.array([place[member == k].mean(axis=0) for k in range(len(names))])
    overall = np.nanmedian(encoded, axis=0)
    typical = np.array([_medians(encoded[member == k], overall) for k in range(len(names))])
    typical = _whole_levels(typical, encoders)
    deviation = np.nan_to_num(encoded - typical[member])
    jitter = np.diag([1e-3 * e.sd**2 for e in encoders])
    covariance = deviation.T @ deviation / len(deviation) + jitter
    return Areas(names, centre, typical, covariance)


def _membership(sales: Sales, place: Floats) -> tuple[tuple[str, ...], Ints]:
    if any(sales.area):
        names = tuple(sorted(set(sales.area) - {""}))
        index = {name: i for i, name in enumerate(names)}
        return names, np.array([index.get(name, -1) for name in sales.area])
    count = min(AREAS, max(1, len(sales) // ENOUGH))
    member = KMeans(count, n_init=1, random_state=0).fit(place).labels_
    return tuple(f"area {k + 1}" for k in range(count)), member.astype(np.int64)


def _medians(encoded: Floats, overall: Floats) -> Floats:
    known = (~np.isnan(encoded)).sum(axis=0)
    medians = overall.copy()
    enough = known >= ENOUGH
    medians[enough] = np.nanmedian(encoded[:, enough], axis=0)
    return medians


def _whole_levels(typical: Floats, encoders: tuple[Encoder, ...]) -> Floats:
    """A category's median must be one of its levels, not the middle of two."""
    levels = np.array([e.kind == "category" for e in encoders])
    return np.where(levels, np.floor(typical), typical)
