"""The fleet's own table: each worker's main job beside what a JavaScript fleet claims."""

import statistics
from collections.abc import Sequence

from fleet.bench.fleet import Job, Reading

TITLE = "The fleet"
CLAIMED = (0.3, 0.7, 2.5)
"""Milliseconds that a fleet of this kind in JavaScript claims: its fastest, mean and slowest."""

INTRODUCTION = """The main job of every worker (`main_request.toml` in its folder), called over a
service binding with the whole fleet and its seed data running, one request after the other. *Warm*
is answered out of the cache where there is one, *cold* is a request that it has not seen. CPU is
what the one process of workerd used for a request and for what follows behind its answer (utime
and stime in `/proc`), less what it uses when it idles, and less what as many requests to a
JavaScript worker that does nothing cost. It contains the workers that are called, the local
simulators of KV, D1 and queues, the collector and the compilers; on Cloudflare the simulators'
share is not the worker's."""


def table(jobs: Sequence[Job]) -> tuple[list[str], list[list[str]]]:
    """Header and rows."""
    header = ["", "main request", "ms, warm", "ms, cold", "CPU ms, warm", "CPU ms, cold"]
    rows = [
        [
            job.worker,
            f"`{job.request.method} {job.request.route_path}`",
            _time(job.warm),
            _time(job.cold),
            _cpu(job.warm),
            _cpu(job.cold),
        ]
        for job in sorted(jobs, key=lambda job: job.warm.median)
    ]
    return header, [*rows, *_summary(jobs)]


def _summary(jobs: Sequence[Job]) -> list[list[str]]:
    found = [job.warm.median for job in jobs]
    ours = (min(found), statistics.mean(found), max(found))
    cpu = [job.warm.cpu_ms for job in jobs if job.warm.cpu_ms is not None]
    used = (min(cpu), statistics.mean(cpu), max(cpu)) if cpu else None
    return [
        ["**all**", "fastest, mean, slowest", _three(ours), "", _three(used) if used else "", ""],
        ["**a JavaScript fleet**", "claims", _three(CLAIMED), "", "", ""],
    ]


def _three(values: Sequence[float]) -> str:
    return " · ".join(f"{value:.1f}" for value in values)


def _time(reading: Reading | None) -> str:
    return "" if reading is None else f"{reading.median:.2f}"


def _cpu(reading: Reading | None) -> str:
    return "" if reading is None or reading.cpu_ms is None else f"{reading.cpu_ms:.2f}"
