"""``fleet dev``: run the fleet at a terminal until Ctrl-C."""

import argparse
import asyncio
import signal
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from fleet.dev.local_model import MODEL_NAME, local_model
from fleet.dev.options import DevOptions, Variables
from fleet.dev.running import DevFleet
from fleet.dev.steps import Bars
from fleet.errors import FleetError
from pyworkerd.logs import LogRecord

console = Console(highlight=False, soft_wrap=True)


def run(chosen: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    options = _options(chosen)
    with ExitStack() as around:
        if chosen.model:
            options = replace(options, ai_url=around.enter_context(local_model(console)))
            console.print(f"Model: {MODEL_NAME} at {options.ai_url}")
        asyncio.run(_run(options))
    return 0


def _options(chosen: argparse.Namespace) -> DevOptions:
    names = tuple(
        name for text in chosen.only for part in text.split(",") if (name := part.strip())
    )
    if chosen.only and not names:
        raise FleetError("--only names no worker: write --only leads,valuation.")
    return DevOptions(
        port=chosen.port,
        host=chosen.host,
        only=names,
        state=Path(chosen.state).resolve() if chosen.state else DevOptions.state,
        reset=chosen.reset,
        variables=Variables.parse(chosen.var),
        seed=None if chosen.no_seed else chosen.seed,
        live=chosen.live,
    )


async def _run(options: DevOptions) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    serving = asyncio.create_task(_serve(options, stop))
    await asyncio.wait({stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        console.print("[dim]Stopping…[/]")
    if not serving.done():
        await _end(serving)
    stopping.cancel()
    if not serving.cancelled():
        serving.result()


async def _end(serving: "asyncio.Task[None]") -> None:
    """Give a running fleet the time to close; one that is still starting is cut short."""
    done, _ = await asyncio.wait({serving}, timeout=0.2)
    if not done:
        serving.cancel()
        await asyncio.wait({serving})


async def _serve(options: DevOptions, stop: asyncio.Event) -> None:
    began = time.perf_counter()
    with Bars(console) as bars:
        fleet = DevFleet(options, bars)
        width = max(map(len, fleet.roster.names))
        fleet.journal.listeners.append(lambda record: _print(record, width))
        async with fleet:
            bars.close()
            _print_table(fleet, time.perf_counter() - began)
            await _first(stop, fleet.ended)
            if not stop.is_set():
                raise FleetError("The runtime has ended by itself: start fleet dev again.")


async def _first(*events: asyncio.Event) -> None:
    """Wait until one of the events is set."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


def _print(record: LogRecord, width: int) -> None:
    if not _is_health(record.fields):
        console.print(record.render(width))


def _is_health(fields: dict[str, Any]) -> bool:
    """Recognise the questions that we ask ourselves, which nobody wants to read."""
    return fields.get("path") == "/health" and fields.get("status") == 200


def _print_table(fleet: DevFleet, seconds: float) -> None:
    table = Table("Worker", "URL", box=None, header_style="bold")
    table.add_column("Boot", justify="right")
    for info in fleet.workers.values():
        record = fleet.journal.workers[info.name]
        boot = f"{record.boot_ms:.0f} ms" if record.boot_ms else ""
        table.add_row(info.name, info.url, boot if record.status == "up" else "[red]failed[/]")
    console.print(table, soft_wrap=False)
    up = len(fleet.workers) - len(fleet.health.failing)
    console.print(
        f"\n{up} of {len(fleet.workers)} workers up after {seconds:.1f} s. "
        f"Console: http://localhost:{fleet.runtime.port}/__fleet/  Ctrl-C stops.\n"
    )
