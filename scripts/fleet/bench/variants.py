"""What is compared: the workers below ``tests/bench/projects`` and the requests they answer."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyworkerd import Project

PROJECTS = Path("tests/bench/projects")
YARDSTICK = "js"
QUIET_YARDSTICK = "js-quiet"
BACKDROP = ("price", "driver")


@dataclass(frozen=True)
class Variant:
    """One way to write the same worker; ``worker`` is its name in the runtime.

    ``yardstick`` is the plain JavaScript worker that it is compared with: the one that logs a line
    for each request, or the one that does not, as the variant does.
    """

    worker: str
    title: str
    folder: str
    config: str | None = None
    yardstick: str = YARDSTICK
    vars: dict[str, str] = field(default_factory=dict)

    def project(self, root: Path) -> Project:
        """What the runtime is to serve."""
        folder = root / PROJECTS / self.folder
        return Project(folder, config=self.config, vars=self.vars, name=self.worker)


@dataclass(frozen=True)
class Case:
    """One request, and the most that edgekit may take of it as a ratio to plain JavaScript."""

    title: str
    path: str
    target: float
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None

    def request(self) -> dict[str, Any]:
        """The request as the driver takes it."""
        request: dict[str, Any] = {"path": self.path, "method": self.method}
        if self.body is not None:
            request |= {"headers": self.headers, "body": self.body}
        return request


NO_LOG = {"LOG_LEVEL": "warning"}
VARIANTS = (
    Variant("js", "plain JavaScript", "js"),
    Variant("edgekit", "edgekit", "edgekit"),
    Variant("edgekit-class", "edgekit, class form", "edgekit", "wrangler.class.jsonc"),
    Variant("js-quiet", "plain JavaScript, no log", "js", yardstick=QUIET_YARDSTICK, vars=NO_LOG),
    Variant("edgekit-quiet", "edgekit, no log", "edgekit", yardstick=QUIET_YARDSTICK, vars=NO_LOG),
    Variant("sdk-handler", "SDK `@handler`", "sdk_handler", yardstick=QUIET_YARDSTICK),
    Variant("sdk-class", "SDK class", "sdk_class", yardstick=QUIET_YARDSTICK),
    Variant("fastapi", "FastAPI over ASGI", "fastapi", yardstick=QUIET_YARDSTICK),
)

LEAD = '{"name":"Ann Lee","phone":"+1 555 123 4567","address":"12 Oak St, Austin","asking":350000}'
CASES = (
    Case("text", "/text", 2.1),
    Case("JSON", "/json", 2.5),
    Case("pydantic in and out", "/lead", 2.4, "POST", {"content-type": "application/json"}, LEAD),
    Case("KV hit", "/kv", 1.4),
    Case("D1 row", "/d1", 1.45),
    Case("service call", "/call", 2.1),
)

TABLE = (
    "CREATE TABLE homes (id INTEGER PRIMARY KEY, city TEXT NOT NULL, price INTEGER NOT NULL) STRICT"
)
ROW = "INSERT INTO homes (id, city, price) VALUES (5, 'Seattle', 400000)"


def python_projects(root: Path) -> list[Path]:
    """Folders that need their packages vendored."""
    folders = {root / PROJECTS / variant.folder for variant in VARIANTS}
    return sorted(folder for folder in folders if (folder / "pyproject.toml").is_file())
