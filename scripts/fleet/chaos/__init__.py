"""``fleet chaos``: the fleet under random faults and kills, and a recount of all that it took."""

import argparse
from typing import Any

POSTERS = 6


def register(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("chaos", help="break everything at random, then recount")
    parser.add_argument("--leads", type=_count, default=10_000, help="default 10000; others follow")
    parser.add_argument("--kills", type=_count, default=20, help="kill -9 of workerd (default 20)")
    parser.add_argument("--seed", type=int, help="of the dice: the same dice again (default: any)")
    parser.add_argument(
        "--minutes", type=_count, help="stop beginning anything new after so many minutes"
    )
    parser.add_argument(
        "--posters", type=_positive, default=POSTERS, help=f"people at once (default {POSTERS})"
    )
    parser.set_defaults(run=_run)


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("it should not be negative")
    return number


def _positive(text: str) -> int:
    number = _count(text)
    if not number:
        raise argparse.ArgumentTypeError("it should be at least 1")
    return number


def _run(chosen: argparse.Namespace) -> int:
    from fleet.chaos.command import run  # the fleet's own packages load only when they are needed

    return run(chosen)
