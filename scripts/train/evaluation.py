"""Held-out evaluation in time order: train on older sales, value the next ones, compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from train.columns import Columns
from train.frame import Frame
from train.hiding import hide, patterns
from train.metrics import Accuracy, Coverage, accuracy, coverage, quartiles
from train.numeric import Bools
from train.sales import Sales
from train.vintage import Estimates, Vintage, fit_vintage

ORIGINS = (0.64, 0.76, 0.88)  # shares of the sales that the rolling origins train on
WINDOW = 0.12  # the share that each is tested on
ENOUGH_IN_AREA = 20


@dataclass(frozen=True)
class Line:
    """A group of held-out sales and how it went."""

    name: str
    accuracy: Accuracy
    coverage: Coverage


@dataclass(frozen=True)
class Evaluation:
    """One origin: trained on `trained` sales before `first`, tested on those up to `last`."""

    trained: int
    first: date
    last: date
    overall: Line
    by_price: list[Line]
    by_estimate: list[Line]
    by_area: list[Line]
    by_knowledge: list[Line]


def origins(sales: Sales) -> Iterator[tuple[Sales, Sales]]:
    """Older and next sales for each rolling origin, the newest window last. Days stay whole."""
    count = len(sales)
    for share in ORIGINS:
        first = int(sales.day[int(share * count)])
        last = int(sales.day[min(int((share + WINDOW) * count), count - 1)])
        yield sales.before(first), sales.between(first, last + 1)


def evaluate_origin(older: Sales, later: Sales, columns: Columns, frame: Frame) -> Evaluation:
    """Fit on the older sales alone and value the later ones."""
    vintage = fit_vintage(older, columns, frame, dict(columns.trees))
    return evaluate(vintage, len(older), later, columns)


def evaluate(vintage: Vintage, trained: int, later: Sales, columns: Columns) -> Evaluation:
    """Value sales that the vintage did not see."""
    answer = vintage.value(later)
    quarters = ("lowest", "second", "third", "highest")
    areas = np.array(later.area) if any(later.area) else _assigned(vintage, later)
    return Evaluation(
        trained=trained,
        first=date.fromordinal(int(later.day.min())),
        last=date.fromordinal(int(later.day.max())),
        overall=_line("all", answer, later, np.ones(len(later), dtype=np.bool_)),
        by_price=_lines(quarters, quartiles(later.price), answer, later),
        by_estimate=_lines(quarters, quartiles(answer.estimate), answer, later),
        by_area=_by_area(areas, answer, later),
        by_knowledge=list(_by_knowledge(vintage, later, columns)),
    )


def _assigned(vintage: Vintage, later: Sales) -> np.typing.NDArray[np.str_]:
    hedonic = vintage.model.hedonic
    return np.array(hedonic.areas.names)[hedonic.homes(later).area]


def _by_area(areas: np.typing.NDArray[np.str_], answer: Estimates, later: Sales) -> list[Line]:
    members = [(str(name), areas == name) for name in np.unique(areas)]
    enough = [(name, member) for name, member in members if member.sum() >= ENOUGH_IN_AREA]
    return _lines([name for name, _ in enough], [member for _, member in enough], answer, later)


def _by_knowledge(vintage: Vintage, later: Sales, columns: Columns) -> Iterator[Line]:
    everything = np.ones(len(later), dtype=np.bool_)
    for said, names in patterns(columns):
        hidden = hide(later, names)
        yield _line(said, vintage.value(hidden), hidden, everything)


def _lines(
    names: tuple[str, ...] | list[str], members: list[Bools], answer: Estimates, later: Sales
) -> list[Line]:
    return [_line(n, answer, later, m) for n, m in zip(names, members, strict=True) if m.any()]


def _line(name: str, answer: Estimates, later: Sales, member: Bools) -> Line:
    estimate, price = answer.estimate[member], later.price[member]
    covered = coverage(answer.low[member], answer.high[member], estimate, price)
    return Line(name, accuracy(estimate, price), covered)
