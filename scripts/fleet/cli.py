"""The ``fleet`` command line.

Each command is a module of this package with ``register(subparsers)``, which adds its parser and
sets ``run`` to a function of the parsed arguments that returns the exit status.
"""

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Sequence

from rich.console import Console

from fleet.errors import FleetError
from fleet.project import ProjectError
from pyworkerd import PyworkerdError

COMMANDS = (
    "dev",
    "check",
    "graph",
    "new",
    "vendor",
    "seed",
    "bench",
    "train",
    "docs",
    "demo",
    "chaos",
    "deploy",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except (FleetError, ProjectError, PyworkerdError) as error:
        return _complain(str(error))
    except OSError as error:
        if error.filename is None:
            raise
        return _complain(f"{error.filename} can't be used: {error.strerror}.")
    except KeyboardInterrupt:
        return 130


def _complain(text: str) -> int:
    complaints = Console(stderr=True, highlight=False, soft_wrap=True)
    complaints.print("[bold red]fleet:[/] ", end="")
    complaints.print(text, markup=False)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fleet", description="Run, check and ship the workers.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in COMMANDS:
        spec = importlib.util.find_spec(f"fleet.{name}")
        if spec is not None and spec.origin is not None:
            importlib.import_module(f"fleet.{name}").register(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
