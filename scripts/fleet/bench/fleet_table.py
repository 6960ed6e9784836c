"""The fleet's own tables: each worker's main job beside JavaScript that calls as much."""

import statistics
from collections.abc import Sequence

from fleet.bench.fleet import Job
from fleet.bench.rounds import Reading

TITLE = "The fleet"
MOST_CPU_MS = 2.5
CLAIMED = (0.3, 0.7, 2.5)
"""Milliseconds that a fleet of this kind in JavaScript claims: its fastest, mean and slowest."""

INTRODUCTION = """The main job of every worker (`main_request.toml` in its folder), called over a
service binding with the whole fleet and its seed data running, one request after the other. *Warm*
is answered out of the cache where there is one, *cold* is a request that it has not seen. A job
ends with its answer: what it sets going behind it (deliveries, other workers) is held back until
then, and has a table of its own. CPU is what the one process of workerd used (its clock in the
kernel), less what it uses when it idles, and less what as many requests to a JavaScript worker that
does nothing cost. It contains the workers that are called, the local simulators of KV, D1 and
queues, the collector and the compilers; on Cloudflare the simulators' share is not the worker's.
How large that is tells the JavaScript worker beside each: it takes and answers JSON, and calls its
bindings as often, with the simplest rows (`tests/bench/projects/twin`). *Calls* are trips to D1
(with their statements in all), to KV, to other workers and to the network, and what is counted
against a rate limit (here a write into SQLite), those of the workers that are called included.

*Own* is nearest to what Cloudflare would bill: *CPU, warm* less what the calls alone use, which is
what the JavaScript worker uses with them less what it uses without any (D1, KV, queues and rate
limits work outside of a worker there). The workers that are called count in it, each billed by
itself there, and so does what SQL, rows and indexes cost here beyond the yardstick's one plain
table; left out is the little that a worker itself does for a call to begin."""

BEHIND = """What a job sets going, until all of it is done, with the same yardstick."""


def table(jobs: Sequence[Job]) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the jobs themselves."""
    header = ["", "main request", "calls", "ms, warm", "ms, cold", "CPU ms, warm", "at most"]
    header += ["JavaScript", "ratio", "own", "CPU ms, cold"]
    rows = [
        [
            job.worker,
            f"`{job.request.method} {job.request.route_path}`",
            str(job.warm.calls),
            _time(job.warm),
            _time(job.cold),
            _number(_cpu(job.warm)),
            _verdict(job.warm.cpu_ms),
            *_beside(job.warm.cpu_ms, _cpu(job.twin)),
            _number(job.own_ms),
            _number(_cpu(job.cold)),
        ]
        for job in sorted(jobs, key=lambda job: job.warm.median)
    ]
    return header, [*rows, *_summary(jobs)]


def table_behind(jobs: Sequence[Job]) -> tuple[list[str], list[list[str]]]:
    """Header and rows of what they set going, dearest last."""
    found = [job for job in jobs if job.warm.behind]
    rows = [
        [
            job.worker,
            str(job.warm.behind),
            _number(job.warm.behind_ms),
            *_beside(job.warm.behind_ms, _cpu(job.twin_behind)),
        ]
        for job in sorted(found, key=lambda job: job.warm.behind_ms or 0)
    ]
    return ["", "calls", "CPU ms", "JavaScript", "ratio"], rows


def _summary(jobs: Sequence[Job]) -> list[list[str]]:
    found = [job.warm.median for job in jobs]
    ours = (min(found), statistics.mean(found), max(found))
    cpu = [job.warm.cpu_ms for job in jobs if job.warm.cpu_ms is not None]
    used = _three((min(cpu), statistics.mean(cpu), max(cpu))) if cpu else ""
    owned = [job.own_ms for job in jobs if job.own_ms is not None]
    own = _three((min(owned), statistics.mean(owned), max(owned))) if owned else ""
    blank = [""] * 3
    return [
        ["**all**", "fastest, mean, slowest", "", _three(ours), "", used, *blank, own, ""],
        ["**a JavaScript fleet**", "claims", "", _three(CLAIMED), "", "", *blank, "", ""],
    ]


def _three(values: Sequence[float]) -> str:
    return " · ".join(f"{value:.1f}" for value in values)


def _time(reading: Reading | None) -> str:
    return "" if reading is None else f"{reading.median:.2f}"


def _cpu(reading: Reading | None) -> float | None:
    return None if reading is None else reading.cpu_ms


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _verdict(cpu_ms: float | None) -> str:
    return "" if cpu_ms is None else f"{MOST_CPU_MS:g} {'✓' if cpu_ms <= MOST_CPU_MS else '✗'}"


def _beside(ours: float | None, twin: float | None) -> tuple[str, str]:
    """What the JavaScript worker uses, and how many times as much ours does."""
    if ours is None or not twin or twin <= 0:
        return "", ""
    return f"{twin:.2f}", f"{ours / twin:.2f}"
