"""``fleet new``: scaffolds a worker of the house's shape that passes every check."""

import argparse
from typing import Any

SUMMARY = "Greets visitors."  # which is what it does until somebody writes something else


def register(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("new", help="make a worker that passes every check")
    parser.add_argument("name", help="lower-case words with hyphens, such as rent-check")
    parser.add_argument("--summary", default=SUMMARY, help="one sentence: what the worker is for")
    parser.add_argument(
        "--private", action="store_true", help="only other workers reach it, over bindings"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from fleet.docs import refresh
    from fleet.new.scaffold import next_steps, scaffold
    from fleet.project import find_root, read_fleet

    root = find_root()
    written = scaffold(root, arguments.name, arguments.summary, private=arguments.private)
    for path in [*written, *refresh(read_fleet(root))]:
        print(path.relative_to(root))
    print(next_steps(arguments.name))
    return 0
