"""``fleet seed``: fill a database from a file, on this machine or on Cloudflare."""

import argparse
import json
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Protocol

from fleet.errors import FleetError

SALES_WORKER = "comps"
LONGEST_PARAMETER = 95_000  # D1 takes statements of 100 kB: the rest is for the words around it
Statement = tuple[str, Sequence[str]]


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
    add_target(sales)
    sales.set_defaults(run=_run_sales)
    knowledge = kinds.add_parser("knowledge", help="load Markdown, which chatbot answers from")
    knowledge.add_argument(
        "folder", type=Path, nargs="?", help="a folder of Markdown files (default: the playbook)"
    )
    knowledge.add_argument("--replace", action="store_true", help="keep nothing but these articles")
    add_target(knowledge)
    knowledge.set_defaults(run=_run_knowledge)


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which database is filled."""
    parser.add_argument(
        "--port", type=int, default=8787, help="the running fleet dev to import into (8787)"
    )
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(".fleet/state"),
        help="the state folder to import into when no fleet dev runs on that port",
    )
    parser.add_argument("--remote", action="store_true", help="import into D1 on Cloudflare")
    parser.add_argument("--env", help="with --remote: the environment of wrangler.jsonc")


def _run_sales(chosen: argparse.Namespace) -> int:
    import_sales(chosen.file, _columns(chosen.columns), chosen)
    return 0


def import_sales(file: Path, columns: Any, chosen: argparse.Namespace) -> None:
    """Import a checked file of sales into the database that the options of `add_target` name.

    Without `columns` the shipped column map that fits is taken. Raises FleetError; a file with a
    mistake imports nothing.
    """
    from fleet.seeds import sales

    with _bar("Checking") as progress:
        checked = sales.check(file, columns, progress)
    target = _target(chosen, SALES_WORKER, sales.DATABASE)
    with _bar("Importing") as progress:
        target.run(sales.statements(file, checked.columns, progress))
    print(f"{checked.sales:,} sales imported with the column map {checked.columns.name}.")
    for reason, count in checked.left_out.most_common():
        print(f"{count:,} left out: {reason}.")


def _run_knowledge(chosen: argparse.Namespace) -> int:
    from fleet.seeds import knowledge

    folder = chosen.folder or knowledge.PLAYBOOK
    if not folder.is_dir():
        raise FleetError(f"{folder} is no folder: give one that holds Markdown files.")
    files = knowledge.markdown_files(folder)
    if not files:
        raise FleetError(f"{folder} holds no .md file.")
    try:
        found = list(knowledge.loading(folder, instead_of_all=chosen.replace))
    except (ValueError, OSError) as error:
        raise FleetError(str(error)) from error
    _target(chosen, knowledge.WORKER, knowledge.DATABASE).run(found)
    print(f"{len(files)} articles loaded.")
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


def _target(chosen: argparse.Namespace, worker: str, database: str) -> Target:
    if chosen.remote:
        return Cloudflare(worker, database, chosen.env)
    if _serves(chosen.port, worker):
        return RunningFleet(chosen.port, worker)
    return StateFolder(chosen.state, worker)


def _serves(port: int, worker: str) -> bool:
    import httpx

    try:
        told = httpx.get(f"http://127.0.0.1:{port}/__fleet/workers", timeout=5)
    except httpx.TransportError:
        return False
    return told.is_success and any(each["name"] == worker for each in told.json())


class RunningFleet:
    """A ``fleet dev`` on this machine."""

    def __init__(self, port: int, worker: str) -> None:
        self._url = f"http://127.0.0.1:{port}/__fleet/d1/{worker}"

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

    def __init__(self, state: Path, worker: str) -> None:
        self._state, self._worker = state, worker

    def run(self, statements: Iterable[Statement]) -> None:
        """Start the one worker that has the database, and send them to it."""
        from fleet.dev.local import run_locally
        from fleet.dev.options import DevOptions

        options = DevOptions(
            port=0, only=(self._worker,), state=self._state, seed=None, crons=False, reload=False
        )
        with run_locally(options) as fleet:
            RunningFleet(fleet.port, self._worker).run(statements)


class Cloudflare:
    """D1 on Cloudflare, through wrangler and its login."""

    def __init__(self, worker: str, database: str, environment: str | None) -> None:
        self._worker = worker
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
            done = subprocess.run(command, cwd=find_root() / "workers" / self._worker, check=False)
        if done.returncode:
            raise FleetError("wrangler did not import the rows; it says why above.")


def inlined(sql: str, params: Sequence[str]) -> Iterator[str]:
    """A statement with its parameter written in; one over a JSON array as several.

    D1 takes SQL statements of up to 100 kB, and files have no bound parameters.
    """
    if "json_each(?1)" not in sql:
        yield (sql.replace("?1", _quoted(params[0])) if params else sql) + ";\n"
        return
    for rows in _parts(json.loads(params[0])):
        yield sql.replace("?1", _quoted("[" + ",".join(rows) + "]")) + ";\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _parts(rows: Iterable[Any]) -> Iterator[list[str]]:
    """Rows as JSON, as many at a time as one statement holds beside its own words."""
    part: list[str] = []
    size = 0
    for row in rows:
        text = json.dumps(row, separators=(",", ":"))
        length = len(_quoted(text)) + 1
        if part and size + length > LONGEST_PARAMETER:
            yield part
            part, size = [], 0
        part.append(text)
        size += length
    yield part
