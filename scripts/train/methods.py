"""The trained model beside comparable sales on the same homes: who is nearer, told how much?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

import numpy as np

from train.columns import Columns
from train.comps_calibration import area_values, comps_values, loaded
from train.evaluation import Line, line
from train.hiding import hide
from train.sales import Sales
from train.serving import Model, served

HOMES = 500
FEWEST = 50
SIZE = "sqft"


@dataclass(frozen=True)
class MethodLine:
    """What was `told` of homes, the deviation of log price that this leaves open, and how the model
    and comps did on those that both can value."""

    told: str
    deviation: float
    model: Line
    comps: Line

    @property
    def better(self) -> str:
        """Which method's median error is lower."""
        comps, model = self.comps.accuracy, self.model.accuracy
        return "comps" if comps.median_error < model.median_error else "model"


def compare(
    model: Model, later: Sales, columns: Columns, sales: Path
) -> tuple[list[MethodLine], list[Line]]:
    """Value some of the later sales by model and comps, and by the level of their ZIP codes alone.

    `sales` is the file that holds all of them.
    """
    chosen = np.zeros(len(later), dtype=np.bool_)
    chosen[np.random.default_rng(0).permutation(len(later))[:HOMES]] = True
    some, table = later.where(chosen), loaded(sales, columns)
    return list(_lines(model, some, columns, table)), list(_areas(some, columns, table))


def _lines(model: Model, later: Sales, columns: Columns, table: Connection) -> Iterator[MethodLine]:
    names = frozenset(feature.name for feature in columns.features)
    for told, known in _ladder(columns):
        hidden = hide(later, names - set(known))
        by_model, by_comps = served(model, hidden), comps_values(table, hidden)
        both = ~np.isnan(by_model[:, 0]) & ~np.isnan(by_comps[:, 0])
        if both.sum() >= FEWEST:
            of_both = later.where(both)
            yield MethodLine(
                told=told,
                deviation=model.deviation(known),
                model=line(told, by_model[both], of_both),
                comps=line(told, by_comps[both], of_both),
            )


def _areas(later: Sales, columns: Columns, table: Connection) -> Iterator[Line]:
    names = frozenset(feature.name for feature in columns.features)
    for told, known in (("ZIP code alone", ()), (f"ZIP code and {SIZE}", (SIZE,))):
        values = area_values(table, hide(later, names - set(known)))
        if (~np.isnan(values[:, 0])).sum() >= FEWEST:
            yield line(told, values, later)


def _ladder(columns: Columns) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Place alone, then one more fact each time as people tell them, then all."""
    yield "place alone", ()
    for count, name in enumerate(columns.told, start=1):
        yield (
            ("place and " if count == 1 else "… and ") + name.replace("_", " "),
            columns.told[:count],
        )
    yield "all facts", tuple(feature.name for feature in columns.features)


def comps_answer_from(lines: Sequence[MethodLine]) -> float | None:
    """The deviation left open from which on comps are nearer; None: nowhere."""
    least = None
    for one in sorted(lines, key=lambda each: -each.deviation):
        if one.better != "comps":
            break
        least = one.deviation
    return least
