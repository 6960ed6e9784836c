"""``fleet check``: everything that can be known about the fleet before anything runs."""

import argparse
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "check", help="find what is wrong with the workers before they run"
    )
    parser.add_argument("--worker", default="", help="only these workers, comma-separated")
    parser.add_argument("--json", action="store_true", help="print findings as one JSON document")
    parser.add_argument(
        "--dry-run", action="store_true", help="also let wrangler bundle each worker"
    )
    parser.add_argument(
        "--deploy",
        nargs="?",
        const="",
        metavar="ENVIRONMENT",
        help="also report placeholder ids and local addresses, which a deployment can't have "
        "(of the top level, or of that environment)",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    # Imported only now, as the other commands do: the schema and pydantic take their time.
    from fleet.check.command import check

    names = [name.strip() for name in arguments.worker.split(",") if name.strip()]
    return check(names, as_json=arguments.json, dry_run=arguments.dry_run, deploy=arguments.deploy)
