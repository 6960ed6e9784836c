"""`fleet train`: from a sales CSV and a column map to an artefact and a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from train.artefact import version_of, write_artefact
from train.columns import Columns, ColumnsError, load_columns
from train.evaluation import Evaluation, evaluate, evaluate_origin, origins
from train.frame import Frame, fit_frame
from train.report import Report, render
from train.sales import Sales, SalesFileError, read_sales
from train.vintage import TooFewSalesError, Vintage, fit_vintage

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
    frame = fit_frame(known, column_map)
    steps = _Steps(progress, len(list(origins(known))) + len(column_map.vintages) + 1)
    rolling = []
    for older, newer in origins(known):
        steps.begin(f"held-out sales from {_day(newer, 0)}")
        rolling.append(evaluate_origin(older, newer, column_map, frame))
    vintages = _past(known, column_map, frame, steps)
    steps.begin(f"the model, all {len(known):,} sales")
    vintages.append(fit_vintage(known, column_map, frame, dict(column_map.trees)))
    steps.end()
    version = version_of(known, columns)
    out.mkdir(parents=True, exist_ok=True)
    artefact = out / f"{column_map.name}.model"
    card = _card(column_map, known, version, rolling[-1])
    size = write_artefact(artefact, known, column_map, frame, vintages, card)
    text = render(
        Report(
            columns=column_map,
            version=version,
            sales=len(known),
            first=_day(known, 0),
            last=_day(known, -1),
            left_out=left_out,
            rolling=rolling,
            later=evaluate(vintages[-1], len(known), unseen, column_map) if unseen else None,
            artefact_bytes=size,
        )
    )
    report = out / f"{column_map.name}-report.md"
    report.write_text(text, encoding="utf-8")
    return Trained(artefact, report, text)


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
        "facts": [feature.name for feature in columns.features],
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
