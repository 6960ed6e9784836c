"""A project to be edited, and what tests ask of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .serving import Served, SupervisorError

HELLO = """\
from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        return Response("{text}")
"""


def configure(folder: Path, **more: Any) -> None:
    """Write the configuration, with more settings than it needs."""
    config = {
        "name": "hello",
        "main": "src/entry.py",
        "compatibility_date": "2026-11-01",
        "compatibility_flags": ["python_workers"],
        **more,
    }
    (folder / "wrangler.jsonc").unlink(missing_ok=True)
    (folder / "wrangler.jsonc").write_text(json.dumps(config))


def text(served: Served, path: str = "/") -> str:
    """What the worker answers."""
    return served.request("hello", path).text


def rewrite(folder: Path, source: str) -> None:
    """Replace the worker's source."""
    (folder / "src" / "entry.py").write_text(source)


STORED = {
    "kv_namespaces": [{"binding": "KV", "id": "kept"}],
    "r2_buckets": [{"binding": "BUCKET", "bucket_name": "kept"}],
    "d1_databases": [{"binding": "DB", "database_name": "kept", "database_id": "kept-id"}],
}


def failure(serve: Callable[..., Served], *projects: Any, **options: Any) -> SupervisorError:
    """The error that a start ends with."""
    with pytest.raises(SupervisorError) as raised:
        serve(*projects, **options)
    return raised.value


def warnings(served: Served) -> list[str]:
    """What was warned of at the start."""
    return [event["text"] for event in served.supervisor.events if event["event"] == "warning"]
