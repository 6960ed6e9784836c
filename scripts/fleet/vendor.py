"""``fleet vendor``: puts every worker's packages into its bundle, and the design into its pages."""

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("vendor", help="put each worker's packages into its bundle")
    parser.add_argument("--worker", default="", help="only these workers, comma-separated")
    parser.add_argument(
        "--upgrade", action="store_true", help="resolve again what is not pinned to a version"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from fleet.design import copy_tokens
    from fleet.project import read_fleet

    names = [name.strip() for name in arguments.worker.split(",") if name.strip()]
    fleet = read_fleet()
    for error in fleet.broken:
        raise error
    folders = [worker.folder for worker in fleet.select(names)]
    copy_tokens(fleet.root, folders)
    changed = vendor_workers(folders, upgrade=arguments.upgrade)
    print(f"{changed} of {len(names or fleet.workers)} bundles were out of date and are written.")
    return 0


def vendor_workers(folders: list[Path], *, upgrade: bool = False) -> int:
    """Vendor the workers in these folders, showing progress. Returns how many were out of date."""
    from rich.console import Console
    from rich.progress import Progress

    from pyworkerd import vendor_all

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Vendoring packages", total=len(folders))
        done = vendor_all(folders, upgrade=upgrade, done=lambda _: bar.advance(task))
    return sum(vendored.changed for vendored in done)
