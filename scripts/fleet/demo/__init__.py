"""``fleet demo``: a day of the business, told while it happens, and counted again at its end.

Each module but the last two is a part of the day, each step one function of it. ``recount`` counts
everything again from outside the dashboard.
"""

import argparse


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser of ``fleet``."""
    parser = subparsers.add_parser("demo", help="a day of the business, on a fleet that runs")
    parser.add_argument(
        "--url",
        default="http://localhost:8787",
        help="where fleet dev runs (%(default)s); if it does not, one is started for the demo",
    )
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    from fleet.demo.command import run  # what it needs loads only for it

    return run(chosen.url)
