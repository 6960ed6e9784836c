"""What is served: the values that the worker's own code reads from a written artefact."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from train.numeric import Floats
from train.sales import Sales

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "workers" / "valuation" / "src"))

from model import Model, NotCoveredError, Prediction, load  # noqa: E402

__all__ = ["Model", "home_of", "load", "served"]


def served(model: Model, sales: Sales) -> Floats:
    """Estimate, low and high of each sale's home on its day, (sales, 3); NaN: there is no value."""
    answers = [_answer(model, sales, k) for k in range(len(sales))]
    nothing = (np.nan,) * 3
    return np.array([(a.estimate, a.low, a.high) if a else nothing for a in answers])


def home_of(sales: Sales, index: int) -> dict[str, Any]:
    """A sale as a request would describe the home."""
    return dict(_told(sales, index))


def _told(sales: Sales, index: int) -> Iterator[tuple[str, Any]]:
    yield "lat", float(sales.lat[index])
    yield "lon", float(sales.lon[index])
    if sales.area[index]:
        yield "zip", sales.area[index]
    for name, values in sales.facts.items():
        if not np.isnan(values[index]):
            yield name, float(values[index])
    for name, labels in sales.labels.items():
        if labels[index]:
            yield name, labels[index]


def _answer(model: Model, sales: Sales, index: int) -> Prediction | None:
    day = date.fromordinal(int(sales.day[index]))
    try:
        return model.predict(home_of(sales, index), day, detailed=False)
    except NotCoveredError:
        return None
