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
    for part, meaning in (
        (
            "d1",
            "a database: migration, rows with a lifetime, a route that writes, one that pages",
        ),
        ("kv", "a cache: an answer that is read through it"),
        ("cron", "a handler that runs each hour"),
        ("queue", "a queue with the route that fills it and its consumer; brings --d1"),
        ("vars", "a var, declared with its type, default and meaning"),
    ):
        parser.add_argument(f"--{part}", action="store_true", help=meaning)
    parser.add_argument(
        "--calls",
        metavar="WORKER",
        action="append",
        default=[],
        help="another worker that it calls, and can do without; may be repeated",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from fleet.docs import refresh
    from fleet.new.called import find
    from fleet.new.parts import Parts
    from fleet.new.scaffold import next_steps, scaffold
    from fleet.project import find_root, read_fleet

    root = find_root()
    fleet = read_fleet(root)
    parts = Parts(
        d1=arguments.d1,
        kv=arguments.kv,
        cron=arguments.cron,
        queue=arguments.queue,
        vars=arguments.vars,
        calls=tuple(find(fleet, name) for name in dict.fromkeys(arguments.calls)),
    )
    written = scaffold(
        root, arguments.name, arguments.summary, private=arguments.private, parts=parts
    )
    for path in [*written, *refresh(read_fleet(root))]:
        print(path.relative_to(root))
    print(next_steps(arguments.name))
    return 0
