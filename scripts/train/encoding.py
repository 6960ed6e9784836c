"""Homes as numbers: one encoded value a fact, NaN where it is not known.

The worker's predictor repeats this module in plain Python; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from train.columns import Columns, Feature, Kind
from train.market import YEAR
from train.numeric import Floats, Ints
from train.sales import Sales

FADE_YEARS = 15.0  # a renovation's worth fades with exp(−years/15)
RARE = 30  # steps and levels with fewer sales are not told apart


@dataclass(frozen=True)
class Encoder:
    """How one fact becomes a number: limits, scale and levels learnt from the training sales."""

    name: str
    kind: Kind
    group: str
    of: str | None
    low: float
    high: float
    mean: float
    sd: float
    similar: float | None
    levels: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()

    def spec(self) -> dict[str, Any]:
        """The encoder as the artefact stores it."""
        return asdict(self)


def fit_encoders(sales: Sales, columns: Columns) -> tuple[Encoder, ...]:
    """Learn limits, scales and levels. Levels of a category are ordered by their median price."""
    return tuple(_fit(feature, sales) for feature in columns.features)


def encode(sales: Sales, encoders: tuple[Encoder, ...]) -> Floats:
    """Encoded facts, (sales, facts), clipped to what training saw; NaN is unknown."""
    return np.column_stack([np.clip(_raw(e, sales), e.low, e.high) for e in encoders])


def year_fraction(day: Ints) -> Floats:
    """The calendar year of ordinal days, with its fraction."""
    return np.asarray(1.0 + (day - 1) / YEAR, dtype=np.float64)


def _fit(feature: Feature, sales: Sales) -> Encoder:
    encoder = Encoder(
        name=feature.name,
        kind=feature.kind,
        group=feature.group,
        of=feature.of,
        low=-np.inf,
        high=np.inf,
        mean=0.0,
        sd=1.0,
        similar=feature.similar,
        levels=_levels(feature, sales),
        scale=feature.scale,
    )
    values = _raw(encoder, sales)
    values = values[~np.isnan(values)]
    if not len(values):
        raise ValueError(f"{feature.name} (column {feature.column}) is empty in every sale")
    return replace(
        encoder,
        low=float(values.min()),
        high=float(values.max()),
        mean=float(values.mean()),
        sd=max(float(values.std()), 1e-6),
        steps=_steps(values) if feature.kind == "steps" else (),
    )


def _levels(feature: Feature, sales: Sales) -> tuple[str, ...]:
    if feature.kind != "category":
        return ()
    labels = np.array(sales.labels[feature.name])
    common = [str(v) for v in np.unique(labels) if v and (labels == v).sum() >= RARE]
    return tuple(sorted(common, key=lambda v: (float(np.median(sales.price[labels == v])), v)))


def _steps(values: Floats) -> tuple[int, ...]:
    """Every whole step that enough sales stand on either side of."""
    inside = range(int(np.floor(values.min())) + 1, int(np.ceil(values.max())) + 1)
    return tuple(k for k in inside if min((values >= k).sum(), (values < k).sum()) >= RARE)


def _raw(encoder: Encoder, sales: Sales) -> Floats:
    if encoder.kind == "category":
        order = {level: float(i) for i, level in enumerate(encoder.levels)}
        return np.array([order.get(v, np.nan) for v in sales.labels[encoder.name]])
    values = sales.facts[encoder.name]
    if encoder.kind == "log":
        return _log(values)
    if encoder.kind == "share":
        return _log(values) - _log(sales.facts[encoder.of or ""])
    if encoder.kind == "age":
        # Below 0: sold before it was built, which is a lot more often than a house.
        return year_fraction(sales.day) - values
    if encoder.kind == "since":
        years = np.maximum(year_fraction(sales.day) - values, 0.0)
        return np.where(
            values > 0, np.exp(-years / FADE_YEARS), np.where(np.isnan(values), np.nan, 0)
        )
    return values


def _log(values: Floats) -> Floats:
    known = np.where(values > 0, values, np.nan)
    return np.asarray(np.log(known))
