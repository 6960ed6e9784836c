"""What a new worker may have, and the files that each part of it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fleet import main_requests
from fleet.new.called import Called


@dataclass(frozen=True)
class Parts:
    """What was asked for. A queue brings D1: what it delivers has to be kept somewhere."""

    d1: bool = False
    kv: bool = False
    cron: bool = False
    queue: bool = False
    vars: bool = False
    calls: tuple[Called, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "d1", self.d1 or self.queue)

    @property
    def tallies(self) -> bool:
        """Whether it counts by day what its database holds."""
        return self.d1 and (self.kv or self.cron)

    @property
    def ticks(self) -> bool:
        """Whether it needs a cron: its own, or the one that ends the lifetimes of rows."""
        return self.cron or self.d1


def targets(root: Path, name: str, parts: Parts) -> Iterator[tuple[Path, str]]:
    """The files of a worker with these parts, each with its template."""
    stem = stem_of(name)
    worker, unit = root / "workers" / name, root / "tests" / "unit" / stem
    sources = worker / "src"
    yield worker / "wrangler.jsonc", "wrangler.jsonc"
    yield worker / "pyproject.toml", "pyproject.toml"
    yield worker / main_requests.FILE, "main_request.toml"
    yield sources / "entry.py", "entry.py"
    yield sources / f"{stem}_rules.py", "rules.py"
    if parts.d1:
        migrations = root / "wrangler" / "migrations" / f"{name}-db"
        yield sources / f"{stem}_records.py", "records.py"
        yield migrations / "0001_greetings.sql", "migration.sql"
        yield unit / f"test_{stem}_records.py", "unit_test_records.py"
    if parts.vars:
        yield sources / f"{stem}_vars.py", "vars.py"
    if parts.calls:
        yield sources / f"{stem}_services.py", "services.py"
    yield root / "libs" / "contracts" / "src" / "contracts" / f"{stem}.py", "contract.py"
    yield unit / "conftest.py", "conftest.py"
    yield unit / f"test_{stem}_rules.py", "unit_test_rules.py"
    yield root / "tests" / "fleet" / f"test_{stem}.py", "fleet_test.py"


def stem_of(name: str) -> str:
    """A worker's name as its modules' names begin, so that no two workers have the same."""
    return name.replace("-", "_")


def title_of(name: str) -> str:
    """A worker's name as its classes' names begin: ``RentCheck``."""
    return "".join(word.capitalize() for word in name.split("-"))
