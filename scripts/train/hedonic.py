"""The hedonic terms of the ridge: facts, area and place as columns of a design matrix."""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans

from train.encoding import Encoder
from train.numeric import Floats, Ints

KNOTS = 80
WIDTHS_KM = (3.0, 1.5)
EARTH_KM_PER_DEGREE = 111.2


def project(lat: Floats, lon: Floats, origin: tuple[float, float]) -> Floats:
    """Kilometres east and north of `origin` (lat, lon), equirectangular, to whole 10 m."""
    east = (lon - origin[1]) * EARTH_KM_PER_DEGREE * np.cos(np.radians(origin[0]))
    north = (lat - origin[0]) * EARTH_KM_PER_DEGREE
    return np.asarray(np.round(np.column_stack([east, north]), 2), dtype=np.float64)


def fit_knots(place: Floats) -> Floats:
    """Centres of the radial basis, (knots, 2) km, dense where sales are."""
    count = min(KNOTS, len(np.unique(place, axis=0)))
    centres = KMeans(count, n_init=1, random_state=0).fit(place).cluster_centers_
    return np.asarray(np.round(centres, 2), dtype=np.float64)


def fact_terms(encoded: Floats, encoders: tuple[Encoder, ...]) -> Floats:
    """Ridge terms of the (imputed) facts, each fact's together, in order."""
    terms = [_terms(encoded[:, k], encoder) for k, encoder in enumerate(encoders)]
    return np.column_stack([column for fact in terms for column in fact])


def term_count(encoder: Encoder) -> int:
    """How many terms a fact has."""
    return len(_terms(np.zeros(1), encoder))


def radial_terms(place: Floats, knots: Floats) -> Floats:
    """Gaussian bumps around the knots at each width, (homes, widths·knots)."""
    square = ((place[:, None, :] - knots) ** 2).sum(axis=2)
    return np.hstack([np.exp(-square / (2 * width**2)) for width in WIDTHS_KM])


def area_terms(area: Ints, count: int) -> Floats:
    """One column an area."""
    return np.asarray(np.eye(count)[area])


def _terms(value: Floats, encoder: Encoder) -> list[Floats]:
    if encoder.kind == "category":
        return [(value == k).astype(np.float64) for k in range(len(encoder.levels))]
    if encoder.kind == "steps":
        # An imputed grade of 7.4 has climbed 0.4 of the step to 8.
        return [np.clip(value - (k - 1), 0.0, 1.0) for k in encoder.steps]
    unit = (value - encoder.mean) / encoder.sd
    if encoder.kind == "age":
        # Sold before it was a year old, or even built: often the lot alone.
        return [unit, unit**2, unit**3, np.clip(1.0 - value, 0.0, 2.0)]
    return [unit, unit**2]
