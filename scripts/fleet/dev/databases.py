"""Migrate the fleet's D1 databases, fill them with sample data, and put them back to that."""

import hashlib
import importlib
import json
import pkgutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fleet.seeds
import fleet.story
from fleet.dev import sql
from fleet.dev.options import Seed
from fleet.errors import FleetError
from fleet.project import Worker
from pyworkerd import D1, CallError, Runtime

# The table and columns of wrangler's own `d1 migrations apply`, so that either can go on.
MIGRATIONS_TABLE = """
CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)"""
APPLIED = "SELECT name FROM d1_migrations"
RECORD = "INSERT INTO d1_migrations (name) VALUES (?1)"
TABLES = """
SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name <> 'd1_migrations'"""


@dataclass(frozen=True)
class Owned:
    """One D1 database, reached through a worker's binding, and where its migrations lie."""

    name: str
    store: D1
    migrations: Path


def owned_databases(runtime: Runtime, workers: list[Worker], root: Path) -> list[Owned]:
    """Return every database of ``workers``, once."""
    found: dict[str, Owned] = {}
    for worker in workers:
        for database in worker.databases:
            store = runtime.d1(worker.name, database.binding)
            folder = database.migrations or root / "wrangler" / "migrations" / database.name
            found.setdefault(database.name, Owned(database.name, store, folder))
    return list(found.values())


async def migrate(database: Owned) -> list[str]:
    """Apply the migrations that have not been, in order; return their names.

    Raises:
        FleetError: naming the migration that SQLite refused, and why.
    """
    await database.store.query(MIGRATIONS_TABLE)
    applied = {row["name"] for row in await database.store.query(APPLIED)}
    listed = sorted(database.migrations.glob("*.sql"))
    waiting = [path for path in listed if path.name not in applied]
    for path in waiting:
        statements = [(text, ()) for text in sql.split(path.read_text(encoding="utf-8"))]
        try:
            await database.store.batch([*statements, (RECORD, (path.name,))])
        except CallError as error:
            raise FleetError(f"{database.name}: {path.name} can't be applied: {error}") from error
    return [path.name for path in waiting]


class Ledger:
    """What a state folder's databases have been given: which sample data, in which tables."""

    def __init__(self, state: Path) -> None:
        self._path = state / "databases.json"
        try:
            self._known = json.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            self._known = {}

    def seed(self, database: str) -> str | None:
        """Return the digest of the sample data that a database was filled with."""
        seed: str | None = self._known.get(database, {}).get("seed")
        return seed

    def tables(self, database: str) -> set[str]:
        """Return the tables that migrations and sample data filled."""
        return set(self._known.get(database, {}).get("tables", []))

    def note(self, database: str, seed: str | None, tables: set[str]) -> None:
        """Remember what a database was given."""
        merged = sorted(tables | self.tables(database))
        self._known[database] = {"seed": seed or self.seed(database), "tables": merged}
        self._path.write_text(json.dumps(self._known, indent=1), encoding="utf-8")


class Databases:
    """All databases of a run."""

    def __init__(self, owned: list[Owned], ledger: Ledger, seed: Seed | None, files: Path) -> None:
        """``files`` is the folder of the data that the seeds are made of."""
        self.owned = owned
        self._ledger = ledger
        self._files = files
        self._modules = _seed_modules(seed)
        self._probes: dict[str, str] = {}

    async def prepare(self, database: Owned) -> list[str]:
        """Migrate and fill one database; return what was done, in words."""
        before = await _filled(database.store, await _probe(database.store))
        done = [f"applied {name}" for name in await migrate(database)]
        modules = self._modules.get(database.name, [])
        digest = self._digest(modules) if modules else None
        if digest and digest != self._ledger.seed(database.name):
            for statement, params in (each for module in modules for each in module.statements()):
                await database.store.query(statement, *params)
            done.append("filled with sample data")
        probe = self._probes[database.name] = await _probe(database.store)
        if done:
            given = await _filled(database.store, probe) - before
            self._ledger.note(database.name, digest, given)
        return done

    async def restore(self, database: Owned) -> None:
        """Empty every table that migrations and sample data left empty."""
        filled = await _filled(database.store, self._probes[database.name])
        used = filled - self._ledger.tables(database.name)
        if used:
            emptied = [(f'DELETE FROM "{table}"', ()) for table in sorted(used)]  # noqa: S608
            await database.store.batch([("PRAGMA defer_foreign_keys = on", ()), *emptied])

    def _digest(self, modules: list[Any]) -> str:
        total = hashlib.sha256()
        for module in modules:
            total.update(Path(module.__file__).read_bytes())
        for path in sorted(self._files.glob("*.gz")):
            total.update(f"{path.name} {path.stat().st_size}".encode())
        return total.hexdigest()


async def _probe(store: D1) -> str:
    """Return a query of one row that says of each table whether it holds any; or nothing."""
    names = [row["name"] for row in await store.query(TABLES)]
    columns = ", ".join(f'EXISTS (SELECT 1 FROM "{name}") AS "{name}"' for name in names)  # noqa: S608
    return f"SELECT {columns}" if columns else ""


async def _filled(store: D1, probe: str) -> set[str]:
    if not probe:
        return set()
    [answers] = await store.query(probe)
    return {name for name, filled in answers.items() if filled}


def _seed_modules(seed: Seed | None) -> dict[str, list[Any]]:
    """The modules that fill each database: data that workers look things up in, and the story."""
    packages = {None: (), "reference": (fleet.seeds,), "demo": (fleet.seeds, fleet.story)}[seed]
    found: dict[str, list[Any]] = {}
    for package in packages:
        for info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{info.name}")
            if hasattr(module, "DATABASE"):
                found.setdefault(module.DATABASE, []).append(module)
    return found
