"""The training report, as Markdown for the docs and for the terminal alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from train.columns import Columns
from train.evaluation import Evaluation, Line, together
from train.methods import MethodLine
from train.steadiness import Narrowing, Seam

DEFINITIONS = """\
Error is |estimate / price − 1|. COD and PRD are as the IAAO *Standard on Ratio Studies* (2013)
defines them: COD is the mean absolute deviation of the ratios estimate / price from their median,
in percent of the median; PRD is the mean ratio / the weighted mean ratio (Σ estimates / Σ prices).
Coverage is the share of prices inside the 80 % interval, width the mean of (high − low) / estimate.
"""


@dataclass(frozen=True)
class Report:
    """What a training run found. `rolling` ends with the newest held-out window; `later` are sales
    of another file, valued by the shipped model. `methods` compare the model with comps."""

    columns: Columns
    version: str
    sales: int
    first: str
    last: str
    left_out: Counter[str]
    rolling: Sequence[Evaluation]
    later: Evaluation | None
    methods: Sequence[MethodLine]
    areas: Sequence[Line]
    narrowing: Narrowing
    seams: Sequence[Seam]
    artefact_bytes: int
    milliseconds: float


def render(report: Report) -> str:
    """The report as Markdown."""
    return "\n".join(_sections(report))


def _sections(report: Report) -> Iterator[str]:
    newest = report.rolling[-1]
    yield f"# {report.columns.title}\n"
    yield f"Source: {report.columns.source}.\n"
    yield (
        f"Version `{report.version}`, trained on {report.sales:,} sales from {report.first} to "
        f"{report.last}; artefact {report.artefact_bytes / 1000:.0f} kB; "
        f"{report.milliseconds:.2f} ms a value in CPython. All figures are of what the worker's "
        "own code answers.\n"
    )
    yield from _left_out(report.left_out)
    yield DEFINITIONS
    yield "## Newest sales, held out in time order\n"
    yield (
        f"Trained on the {newest.trained:,} sales before {newest.first}, tested on the next "
        f"{newest.overall.accuracy.sales:,} (to {newest.last}).\n"
    )
    yield from _evaluation(newest)
    yield "## Rolling origins\n"
    yield from _rolling(report.rolling)
    yield "All origins together:\n"
    yield from _table("Sales", together(report.rolling))
    yield "## Which method answers\n"
    yield from _methods(report.methods)
    if report.areas:
        yield "By the price level of the ZIP code, where the place is not known:\n"
        yield from _table("Told", report.areas)
    yield "## What is told narrows, and no seams\n"
    yield from _steadiness(report)
    if report.later:
        yield f"## Later sales, {report.later.first} to {report.later.last}\n"
        yield "Valued by the shipped model, which was trained on none of them.\n"
        yield from _evaluation(report.later)


def _methods(lines: Sequence[MethodLine]) -> Iterator[str]:
    if not lines:
        yield "Comparable sales were not measured: too few sales are held out.\n"
        return
    yield (
        f"{lines[0].model.accuracy.sales:,} of the newest sales by the trained model and by "
        "comparable sales, each from the sales before it. The method with the lower median error "
        "answers for homes of which about as much is known.\n"
    )
    yield "| Told | Model | Median ratio | Comps | Median ratio | Answers |"
    yield "|---|---:|---:|---:|---:|---|"
    for one in lines:
        model, comps = one.model.accuracy, one.comps.accuracy
        yield (
            f"| {one.told} | {model.median_error:.2f} % | {model.median_ratio:.3f} "
            f"| {comps.median_error:.2f} % | {comps.median_ratio:.3f} | {one.better} |"
        )
    yield ""


def _steadiness(report: Report) -> Iterator[str]:
    found = report.narrowing
    by_step = ", ".join(f"{-change:.1%}" for change in found.mean)
    yield (
        f"Facts told one by one in random orders: of {found.steps:,} steps {found.wider:.2%} "
        f"widened the interval; the mean step narrowed it (log) by {by_step}.\n"
    )
    for seam in report.seams:
        yield (
            f"On {seam.day}, when a vintage was sealed, {seam.over_5_percent} of {seam.homes} "
            f"homes moved by more than 5 % overnight, the most by {seam.most:.1%}.\n"
        )


def _left_out(left_out: Counter[str]) -> Iterator[str]:
    if left_out:
        yield "Rows left out: " + ", ".join(f"{n} × {why}" for why, n in left_out.items()) + ".\n"


def _evaluation(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.unvalued:
        yield f"{evaluation.unvalued:,} more have too few sales around them for a value.\n"
    yield from _table("Sales", [evaluation.overall, *evaluation.by_kind])
    yield from _table("Quartile of price paid", evaluation.by_price)
    yield from _table("Quartile of estimate", evaluation.by_estimate)
    yield "### With less known\n"
    yield from _table("What is said of the home", evaluation.by_knowledge)
    if evaluation.by_area:
        yield "### By area\n"
        yield from _table("Area", evaluation.by_area)


def _rolling(rolling: Sequence[Evaluation]) -> Iterator[str]:
    named = [
        Line(
            f"{e.first} to {e.last} ({e.trained:,} before)", e.overall.accuracy, e.overall.coverage
        )
        for e in rolling
    ]
    yield from _table("Tested on", named)


def _table(title: str, lines: Sequence[Line]) -> Iterator[str]:
    yield (
        f"| {title} | Sales | Median error | Within 10 % | Within 20 % | COD | PRD | Median ratio "
        "| Coverage | Width |"
    )
    yield "|---|" + "---:|" * 9
    yield from map(_row, lines)
    yield ""


def _row(line: Line) -> str:
    a, c = line.accuracy, line.coverage
    return (
        f"| {line.name} | {a.sales:,} | {a.median_error:.2f} % | {a.within_10:.1f} % "
        f"| {a.within_20:.1f} % | {a.cod:.2f} | {a.prd:.3f} | {a.median_ratio:.3f} "
        f"| {c.covered:.1f} % | {c.width:.1f} % |"
    )
