"""``fleet dev``: the whole fleet on one port, with everything around it stood in for."""

import argparse


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser of ``fleet``."""
    parser = subparsers.add_parser("dev", help="run the fleet on this machine")
    parser.add_argument("--port", type=int, default=8787)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--only", action="append", default=[], metavar="A,B", help="and their calls"
    )
    parser.add_argument("--state", metavar="DIR", help="data between runs (.fleet/state)")
    parser.add_argument("--reset", action="store_true", help="start from an empty state")
    parser.add_argument(
        *("--var",), action="append", default=[], metavar="[WORKER:]NAME=VALUE", help="repeatable"
    )
    data = parser.add_mutually_exclusive_group()
    data.add_argument(
        "--seed",
        default="demo",
        choices=["demo", "reference"],
        help="sample data: a business of 90 days, or only what workers look things up in",
    )
    data.add_argument("--no-seed", action="store_true", help="leave the databases empty")
    parser.add_argument("--live", action="store_true", help="real calls out, where keys are given")
    parser.add_argument(
        "--model", action="store_true", help="a real, small language model on this machine"
    )
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    from fleet.dev.command import (
        run,  # starlette and rich load only for the command that needs them
    )

    return run(chosen)
