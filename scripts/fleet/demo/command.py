"""``fleet demo`` at a terminal: on the fleet that runs, or on one of its own."""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from rich.console import Console
from rich.table import Table

from fleet.demo.course import arrived, counted_again, live
from fleet.demo.day import new_day
from fleet.demo.recount import Row
from fleet.dev.client import FleetClient
from fleet.dev.local import quiet, run_locally
from fleet.errors import FleetError

LOCAL = ("localhost", "127.0.0.1")


def run(url: str) -> int:
    """Tell the day, and count again; the exit status is 1 if anything differs."""
    console = Console(highlight=False, soft_wrap=True)
    with _fleet(url, console) as fleet:
        day = new_day(fleet, console)
        live(day)
        day.tell.part("Counted again")
        differ = report(console, arrived(day), "What providers have taken", "promised", "outbox")
        shown = counted_again(fleet)
        differ += report(console, shown, "The dashboard, 30 days", "dashboard", "recount")
        console.print(f"{_verdict(differ)} It took {day.tell.seconds:.0f} s.")
    return 1 if differ else 0


def report(console: Console, rows: list[Row], title: str, left: str, right: str) -> int:
    """Print figures side by side; returns how many differ."""
    table = Table(box=None, header_style="dim", title=title, title_justify="left", pad_edge=False)
    for heading in ("", "", left, right):
        table.add_column(heading, no_wrap=True)
    for row in rows:
        right_said = said(row.recount) if row.agrees else f"[bold red]{said(row.recount)}[/]"
        table.add_row(row.source, row.what, said(row.dashboard), right_said)
    console.print(table, soft_wrap=False)
    differ = [row for row in rows if not row.agrees]
    for row in differ:
        console.print(f"[red]✗ {row.what}: {row.dashboard} is not {row.recount}.[/]")
    return len(differ)


def said(value: Any) -> str:
    """A figure as a table shows it: of several counts their sum, of other lists their length."""
    if isinstance(value, dict) and all(isinstance(each, int) for each in value.values()):
        return f"{sum(value.values()):,} in {len(value)}"
    if isinstance(value, dict | list):
        return f"{len(value)} in a row"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _verdict(differ: int) -> str:
    if differ:
        return f"[bold red]{differ} of the figures differ.[/]"
    return "[bold green]Every figure agrees.[/]"


@contextmanager
def _fleet(url: str, console: Console) -> Iterator[FleetClient]:
    port = _port(url)
    if _runs(port):
        client = FleetClient(port)
        console.print(f"On the fleet that runs at http://localhost:{port}/.")
        try:
            yield client
        finally:
            client.close()
        return
    console.print(f"Nothing runs at {url}: starting a fleet for the demo …")
    with tempfile.TemporaryDirectory() as folder:
        # A port that is known beforehand, so that links in what workers send lead to this fleet.
        options = replace(quiet(Path(folder)), seed="demo", crons=True, port=_free_port())
        with run_locally(options) as fleet:
            console.print(f"It runs at http://localhost:{fleet.port}/, until the demo ends.")
            yield fleet


def _port(url: str) -> int:
    parts = urlsplit(url)
    if parts.hostname not in LOCAL or parts.scheme != "http":
        raise FleetError(f"--url {url}: fleet dev runs on this machine, as http://localhost:8787.")
    return parts.port or 80


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _runs(port: int) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/__fleet/ready", timeout=5)
    except httpx.HTTPError:
        return False
    if answer.status_code != 200:
        raise FleetError(f"What runs on port {port} is not ready: {answer.text[:200]}")
    return True
