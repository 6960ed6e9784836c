"""A small fleet in a temporary folder, sound until a test breaks it."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleet.check import apps
from fleet.check.configs import EXCLUDED
from fleet.check.entropy import EntropyWatch
from fleet.check.findings import Finding
from fleet.check.probe import probe
from fleet.project import Fleet, read_fleet
from pyworkerd.requirements import SDK

REPOSITORY = Path(__file__).resolve().parents[3]

CONFIG: dict[str, Any] = {
    "$schema": "../../node_modules/wrangler/config-schema.json",
    "main": "src/entry.py",
    "compatibility_date": "2026-11-01",
    "compatibility_flags": ["python_workers", "disable_python_no_global_handlers"],
    "workers_dev": True,
    "observability": {"enabled": True},
    "python_modules": {"exclude": EXCLUDED},
    "vars": {"ALLOWED_ORIGINS": "*"},
    "services": [{"binding": "SLACK_INTEL", "service": "slack-intel"}],
}
PYPROJECT = """[project]
name = "{name}"
version = "1.0.0"
dependencies = ["{sdk}"]

[dependency-groups]
dev = ["workers-py>=1.17.9"]
"""
ENTRY = """
from edgekit import App

app = App("{name}")

on_fetch = app.on_fetch
"""


class SampleFleet:
    """Writes workers and runs checks over them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.access: dict[str, str] = {}
        for folder in ("workers", "wrangler"):
            (root / folder).mkdir()
        (root / "node_modules").symlink_to(REPOSITORY / "node_modules")
        shutil.copy(REPOSITORY / "wrangler" / "limits.toml", root / "wrangler")
        self.worker("slack-intel", services=[])

    def worker(
        self, name: str, /, *, entry: str = "", access: str = "public", **config: Any
    ) -> Path:
        """Write a worker; ``config`` replaces keys of a sound one, or drops those that are None."""
        folder = self.root / "workers" / name
        (folder / "src").mkdir(parents=True, exist_ok=True)
        whole = {"name": name, **CONFIG, **config}
        kept = {key: value for key, value in whole.items() if value is not None}
        (folder / "wrangler.jsonc").write_text(json.dumps(kept, indent=2))
        (folder / "pyproject.toml").write_text(PYPROJECT.format(name=name, sdk=SDK))
        (folder / "main_request.toml").write_text('request = "GET /health"\n')
        (folder / "src" / "entry.py").write_text(entry or ENTRY.format(name=name))
        self.access[name] = access
        rows = "".join(f'{key} = "{value}"\n' for key, value in self.access.items())
        (self.root / "wrangler" / "workers.toml").write_text(f"[workers]\n{rows}")
        return folder

    def source(self, worker: str, name: str, text: str) -> None:
        """Write another module of a worker."""
        (self.root / "workers" / worker / "src" / name).write_text(text)

    def migration(self, database: str, name: str, sql: str) -> None:
        """Write a migration of a database."""
        folder = self.root / "wrangler" / "migrations" / database
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(sql)

    def read(self) -> Fleet:
        """The fleet as it is now."""
        return read_fleet(self.root)

    def static(self, check: Callable[..., Any], worker: str = "") -> list[Finding]:
        """Run a check that imports nothing."""
        fleet = self.read()
        return list(check(fleet, fleet.select([worker] if worker else [])))

    def imported(self, check: Callable[..., Any], worker: str = "") -> list[Finding]:
        """Run a check that looks at the imported apps; they are imported here, to be quick."""
        fleet = self.read()
        with EntropyWatch([self.root / "workers", self.root / "libs"]) as watch:
            found = {
                name: probe(each.main, watch, apps.values(each))
                for name, each in fleet.workers.items()
            }
        described = json.loads(json.dumps(found))
        declared = {name: apps.worker_app(each) for name, each in described.items()}
        return list(check(fleet, fleet.select([worker] if worker else []), declared))


@pytest.fixture
def sample(tmp_path: Path) -> SampleFleet:
    return SampleFleet(tmp_path)


def single(findings: list[Finding], level: str = "error") -> Finding:
    """The one finding of that level."""
    found = [finding for finding in findings if finding.level == level]
    assert len(found) == 1, [finding.line() for finding in findings]
    return found[0]


@pytest.fixture
def only() -> Callable[..., Finding]:
    return single


def line_of(path: Path, pattern: str) -> int:
    """The number of the first line that matches."""
    lines = path.read_text().splitlines()
    return next(n for n, line in enumerate(lines, start=1) if re.search(pattern, line))


@pytest.fixture(name="line_of")
def line_of_fixture() -> Callable[[Path, str], int]:
    return line_of
