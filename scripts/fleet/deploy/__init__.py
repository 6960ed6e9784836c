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
    _register_preview(subparsers)


def _register_preview(subparsers: Any) -> None:
    preview = subparsers.add_parser("preview", help="run what a pull request changes")
    kinds = preview.add_subparsers(required=True, metavar="WHAT")
    up = kinds.add_parser("up", help="make a preview, or bring it up to date")
    up.add_argument("--id", required=True, metavar="ID", help="such as pr-123")
    up.add_argument("--base", default="preview", metavar="NAME", help="has what does not change")
    up.add_argument("--secrets", type=Path, metavar="FILE", help="as for fleet deploy")
    up.add_argument("--comment", type=Path, metavar="FILE", help="write it there in Markdown")
    up.add_argument("--yes", action="store_true", help="ask nothing")
    _patience(up)
    up.set_defaults(run=_preview_up)
    down = kinds.add_parser("down", help="remove all of a preview")
    down.add_argument("--id", required=True, metavar="ID", help="such as pr-123")
    down.set_defaults(run=_preview_down)
    listing = kinds.add_parser("list", help="tell which previews there are")
    listing.set_defaults(run=_preview_list)
    gc = kinds.add_parser("gc", help="remove old previews")
    gc.add_argument("--days", type=float, default=14.0, help="unchanged for so many days (14)")
    gc.add_argument("--yes", action="store_true", help="ask nothing")
    gc.set_defaults(run=_preview_gc)
    for each in (up, down, listing, gc):
        _api(each)


def _place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--env", required=True, metavar="NAME", help="wrangler/environments/NAME")
    _api(parser)


def _api(parser: argparse.ArgumentParser) -> None:
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


def _preview_up(chosen: argparse.Namespace) -> int:
    from fleet.deploy.preview import UpOptions, up_command

    return up_command(
        UpOptions(
            chosen.id,
            chosen.base,
            chosen.api,
            chosen.secrets,
            chosen.comment,
            chosen.patience,
            chosen.yes,
        )
    )


def _preview_down(chosen: argparse.Namespace) -> int:
    from fleet.deploy.preview import down_command

    return down_command(chosen.id, chosen.api)


def _preview_list(chosen: argparse.Namespace) -> int:
    from fleet.deploy.preview import list_command

    return list_command(chosen.api)


def _preview_gc(chosen: argparse.Namespace) -> int:
    from fleet.deploy.preview import gc_command

    return gc_command(chosen.api, chosen.days, chosen.yes)
