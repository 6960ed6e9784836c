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
