"""``fleet graph``: who calls whom, as text or as a picture."""

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("graph", help="show which worker calls which")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw it into FILE instead")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from fleet.graph.svg import draw
    from fleet.graph.text import describe
    from fleet.project import read_fleet

    fleet = read_fleet()
    if arguments.svg is None:
        print(describe(fleet))
        return 0
    arguments.svg.write_text(draw(fleet), encoding="utf-8")
    print(f"{arguments.svg}: {len(fleet.workers)} workers drawn.")
    return 0
