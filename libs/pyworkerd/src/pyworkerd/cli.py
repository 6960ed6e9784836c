"""The ``pyworkerd`` command: ``serve``, ``startup``, ``vendor``, ``doctor``."""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from pyworkerd.doctor import examine
from pyworkerd.errors import PyworkerdError, StartError
from pyworkerd.logs import LogRecord
from pyworkerd.project import Project
from pyworkerd.requirements import has_requirements
from pyworkerd.runtime import Options, Runtime
from pyworkerd.startup import Startup, startups
from pyworkerd.supervisor import Event
from pyworkerd.vendor import vendor_all
from pyworkerd.watch import Reloaded, watch

SNAPSHOTS_AFTER_SECONDS = 20.0
console = Console(highlight=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except PyworkerdError as error:
        console.print(f"[bold red]pyworkerd:[/] {error}", style=None, soft_wrap=True)
        return 1


def serve(chosen: argparse.Namespace) -> int:
    """Serve some folders until Ctrl-C."""
    asyncio.run(_serve(chosen))
    return 0


def startup(chosen: argparse.Namespace) -> int:
    """Say what it takes workers to start on Cloudflare; the status is 1 if one can't."""
    return asyncio.run(_startup(chosen))


def vendor_command(chosen: argparse.Namespace) -> int:
    """Fill ``python_modules/`` of some folders."""
    _vendor_with_progress(chosen.folders, upgrade=chosen.upgrade)
    return 0


def doctor(_: argparse.Namespace) -> int:
    """Say what is there and what is missing; the status is 1 if something is."""
    findings = examine()
    for finding in findings:
        mark = "[green]ok[/]     " if finding.good else "[red]missing[/]"
        console.print(f"{mark} {finding.name:<13} {finding.detail}", soft_wrap=True)
    return 0 if all(finding.good for finding in findings) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pyworkerd", description="Python Workers, offline.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_serve(commands.add_parser("serve", help="serve projects on one port"))
    starter = commands.add_parser("startup", help="start workers as Cloudflare does at a deploy")
    starter.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    starter.add_argument("--path", default="/", help="what to ask the restored workers for")
    starter.set_defaults(run=startup)
    filler = commands.add_parser("vendor", help="fill python_modules/ with packages")
    filler.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    filler.add_argument("--upgrade", action="store_true", help="resolve unpinned packages again")
    filler.set_defaults(run=vendor_command)
    commands.add_parser("doctor", help="say what this machine lacks").set_defaults(run=doctor)
    return parser


def _add_serve(server: argparse.ArgumentParser) -> None:
    server.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    server.add_argument("--port", type=int, default=8787)
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--state", type=Path, help="keep KV, D1, R2… here between runs")
    server.add_argument("--env", help="environment of the wrangler configs")
    server.add_argument("--var", action="append", default=[], metavar="NAME=VALUE")
    server.add_argument(
        *("--stand-in",),
        action="append",
        default=[],
        metavar="BINDING=WORKER",
        help="a worker instead of AI…, or AI=http://127.0.0.1:8080/v1, an OpenAI-compatible API",
    )
    server.add_argument("--official", action="store_true", help="boot by Cloudflare's own loader")
    server.add_argument("--no-snapshot", action="store_true", help="boot Pyodide the plain way")
    server.add_argument("--no-vendor", action="store_true", help="use python_modules/ as it is")
    server.add_argument("--no-reload", action="store_true", help="don't watch the sources")
    server.set_defaults(run=serve)


async def _serve(chosen: argparse.Namespace) -> None:
    if not chosen.no_vendor:
        with_packages = [each for each in chosen.folders if has_requirements(each)]
        await asyncio.to_thread(_vendor_with_progress, with_packages)
    variables, stand_ins = _pairs("--var", chosen.var), _pairs("--stand-in", chosen.stand_in)
    projects = [
        Project(each, env=chosen.env, vars=variables, stand_ins=stand_ins)
        for each in chosen.folders
    ]
    options = Options(
        host=chosen.host,
        port=chosen.port,
        state=chosen.state,
        snapshot=not chosen.no_snapshot,
        official=chosen.official,
    )
    runtime = Runtime(projects, options)
    runtime.subscribe(_print_event)
    async with runtime:
        _print_workers(runtime)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*_tasks(runtime, reload=not chosen.no_reload))


async def _startup(chosen: argparse.Namespace) -> int:
    with_packages = [each for each in chosen.folders if has_requirements(each)]
    await asyncio.to_thread(_vendor_with_progress, with_packages)
    refused = False
    projects = [Project(each) for each in chosen.folders]
    async for each in startups(projects, chosen.path):
        refused = refused or bool(each.refusal)
        console.print(f"{each.worker}: {_told(each)}", markup=False, soft_wrap=True)
    return int(refused)


def _told(each: Startup) -> str:
    if each.refusal:
        return each.refusal
    megabytes = each.memory_bytes / 1024**2
    return f"{each.cpu_ms} ms of CPU to import, {megabytes:.1f} MB of memory, answers {each.status}"


def _tasks(runtime: Runtime, *, reload: bool) -> list["asyncio.Task[None]"]:
    tasks = [asyncio.create_task(_until_signal()), asyncio.create_task(_speed_up(runtime))]
    return [*tasks, asyncio.create_task(watch(runtime, _print_reload))] if reload else tasks


async def _speed_up(runtime: Runtime) -> None:
    """Make the next start faster, once nobody waits for this one."""
    await asyncio.sleep(SNAPSHOTS_AFTER_SECONDS)
    await runtime.snapshot_mains()


async def _until_signal() -> None:
    """Wait for Ctrl-C or a termination, then end every task of this loop in order."""
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await asked.wait()
    raise asyncio.CancelledError


def _pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    for text in given:
        if "=" not in text:
            raise StartError(f"{option} {text} has no value: write {option} {text}=VALUE.")
    return dict(text.split("=", 1) for text in given)


def _vendor_with_progress(folders: Sequence[Path], *, upgrade: bool = False) -> None:
    columns = (TextColumn("Packages"), BarColumn(), MofNCompleteColumn())
    disable = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=disable) as progress:
        task = progress.add_task("vendor", total=len(folders))
        vendor_all(folders, upgrade=upgrade, done=lambda _: progress.advance(task))


def _print_workers(runtime: Runtime) -> None:
    """Print a table that no terminal cuts off: a part of a URL is of no use."""
    rows = [("Worker", "URL", "Bindings")]
    rows += [
        (info.name, info.url, ", ".join(each.name for each in info.bindings))
        for info in runtime.workers.values()
    ]
    names, urls = (max(len(row[column]) for row in rows) for column in (0, 1))
    for name, url, bindings in rows:
        line = f"{name:<{names}}  {url:<{urls}}  {bindings}"
        console.print(line.rstrip(), markup=False, soft_wrap=True)


def _print_event(event: Event) -> None:
    if event["event"] == "log":
        console.print(LogRecord.from_event(event).render(), soft_wrap=True)
    elif event["event"] == "warning":
        console.print(f"[bold yellow]{event.get('worker')}:[/] ", end="")
        console.print(str(event.get("text")), markup=False, soft_wrap=True)
    elif event["event"] == "worker_error":
        console.print(f"[bold red]{event.get('worker')}:[/] ", end="")
        console.print(str(event.get("error")), markup=False, soft_wrap=True)


def _print_reload(reloaded: Reloaded) -> None:
    names = ", ".join(reloaded.workers)
    outcome = f"not reloaded: {reloaded.error}" if reloaded.error else "reloaded"
    console.print(f"{names} {outcome}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
