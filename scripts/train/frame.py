"""What all vintages share: the map's origin and the table of known sales, as bytes.

Only geography and the scale of quantisation come from all sales; no price does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from train.columns import Columns, Feature
from train.hedonic import project
from train.numeric import Floats, Ints
from train.sales import Sales

CODES = 255


@dataclass(frozen=True)
class Frame:
    """`origin` (lat, lon) of the map; traits of likeness are low + step·code, in units of
    likeness, `fill` where a sale's trait is not known. `is_age`: the trait is a year built."""

    origin: tuple[float, float]
    low: Floats
    step: Floats
    fill: Floats
    is_age: tuple[bool, ...]

    def place(self, sales: Sales) -> Floats:
        """Kilometres east and north of the origin, (sales, 2)."""
        return project(sales.lat, sales.lon, self.origin)

    def codes(self, sales: Sales, columns: Columns) -> Ints:
        """The traits of known sales as bytes, (sales, traits)."""
        traits = _traits(sales, columns)
        traits = np.where(np.isnan(traits), self.fill, traits)
        return np.asarray(
            np.clip(np.round((traits - self.low) / self.step), 0, CODES), dtype=np.int64
        )

    def traits(self, codes: Ints) -> Floats:
        """The traits that the bytes stand for."""
        return np.asarray(self.low + self.step * codes)


def fit_frame(sales: Sales, columns: Columns) -> Frame:
    """The frame of all the sales of a file."""
    origin = float(np.round(sales.lat.mean(), 4)), float(np.round(sales.lon.mean(), 4))
    traits = _traits(sales, columns)
    low, high = np.nanmin(traits, axis=0), np.nanmax(traits, axis=0)
    step = np.maximum((high - low) / CODES, 1e-6)
    return Frame(origin, low, step, np.nanmedian(traits, axis=0), age_traits(columns))


def age_traits(columns: Columns) -> tuple[bool, ...]:
    """For each trait of likeness, whether it is a year."""
    return tuple(f.kind == "age" for f in columns.features if f.similar)


def _traits(sales: Sales, columns: Columns) -> Floats:
    alike = [f for f in columns.features if f.similar]
    return np.column_stack([_trait(f, sales.facts[f.name]) for f in alike])


def _trait(feature: Feature, values: Floats) -> Floats:
    if feature.kind == "log":
        values = np.log(np.where(values > 0, values, np.nan))
    return np.asarray(values / (feature.similar or 1.0))
