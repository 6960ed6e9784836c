"""Two promises, measured: what is told narrows intervals, and a new vintage moves no home far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from train.columns import Columns
from train.numeric import Floats
from train.sales import Sales
from train.serving import Model, home_of

HOMES = 300
ORDERS = 2


@dataclass(frozen=True)
class Narrowing:
    """Of `steps` in which one more fact was told, `wider` is the share after which high / low was
    greater, and `mean` the change of its logarithm by the number of facts told so far."""

    steps: int
    wider: float
    mean: Floats


@dataclass(frozen=True)
class Seam:
    """What `homes` homes moved by in the night before `day`, on which a vintage was sealed."""

    day: date
    homes: int
    over_5_percent: int
    most: float


def narrowing(
    model: Model, sales: Sales, columns: Columns, homes: int = HOMES, orders: int = ORDERS
) -> Narrowing:
    """Tell the facts of homes one by one, in orders drawn at random."""
    rng = np.random.default_rng(0)
    names = [feature.name for feature in columns.features]
    day = date.fromordinal(int(sales.day.max()) + 1)
    changes = []
    for index in rng.permutation(len(sales))[:homes].tolist():
        home = home_of(sales, index)
        if model.covers(home["lat"], home["lon"], home.get("zip"), day):
            changes += [
                _steps(model, home, rng.permutation(names).tolist(), day) for _ in range(orders)
            ]
    found = np.array(changes)
    return Narrowing(found.size, float((found > 1e-3).mean()), found.mean(axis=0))


def _steps(model: Model, home: dict[str, Any], order: list[str], day: date) -> Floats:
    widths = []
    told: dict[str, Any] = {name: home[name] for name in ("lat", "lon", "zip") if name in home}
    for name in ["", *order]:
        if name in home:
            told[name] = home[name]
        answer = model.predict(told, day, detailed=False)
        widths.append(float(np.log(answer.high / answer.low)))
    return np.diff(widths)


def seams(model: Model, sales: Sales, homes: int = HOMES) -> list[Seam]:
    """Value homes on the day before each later vintage and on its first."""
    chosen = np.random.default_rng(0).permutation(len(sales))[:homes].tolist()
    described = [home_of(sales, index) for index in chosen]
    return [_seam(model, described, day) for day in model.sealed[1:]]


def _seam(model: Model, homes: list[dict[str, Any]], day: date) -> Seam:
    before = day - timedelta(days=1)
    moves = [
        abs(
            model.predict(home, day, detailed=False).estimate
            / model.predict(home, before, detailed=False).estimate
            - 1
        )
        for home in homes
        if model.covers(home["lat"], home["lon"], home.get("zip"), before)
    ]
    over = sum(move > 0.05 for move in moves)
    return Seam(day, len(moves), over, max(moves, default=0.0))
