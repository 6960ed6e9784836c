"""`fleet train`: from a sales CSV and a column map to an artefact and a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from train.artefact import version_of, write_artefact
from train.columns import Columns, ColumnsError, load_columns
from train.evaluation import Evaluation, Line, evaluate, evaluate_origin, origins
from train.frame import Frame, fit_frame
from train.methods import MethodLine, compare, comps_answer_from
from train.report import Report, render
from train.sales import Sales, SalesFileError, read_sales
from train.serving import Model, home_of, load
from train.steadiness import narrowing, seams
from train.vintage import ENOUGH, TooFewSalesError, Vintage, fit_vintage

__all__ = ["MISTAKES", "Progress", "Trained", "run"]

MISTAKES = (ColumnsError, SalesFileError, TooFewSalesError)
"""What `run` raises for input that can't be used; the messages are for people."""

Progress = Callable[[str, int, int], None]
"""Told what begins, and how many steps of how many are done."""

# Vintages for past dates are asked for seldom: they get by with fewer and smaller trees.
PAST_TREES = {"rounds": 40, "num_leaves": 15, "learning_rate": 0.2}


@dataclass(frozen=True)
class Trained:
    """Where the results are, and the report's text."""

    artefact: Path
    report: Path
    text: str


def run(
    sales: Path, columns: Path, out: Path, progress: Progress, later: Path | None = None
) -> Trained:
    """Train on a sales CSV and write `<columns>.model` and `<columns>-report.md` into `out`.

    `later` is a CSV of the same columns with sales that the model is not trained on, valued by it
    for the report. Raises ColumnsError, SalesFileError or TooFewSalesError, whose messages are for
    people; nothing is written then.
    """
    column_map = load_columns(columns)
    known, left_out = read_sales(sales, column_map)
    unseen = read_sales(later, column_map)[0] if later else None
    _require_enough(known, column_map)
    frame = fit_frame(known, column_map)
    steps = _Steps(progress, len(list(origins(known))) + len(column_map.vintages) + 2)
    rolling = []
    for older, newer in origins(known):
        steps.begin(f"held-out sales from {_day(newer, 0)}")
        rolling.append(evaluate_origin(older, newer, column_map, frame))
    vintages = _past(known, column_map, frame, steps)
    steps.begin(f"the model, all {len(known):,} sales")
    vintages.append(fit_vintage(known, column_map, frame, dict(column_map.trees)))
    steps.begin("the report")
    version = version_of(known, columns)
    out.mkdir(parents=True, exist_ok=True)
    artefact = out / f"{column_map.name}.model"
    card = _card(column_map, known, version, rolling[-1])
    methods, areas = _methods(rolling[-1], column_map, sales)
    card |= {"methods": list(_measured(methods, areas))}
    card |= {"comps_answer_from": comps_answer_from(methods)}
    size = write_artefact(artefact, known, column_map, frame, vintages, card)
    model = load(artefact)
    text = render(
        Report(
            columns=column_map,
            version=version,
            sales=len(known),
            first=_day(known, 0),
            last=_day(known, -1),
            left_out=left_out,
            rolling=rolling,
            later=evaluate(model, len(known), unseen, column_map) if unseen else None,
            methods=methods,
            areas=areas,
            narrowing=narrowing(model, known, column_map),
            seams=seams(model, known),
            artefact_bytes=size,
            milliseconds=_milliseconds(model, known),
        )
    )
    report = out / f"{column_map.name}-report.md"
    report.write_text(text, encoding="utf-8")
    steps.end()
    return Trained(artefact, report, text)


def _require_enough(known: Sales, columns: Columns) -> None:
    """Each model that is to be fitted must have enough sales: known before anything is fitted."""
    parts = [("", len(known))]
    parts += [(f" before {_day(newer, 0)}", len(older)) for older, newer in origins(known)]
    parts += [(f" before {day}", len(known.before(day.toordinal()))) for day in columns.vintages]
    for when, count in parts:
        if count < ENOUGH:
            raise TooFewSalesError(
                f"{count} sales{when} are too few: a model needs {ENOUGH} to learn from and to "
                "measure its errors on."
            )


class _Steps:
    """Counts the steps for the progress bar."""

    def __init__(self, progress: Progress, total: int):
        self._progress, self._total, self._done = progress, total, 0

    def begin(self, what: str) -> None:
        self._progress(what, self._done, self._total)
        self._done += 1

    def end(self) -> None:
        self._progress("done", self._total, self._total)


def _past(known: Sales, columns: Columns, frame: Frame, steps: _Steps) -> list[Vintage]:
    vintages = []
    for sealed in columns.vintages:
        steps.begin(f"as known on {sealed}")
        older = known.before(sealed.toordinal())
        vintages.append(fit_vintage(older, columns, frame, {**columns.trees, **PAST_TREES}))
    return vintages


def _methods(
    newest: Evaluation, columns: Columns, file: Path
) -> tuple[list[MethodLine], list[Line]]:
    """The model of the newest origin beside comps: the shipped one has learnt from these sales."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "origin.model"
        path.write_bytes(newest.artefact)
        return compare(load(path), newest.sales, columns, file)


def _measured(methods: list[MethodLine], areas: list[Line]) -> Iterator[dict[str, Any]]:
    """The methods' lines of the card."""
    for one in methods:
        yield _method("model", one.model)
        yield _method("comps", one.comps)
    for area in areas:
        yield _method("area", area)


def _method(name: str, one: Line) -> dict[str, Any]:
    """How a method did, in fractions."""
    accuracy = one.accuracy
    return {
        "method": name,
        "told": one.name,
        "homes": accuracy.sales,
        "median_error": round(accuracy.median_error / 100, 4),
        "median_ratio": round(accuracy.median_ratio, 4),
        "within_10": round(accuracy.within_10 / 100, 4),
        "within_20": round(accuracy.within_20 / 100, 4),
        "covered": round(one.coverage.covered / 100, 4),
    }


def _facts(columns: Columns, known: Sales) -> Iterator[dict[str, Any]]:
    """What the model takes: numbers as far as its sales go, words that they hold."""
    for feature in columns.features:
        told: dict[str, Any] = {"name": feature.name, "kind": feature.kind}
        if feature.kind == "category":
            levels = known.labels[feature.name]
            told["words"] = sorted(set(levels) - {""})
        else:
            values = known.facts[feature.name]
            told |= {"least": float(np.nanmin(values)), "most": float(np.nanmax(values))}
            if feature.scale:
                told["words"] = list(feature.scale)
        yield told


def _milliseconds(model: Model, known: Sales) -> float:
    """The median time of a value."""
    day = date.fromordinal(int(known.day[-1]) + 60)
    homes = [home_of(known, index) for index in range(0, len(known), max(len(known) // 300, 1))]
    times = []
    for home in homes:
        if model.covers(home["lat"], home["lon"], home.get("zip"), day):
            begun = time.process_time()
            model.predict(home, day, detailed=False)
            times.append(time.process_time() - begun)
    return 1000 * float(np.median(times))


def _card(columns: Columns, known: Sales, version: str, newest: Evaluation) -> dict[str, Any]:
    """What `GET /api/model` tells. Percentages are of the newest held-out sales."""
    held = newest.overall
    return {
        "version": version,
        "title": columns.title,
        "source": columns.source,
        "training_sales": len(known),
        "data_from": _day(known, 0),
        "data_to": _day(known, -1),
        "facts": list(_facts(columns, known)),
        "held_out": {
            "sales": held.accuracy.sales,
            "from": newest.first.isoformat(),
            "to": newest.last.isoformat(),
            "median_error_percent": round(held.accuracy.median_error, 2),
            "within_10_percent": round(held.accuracy.within_10, 1),
            "within_20_percent": round(held.accuracy.within_20, 1),
            "cod": round(held.accuracy.cod, 2),
            "prd": round(held.accuracy.prd, 3),
            "interval_coverage_percent": round(held.coverage.covered, 1),
            "interval_width_percent": round(held.coverage.width, 1),
        },
    }


def _day(sales: Sales, index: int) -> str:
    return date.fromordinal(int(sales.day[index])).isoformat()
