"""The page and the table on the terminal: every figure with its target, as Markdown."""

import os
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field

from fleet.bench import fleet_table, gateway, leads
from fleet.bench.fleet import Job
from fleet.bench.growth import Growth
from fleet.bench.sales import FEW, MANY, TARGET
from fleet.bench.start import Start
from fleet.bench.variants import CASES, VARIANTS
from fleet.bench.warm import Timing, Timings

MIB = 1 << 20
READY_SECONDS, ANSWERED_SECONDS, DEV_SECONDS = 5.0, 15.0, 10.0
WORKER_MB, BUNDLE_MB = 90.0, 2.1

INTRODUCTION = """# Benchmark

What starting and serving costs, written by `make bench`; every figure comes from one run.

Warm requests are ratios to a plain JavaScript worker that does the same work as edgekit: routing,
CORS, request id, one line of log, validation, problems. The workers of the SDK and FastAPI are
written as their documentation shows, and do less: no CORS, no ids. They do not log either, and are
compared with the JavaScript worker without its log, as edgekit is once more. All are in
`tests/bench/projects/`. Requests come one after the other over a service binding, from a worker in
the same workerd; a ratio is the median over interleaved rounds. A search for comparable sales is a
request over HTTP that no cache answers."""


@dataclass
class Results:
    """What was measured; a part that was not run is empty."""

    machine: str
    load: str
    start: Start | None = None
    dev_seconds: float | None = None
    timings: Timings = field(default_factory=dict)
    bundles: dict[str, int] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    gateway: Mapping[str, Timing] = field(default_factory=dict)
    sales: Timing | None = None
    leads: Mapping[str, Timing] = field(default_factory=dict)
    growth: list[Growth] = field(default_factory=list)


def page(results: Results) -> str:
    """The whole page."""
    about = f"Measured with {results.machine}; load average over five minutes {results.load}."
    sections = [INTRODUCTION, about, tables(results)]
    return "\n\n".join(sections) + "\n"


def tables(results: Results) -> str:
    """The tables alone, for the parts that were run."""
    parts = [
        _start(results),
        _ratios(results.timings),
        _microseconds(results.timings),
        _fleet(results),
        _gateway(results.gateway),
        _sales(results.sales),
        _leads(results.leads),
        _bundles(results.bundles),
        _growth(results.growth),
    ]
    return "\n\n".join(part for part in parts if part)


def with_fleet(written: str, results: Results) -> str:
    """A page with the fleet's table anew, and everything else as it was."""
    others = [f"## {part}" for part in written.split("\n## ")[1:]]
    kept = [part for part in others if not part.startswith(f"## {fleet_table.TITLE}\n")]
    before = [part.startswith(("## Start", "## Warm", "## The same")) for part in kept].count(True)
    parts = [written.split("\n## ")[0], *kept[:before], _fleet(results), *kept[before:]]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _fleet(results: Results) -> str:
    if not results.jobs:
        return ""
    header, rows = fleet_table.table(results.jobs)
    load = f"The load average over five minutes was {results.load}{_busy(results.load)}."
    title, _, table = _table(fleet_table.TITLE, header, rows).partition("\n\n")
    parts = [title, f"{fleet_table.INTRODUCTION} {load}", table]
    header, rows = fleet_table.table_behind(results.jobs)
    if rows:
        parts += [fleet_table.BEHIND, _lines(header, rows)]
    return "\n\n".join(parts)


def _busy(load: str) -> str:
    """What to say of figures that were measured while other work had the processors, too."""
    cores = os.cpu_count() or 1
    too_long = "other work had them too, so that the times are too long, and CPU rather too high"
    return f", on {cores} cores: {too_long}" if float(load or 0) > cores else ""


def _table(title: str, header: list[str], rows: list[list[str]]) -> str:
    return f"## {title}\n\n{_lines(header, rows)}"


def _lines(header: list[str], rows: list[list[str]]) -> str:
    lines = [" | ".join(row) for row in (header, ["---"] * len(header), *rows)]
    return "\n".join(f"| {line} |" for line in lines)


def _verdict(value: float, target: float) -> str:
    return "✓" if value <= target else "✗"


def _start(results: Results) -> str:
    rows = []
    if results.start is not None:
        start = results.start
        each = start.bytes_each / 1e6
        count = f"{start.workers} workers"
        rows += [
            _row(f"{count} ready", f"{start.ready:.1f} s", start.ready, READY_SECONDS, "s"),
            _row(
                "every first request answered",
                f"{start.answered:.1f} s",
                start.answered,
                ANSWERED_SECONDS,
                "s",
            ),
            _row("memory for each worker", f"{each:.0f} MB", each, WORKER_MB, "MB"),
        ]
    if results.dev_seconds is not None:
        seconds = results.dev_seconds
        rows.append(_row("warm `make dev` usable", f"{seconds:.1f} s", seconds, DEV_SECONDS, "s"))
    return _table("Start", ["", "measured", "at most", ""], rows) if rows else ""


def _row(what: str, said: str, value: float, target: float, unit: str) -> list[str]:
    return [what, said, f"{target:g} {unit}", _verdict(value, target)]


def _ratios(timings: Timings) -> str:
    if not timings:
        return ""
    rows = []
    for variant in VARIANTS:
        if variant.worker != variant.yardstick:
            ratios = [timings[case.title, variant.worker].ratio for case in CASES]
            rows.append([variant.title, *(f"{ratio:.2f}" for ratio in ratios)])
    rows.append(["edgekit may take", *(f"{case.target:g}" for case in CASES)])
    edgekit = [timings[case.title, "edgekit"].ratio for case in CASES]
    verdicts = [_verdict(r, c.target) for r, c in zip(edgekit, CASES, strict=True)]
    rows.append(["edgekit does", *verdicts])
    header = ["times plain JavaScript", *(case.title for case in CASES)]
    return _table("Warm requests", header, rows)


def _microseconds(timings: Timings) -> str:
    if not timings:
        return ""
    rows = []
    for variant in VARIANTS:
        found = [timings[case.title, variant.worker] for case in CASES]
        rows.append([variant.title, *(f"{t.median:.0f} ({t.least:.0f})" for t in found)])
    header = ["µs a request, median (least)", *(case.title for case in CASES)]
    return _table("The same in microseconds", header, rows)


def _gateway(found: Mapping[str, Timing]) -> str:
    rows = [
        [
            worker,
            f"{statistics.median(timing.yardstick):.0f}",
            f"{timing.median:.0f}",
            f"{timing.ratio:.2f}",
            f"{gateway.TARGET:g}",
            _verdict(timing.ratio, gateway.TARGET),
        ]
        for worker, timing in found.items()
    ]
    header = ["`GET`", "µs, direct", "µs, through it", "ratio", "at most", ""]
    return _table("The gateway", header, rows) if rows else ""


def _sales(found: Timing | None) -> str:
    if found is None:
        return ""
    few, verdict = statistics.median(found.yardstick), _verdict(found.ratio, TARGET)
    rows = [
        [f"{FEW:,}", f"{few:.0f}", "", "", ""],
        [f"{MANY:,}", f"{found.median:.0f}", f"{found.ratio:.2f}", f"{TARGET:g}", verdict],
    ]
    header = ["sales in the table", "µs for a search, median", "ratio", "at most", ""]
    return _table("Comparable sales", header, rows)


def _leads(found: Mapping[str, Timing]) -> str:
    rows = [
        [
            way,
            f"{statistics.median(timing.yardstick):.0f}",
            f"{timing.median:.0f}",
            f"{timing.ratio:.2f}",
            f"{leads.TARGET:g}",
            _verdict(timing.ratio, leads.TARGET),
        ]
        for way, timing in found.items()
    ]
    few, many = f"µs among {leads.FEW:,} leads", f"µs among {leads.MANY:,}"
    return _table("Leads", ["", few, many, "ratio", "at most", ""], rows) if rows else ""


def _bundles(bundles: dict[str, int]) -> str:
    rows = [
        _row(name, f"{size / 1e6:.2f} MB", size / 1e6, BUNDLE_MB, "MB")
        for name, size in bundles.items()
    ]
    header = ["compressed, as wrangler uploads it", "measured", "at most", ""]
    return _table("Bundle", header, rows) if rows else ""


def _growth(growth: list[Growth]) -> str:
    rows = [
        [
            found.worker,
            f"{found.requests:,}",
            f"{found.process_bytes / MIB:+.1f} MiB",
            f"{found.wasm_bytes / MIB:+.1f} MiB",
            f"{found.proxies:+d}",
        ]
        for found in growth
    ]
    header = ["", "mixed requests", "process", "wasm memory", "live proxies"]
    return _table("Growth after warm-up", header, rows) if rows else ""
