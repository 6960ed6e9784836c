"""``fleet bench``: what starting and serving costs, as ratios measured in one run."""

import argparse
from pathlib import Path
from typing import Any

DEFAULT_OUTPUT = Path("docs/benchmark.md")


def register(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("bench", help="measure start-up, requests, size and growth")
    parser.add_argument("--quick", action="store_true", help="a short run: rougher figures")
    parser.add_argument(
        "--only",
        default="",
        help="parts, comma-separated: start,requests,fleet,gateway,sales,leads,bundle,growth",
    )
    parser.add_argument(
        "--worker",
        action="append",
        default=[],
        help="only this worker's main request, in the part fleet; may be repeated",
    )
    parser.add_argument(
        "--output", type=Path, default=DEFAULT_OUTPUT, help=f"the page (default {DEFAULT_OUTPUT})"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from fleet.bench.command import bench

    parts = [part.strip() for part in arguments.only.split(",") if part.strip()]
    return bench(arguments.output, parts, quick=arguments.quick, workers=tuple(arguments.worker))
