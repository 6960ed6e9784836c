"""The main job of each worker, as a request: ``workers/<name>/main_request.toml`` names it."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fleet.errors import FleetError

FILE = "main_request.toml"
LINE = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/\S*)")
KNOWN = {"request", "body", "headers", "cached"}


@dataclass(frozen=True)
class MainRequest:
    """A request that a worker is there for.

    ``{n}`` in path or body is a number, and ``{day}`` a date, that each request has of its own.
    ``cached`` says that the same request again is answered out of a cache.
    """

    method: str
    path: str
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cached: bool = False

    @property
    def route_path(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]

    def order(self) -> dict[str, Any]:
        """The request as the benchmark's driver takes it."""
        sent = {"content-type": "application/json"} if self.body is not None else {}
        order: dict[str, Any] = {"path": self.path, "method": self.method}
        return order | {"headers": sent | self.headers, "body": self.body}


def read(folder: Path) -> MainRequest:
    """The main request of the worker in a folder; raises ``FleetError`` that says what is wrong."""
    path = folder / FILE
    if not path.is_file():
        raise FleetError(f'{folder.name} names no main request: write {FILE}, request = "GET /…".')
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FleetError(f"This is not valid TOML: {error}.") from error
    if unknown := sorted(table.keys() - KNOWN):
        raise FleetError(f"{unknown[0]} is not known here; there are {', '.join(sorted(KNOWN))}.")
    line = LINE.fullmatch(str(table.get("request", "")))
    if line is None:
        raise FleetError('request has to be a method and a path, such as "GET /api/articles".')
    cached = bool(table.get("cached", False))
    request = MainRequest(
        line[1], line[2], table.get("body"), table.get("headers", {}), cached=cached
    )
    if cached and "{n}" not in f"{request.path}{request.body}" and "{day}" not in request.path:
        raise FleetError("A cached request needs {n} or {day}, to be timed past the cache as well.")
    return request
