"""``fleet docs``: a page on each worker in ``docs/workers/``, out of its code and its config.

``docs/personal-data.md`` has what they keep about people, and ``docs/graph.svg`` shows who calls
whom; in ``docs/architecture.md`` it draws edgekit's layers.
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fleet.check import apps, edgekit_layers
from fleet.check.apps import WorkerApp
from fleet.graph.svg import draw
from fleet.personal_record import record
from fleet.project import Fleet, Worker, read_fleet

NOTICE = "<!-- Written by `fleet docs` from the worker's code and configuration; edit those. -->"
LOCK_NOTICE = "🔒 wants `Authorization: Bearer <ADMIN_TOKEN>`."
LONGEST_VALUE = 60
LAYERS_PICTURE = re.compile(
    r"(?<=<!-- edgekit's layers, drawn by `fleet docs` -->\n).*?(?=<!-- -->)", re.S
)
SETTINGS = "| Setting | Type | Default | Here | Meaning |\n|---|---|---|---|---|"
HEADER = "| | Path | What it does | Takes | Answers |\n|---|---|---|---|---|"


def register(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("docs", help="write a page on each worker to docs/workers/")
    parser.add_argument("--check", action="store_true", help="only say which pages are out of date")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    fleet = read_fleet()
    paths = _outdated(fleet) if arguments.check else refresh(fleet)
    for path in paths:
        print(fleet.relative(path))
    if arguments.check and paths:
        print("These pages are out of date: run `fleet docs`.")
        return 1
    return 0


def refresh(fleet: Fleet) -> list[Path]:
    """Write the pages that are out of date, remove those of no worker, and return their paths."""
    stale, left = _stale(fleet), leftovers(fleet)
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in left:
        path.unlink()
    return [*stale, *left]


def leftovers(fleet: Fleet) -> list[Path]:
    """Pages that this command wrote on workers which are not there any more."""
    there = {"README", *fleet.workers, *(error.worker for error in fleet.broken)}
    pages = sorted((fleet.root / "docs" / "workers").glob("*.md"))
    return [path for path in pages if path.stem not in there and NOTICE in path.read_text("utf-8")]


def _outdated(fleet: Fleet) -> list[Path]:
    return [*_stale(fleet), *leftovers(fleet)]


def _stale(fleet: Fleet) -> dict[Path, str]:
    return {path: text for path, text in pages(fleet).items() if not _is_current(path, text)}


def pages(fleet: Fleet) -> dict[Path, str]:
    """The text of every page, by its path; a worker that can't be imported has none."""
    folder = fleet.root / "docs" / "workers"
    declared = apps.load(fleet, list(fleet.workers.values()))
    sound = {name: app for name, app in declared.items() if app.failure is None}
    texts = {folder / f"{name}.md": page(fleet.workers[name], app) for name, app in sound.items()}
    return {
        **texts,
        folder / "README.md": _index(fleet, sound),
        fleet.root / "docs" / "personal-data.md": record(NOTICE, sound),
        fleet.root / "docs" / "graph.svg": draw(fleet),
        **_architecture(fleet),
    }


def page(worker: Worker, app: WorkerApp) -> str:
    """One worker's page in Markdown."""
    openapi = app.openapi
    access = "Private: only other workers reach it." if worker.private else "Public."
    parts = [
        f"# {worker.name}\n\n{NOTICE}",
        f"{openapi['info']['description']} {access}",
        "\n".join(_facts(worker)),
        "\n".join([HEADER, *_rows(openapi)]),
        LOCK_NOTICE if any("🔒" in row for row in _rows(openapi)) else "",
        _settings(worker, app),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _is_current(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


def _index(fleet: Fleet, apps: dict[str, WorkerApp]) -> str:
    lines = ["| Worker | What it is for |", "|---|---|"]
    for name, app in apps.items():
        lock = "private · " if fleet.workers[name].private else ""
        lines.append(f"| [{name}]({name}.md) | {lock}{app.openapi['info']['description']} |")
    return f"# The workers\n\n{NOTICE}\n\n" + "\n".join(lines) + "\n"


def _architecture(fleet: Fleet) -> dict[Path, str]:
    path = fleet.root / "docs" / "architecture.md"
    if not path.is_file():
        return {}
    picture = edgekit_layers.picture() + "\n"
    return {path: LAYERS_PICTURE.sub(lambda _: picture, path.read_text("utf-8"))}


def _facts(worker: Worker) -> Iterator[str]:
    if worker.calls:
        yield f"- **Calls** {', '.join(f'[{name}]({name}.md)' for name in sorted(worker.calls))}"
    if worker.databases:
        yield f"- **D1** {', '.join(f'`{database.name}`' for database in worker.databases)}"
    if worker.crons:
        yield f"- **Cron** {', '.join(f'`{cron}`' for cron in worker.crons)}"
    for key, title in (("kv_namespaces", "KV"), ("r2_buckets", "R2"), ("ratelimits", "Limits")):
        names = [entry.get("binding") or entry.get("name") for entry in worker.config.get(key, [])]
        if names:
            yield f"- **{title}** {', '.join(f'`{name}`' for name in names)}"
    if worker.consumed_queues:
        yield f"- **Queue** {', '.join(f'`{queue}`' for queue in worker.consumed_queues)}"


def _rows(openapi: dict[str, Any]) -> Iterator[str]:
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            lock = "🔒" if operation.get("security") else ""
            summary = str(operation.get("summary", "")).replace("|", "\\|").rstrip(".")
            takes, answers = _takes(operation), _answers(operation)
            yield f"| {lock} | `{method.upper()} {path}` | {summary} | {takes} | {answers} |"


def _takes(operation: dict[str, Any]) -> str:
    query = [f"`{p['name']}`" for p in operation.get("parameters", []) if p["in"] != "path"]
    content = operation.get("requestBody", {}).get("content", {})
    bodies = [_named(kind, media.get("schema", {})) for kind, media in content.items()]
    return ", ".join([*bodies, *query])


def _answers(operation: dict[str, Any]) -> str:
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            content = response.get("content", {})
            bodies = [_named(kind, media.get("schema", {})) for kind, media in content.items()]
            return " ".join([status, *bodies])
    return ""


def _named(media_type: str, schema: dict[str, Any]) -> str:
    """A schema's name, or the media type where it has none."""
    reference = str(schema.get("$ref", ""))
    return f"`{reference.rpartition('/')[2] or schema.get('title') or media_type}`"


def _settings(worker: Worker, app: WorkerApp) -> str:
    needed = [name for name in worker.secrets if name not in app.vars]
    rows = [f"| `{name}` | secret, needed | | | |" for name in needed]
    for name, var in app.vars.items():
        here, default = _shown(worker.variables.get(name)), _shown(var.default)
        meaning = var.meaning.replace("|", "\\|")
        rows.append(f"| `{name}` | {var.type} | {default} | {here} | {meaning} |")
    return "\n".join([SETTINGS, *rows])


def _shown(value: object) -> str:
    """A value in a table's cell; empty where there is none."""
    if value is None or value == "":
        return "" if value is None else "empty"
    text = value if isinstance(value, str) else json.dumps(value)
    text = text.replace("|", "\\|")
    return f"`{text}`" if len(text) <= LONGEST_VALUE else f"`{text[:LONGEST_VALUE]}`…"
