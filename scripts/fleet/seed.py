"""``fleet seed``: fill a database from a file, on this machine or on Cloudflare."""

import argparse
import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Protocol

from fleet.errors import FleetError

WORKER = "comps"
Statement = tuple[str, list[str]]


class Target(Protocol):
    """Where statements are run, in order."""

    def run(self, statements: Iterable[Statement]) -> None:
        """Run all of them."""


def register(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("seed", help="fill a database from a file")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    sales = kinds.add_parser("sales", help="import a CSV of home sales, which comps answers from")
    sales.add_argument("file", type=Path, help="CSV, plain or .gz, UTF-8, with a header row")
    sales.add_argument(
        "--columns",
        metavar="MAP",
        help="what the columns mean: a TOML file or a shipped map such as king_county "
        "(default: the shipped map that fits)",
    )
    sales.add_argument(
        "--port", type=int, default=8787, help="the running fleet dev to import into (8787)"
    )
    sales.add_argument(
        "--state",
        type=Path,
        default=Path(".fleet/state"),
        help="the state folder to import into when no fleet dev runs on that port",
    )
    sales.add_argument("--remote", action="store_true", help="import into D1 on Cloudflare")
    sales.add_argument("--env", help="with --remote: the environment of wrangler.jsonc")
    sales.set_defaults(run=_run_sales)


def _run_sales(chosen: argparse.Namespace) -> int:
    from fleet.seeds import sales

    columns = _columns(chosen.columns)
    with _bar("Checking") as progress:
        checked = sales.check(chosen.file, columns, progress)
    target = _target(chosen)
    with _bar("Importing") as progress:
        target.run(sales.statements(chosen.file, checked.columns, progress))
    print(f"{checked.sales:,} sales imported with the column map {checked.columns.name}.")
    for reason, count in checked.left_out.most_common():
        print(f"{count:,} left out: {reason}.")
    return 0


def _columns(named: str | None) -> Any:
    from fleet.seeds.sales import MAPS
    from train.columns import ColumnsError, load_columns, shipped

    if named is None:
        return None
    try:
        return load_columns(shipped(named) if named in MAPS else Path(named))
    except ColumnsError as error:
        raise FleetError(str(error)) from error


@contextmanager
def _bar(title: str) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _target(chosen: argparse.Namespace) -> Target:
    from fleet.seeds.sales import DATABASE

    if chosen.remote:
        return Cloudflare(DATABASE, chosen.env)
    if _serves(chosen.port):
        return RunningFleet(chosen.port)
    return StateFolder(chosen.state)


def _serves(port: int) -> bool:
    import httpx

    try:
        told = httpx.get(f"http://127.0.0.1:{port}/__fleet/workers", timeout=5)
    except httpx.TransportError:
        return False
    return told.is_success and any(each["name"] == WORKER for each in told.json())


class RunningFleet:
    """A ``fleet dev`` on this machine."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/__fleet/d1/{WORKER}"

    def run(self, statements: Iterable[Statement]) -> None:
        """Send them one by one: each holds ten thousand rows."""
        import httpx

        with httpx.Client(timeout=60) as client:
            for sql, params in statements:
                body = {"statements": [{"sql": sql, "params": params}]}
                answer = client.post(self._url, json=body)
                if answer.is_error:
                    raise FleetError(f"The import stopped: {answer.text}. Run it again to go on.")


class StateFolder:
    """The data of a ``fleet dev`` that does not run now."""

    def __init__(self, state: Path) -> None:
        self._state = state

    def run(self, statements: Iterable[Statement]) -> None:
        """Start the one worker that has the database, and send them to it."""
        from fleet.dev.local import run_locally
        from fleet.dev.options import DevOptions

        options = DevOptions(
            port=0, only=(WORKER,), state=self._state, seed=None, crons=False, reload=False
        )
        with run_locally(options) as fleet:
            RunningFleet(fleet.port).run(statements)


class Cloudflare:
    """D1 on Cloudflare, through wrangler and its login."""

    def __init__(self, database: str, environment: str | None) -> None:
        self._database = database
        self._environment = environment

    def run(self, statements: Iterable[Statement]) -> None:
        """Write them to a file, which wrangler uploads and runs as one."""
        from fleet.project import find_root

        with NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
            for sql, params in statements:
                file.writelines(inlined(sql, params))
            file.flush()
            command = ["npx", "wrangler", "d1", "execute", self._database, "--remote", "--yes"]
            command += ["--file", file.name]
            if self._environment:
                command += ["--env", self._environment]
            done = subprocess.run(command, cwd=find_root() / "workers" / WORKER, check=False)
        if done.returncode:
            raise FleetError("wrangler did not import the sales; it says why above.")


def inlined(sql: str, params: list[str], rows_a_statement: int = 300) -> Iterator[str]:
    """A statement over a JSON array as statements with the array written in.

    D1 takes SQL statements of up to 100 kB, and files have no bound parameters.
    """
    rows = json.loads(params[0])
    for start in range(0, len(rows), rows_a_statement):
        text = json.dumps(rows[start : start + rows_a_statement], separators=(",", ":"))
        yield sql.replace("?1", "'" + text.replace("'", "''") + "'") + ";\n"
