"""``fleet deploy`` and what goes with it: the fleet on Cloudflare, by the repository's wrangler."""

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add the commands to the command line."""
    deploy = subparsers.add_parser("deploy", help="bring an environment up to what is checked out")
    _place(deploy)
    deploy.add_argument("--yes", action="store_true", help="ask nothing")
    deploy.add_argument("--plan", action="store_true", help="only say what would be done")
    deploy.add_argument(
        "--secrets",
        type=Path,
        metavar="FILE",
        help="lines NAME=value or worker:NAME=value; what is missing is asked for",
    )
    _patience(deploy)
    deploy.set_defaults(run=_deploy)
    rollback = subparsers.add_parser("rollback", help="put an environment back to what it ran")
    _place(rollback)
    rollback.add_argument("--to", metavar="DEPLOY", help="as after this deploy of `fleet status`")
    rollback.add_argument("--yes", action="store_true", help="ask nothing")
    rollback.set_defaults(run=_rollback)
    status = subparsers.add_parser("status", help="tell what runs in an environment")
    _place(status)
    status.add_argument("--json", action="store_true", help="tell it as JSON")
    status.set_defaults(run=_status)
    smoke = subparsers.add_parser("smoke", help="ask deployed workers how they are")
    smoke.add_argument("url", help="a worker's address, or with {worker} in it those of all")
    _patience(smoke)
    smoke.set_defaults(run=_smoke)


def _place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--env", required=True, metavar="NAME", help="wrangler/environments/NAME")
    parser.add_argument("--api", metavar="URL", help="another address of Cloudflare's API")


def _patience(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--patience",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="how long a worker may take to become well in the smoke test (60)",
    )


def _deploy(chosen: argparse.Namespace) -> int:
    from fleet.deploy.command import DeployOptions, deploy_command

    return deploy_command(
        DeployOptions(
            chosen.env, chosen.api, chosen.yes, chosen.plan, chosen.secrets, chosen.patience
        )
    )


def _rollback(chosen: argparse.Namespace) -> int:
    from fleet.deploy.rollback import rollback_command

    return rollback_command(chosen.env, chosen.api, chosen.to, chosen.yes)


def _status(chosen: argparse.Namespace) -> int:
    from fleet.deploy.status import status_command

    return status_command(chosen.env, chosen.api, chosen.json)


def _smoke(chosen: argparse.Namespace) -> int:
    from fleet.deploy.smoking import smoke_command

    return smoke_command(chosen.url, chosen.patience)
