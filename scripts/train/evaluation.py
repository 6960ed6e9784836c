"""Held-out evaluation in time order: train on older sales, value the next ones, compare.

What is judged are the answers of the worker's own code on a written artefact (`serving`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from train.artefact import write_artefact
from train.columns import Columns
from train.frame import Frame
from train.hiding import hide, patterns
from train.metrics import Accuracy, Coverage, accuracy, coverage, quartiles
from train.numeric import Bools, Floats
from train.sales import Sales
from train.serving import Model, load, served
from train.vintage import fit_vintage

ORIGINS = (0.64, 0.76, 0.88)  # shares of the sales that the rolling origins train on
WINDOW = 0.12  # the share that each is tested on
ENOUGH_IN_AREA = 20
DEAREST = 0.02


@dataclass(frozen=True)
class Line:
    """A group of held-out sales and how it went."""

    name: str
    accuracy: Accuracy
    coverage: Coverage


@dataclass(frozen=True)
class Evaluation:
    """One origin: trained on `trained` sales before `first`, tested on those up to `last`, of which
    `unvalued` had no value. `answers` are estimate, low and high of each sale in `sales`, by what
    `artefact` holds (its file's content; empty where the model is shipped)."""

    artefact: bytes
    trained: int
    first: date
    last: date
    unvalued: int
    sales: Sales
    answers: Floats
    overall: Line
    by_price: list[Line]
    by_estimate: list[Line]
    by_kind: list[Line]
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
    with TemporaryDirectory() as folder:
        path = Path(folder) / "origin.model"
        write_artefact(path, older, columns, frame, [vintage], {"version": "of one origin"})
        found = evaluate(load(path), len(older), later, columns)
        return replace(found, artefact=path.read_bytes())


def evaluate(model: Model, trained: int, later: Sales, columns: Columns) -> Evaluation:
    """Value sales that the model did not see."""
    answers = served(model, later)
    valued = ~np.isnan(answers[:, 0])
    known, answers = later.where(valued), answers[valued]
    return Evaluation(
        artefact=b"",
        trained=trained,
        first=date.fromordinal(int(later.day.min())),
        last=date.fromordinal(int(later.day.max())),
        unvalued=int((~valued).sum()),
        sales=known,
        answers=answers,
        overall=line("all", answers, known),
        by_price=_quarters(known.price, answers, known),
        by_estimate=_quarters(answers[:, 0], answers, known),
        by_kind=list(_by_kind(answers, known)),
        by_area=list(_by_area(answers, known)),
        by_knowledge=list(_by_knowledge(model, known, columns)),
    )


def together(evaluations: Sequence[Evaluation]) -> list[Line]:
    """The sales of several origins as one: all, by price paid, the dearest, those with a rarity.

    Quarters are those of each origin's own prices, for markets rise.
    """
    answers = np.vstack([e.answers for e in evaluations])
    sales = evaluations[0].sales
    for evaluation in evaluations[1:]:
        sales = sales.joined(evaluation.sales)
    quarters = [quartiles(e.sales.price) for e in evaluations]
    members = [np.concatenate(masks) for masks in zip(*quarters, strict=True)]
    named = zip(QUARTERS, members, strict=True)
    return [
        line("all", answers, sales),
        *(line(f"{name} quarter of price", answers, sales, m) for name, m in named),
        *_by_kind(answers, sales),
    ]


def _by_knowledge(model: Model, later: Sales, columns: Columns) -> Iterator[Line]:
    for said, names in patterns(columns):
        answers = served(model, hide(later, names))
        yield line(said, answers, later)


def _by_kind(answers: Floats, sales: Sales) -> Iterator[Line]:
    """The dearest, and homes that have what few have."""
    dearest = sales.price >= np.quantile(sales.price, 1 - DEAREST)
    yield line(f"dearest {DEAREST:.0%}", answers, sales, dearest)
    for name, values in sales.facts.items():
        if set(np.unique(values[~np.isnan(values)])) == {0.0, 1.0}:
            yield line(name.replace("_", " "), answers, sales, values == 1)


def _by_area(answers: Floats, sales: Sales) -> Iterator[Line]:
    areas = np.array(sales.area)
    for name in np.unique(areas[areas != ""]):
        if (areas == name).sum() >= ENOUGH_IN_AREA:
            yield line(str(name), answers, sales, areas == name)


QUARTERS = ("lowest", "second", "third", "highest")


def _quarters(values: Floats, answers: Floats, sales: Sales) -> list[Line]:
    members = zip(QUARTERS, quartiles(values), strict=True)
    return [line(name, answers, sales, member) for name, member in members if member.any()]


def line(name: str, answers: Floats, sales: Sales, member: Bools | None = None) -> Line:
    """How it went for some of the sales."""
    chosen = ~np.isnan(answers[:, 0]) if member is None else member & ~np.isnan(answers[:, 0])
    estimate, low, high = answers[chosen].T
    price = sales.price[chosen]
    return Line(name, accuracy(estimate, price), coverage(low, high, estimate, price))
