"""Migrate the fleet's D1 databases, fill them with sample data, and put them back to that."""

import asyncio
import hashlib
import importlib
import pkgutil
import textwrap
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fleet.seeds
import fleet.story
from fleet.dev import sql
from fleet.dev.ledger import Ledger
from fleet.dev.options import Seed
from fleet.errors import FleetError
from fleet.project import Worker
from pyworkerd import D1, CallError, PyworkerdError, Runtime

# The table and columns of wrangler's own `d1 migrations apply`, so that either can go on.
MIGRATIONS_TABLE = """
CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)"""
APPLIED = "SELECT name FROM d1_migrations"
# No batch that ends with this is kept: it shows how far a batch would have got.
UNDO = ("SELECT undone FROM fleet_dev_undoes_this", ())
RECORD = "INSERT INTO d1_migrations (name) VALUES (?1)"
TABLES = """
SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name <> 'd1_migrations'"""
TRIGGERS = """
SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"""

SHOWN = 100  # characters of a statement that is refused


@dataclass(frozen=True)
class Owned:
    """One D1 database, reached through a worker's binding, and where its migrations lie."""

    name: str
    id: str
    store: D1
    migrations: Path

    @property
    def listed(self) -> list[Path]:
        """The migrations that there are, in order."""
        return sorted(self.migrations.glob("*.sql"))


def owned_databases(runtime: Runtime, workers: Iterable[Worker], root: Path) -> list[Owned]:
    """Return every database of ``workers``, once."""
    found: dict[str, Owned] = {}
    for worker in workers:
        for database in worker.databases:
            store = runtime.d1(worker.name, database.binding)
            folder = database.migrations or root / "wrangler" / "migrations" / database.name
            found.setdefault(database.name, Owned(database.name, database.id, store, folder))
    return list(found.values())


async def migrate(database: Owned) -> AsyncIterator[str]:
    """Apply the migrations that have not been, in order; give the name of each.

    An empty file is left for later: somebody is about to write it.

    Raises:
        FleetError: naming the statement that SQLite refused, and why; its migration is undone.
    """
    await database.store.query(MIGRATIONS_TABLE)
    known = await applied(database)
    for path in database.listed:
        if path.name not in known and await _apply(database, path):
            yield path.name


async def applied(database: Owned) -> set[str]:
    """Return the names of the migrations that a database has had."""
    return {row["name"] for row in await database.store.query(APPLIED)}


async def _apply(database: Owned, path: Path) -> bool:
    script = _script(database, path)
    texts = list(sql.split(script))
    if not texts:
        return False
    try:
        await database.store.batch([*_plain(texts), (RECORD, (path.name,))])
    except CallError as error:
        place = _place(script, await _refused(database.store, texts))
        said = f"{database.name}: {path.name} can't be applied{place}: {error}"
        raise FleetError(said) from error
    return True


def _script(database: Owned, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise FleetError(f"{database.name}: {path.name} can't be read: {reason}.") from error


def _plain(texts: Sequence[str]) -> list[tuple[str, Sequence[Any]]]:
    return [(text, ()) for text in texts]


async def _refused(store: D1, texts: Sequence[str]) -> str:
    """Return the first statement that SQLite refuses; nothing of what is tried is kept."""
    for count in range(1, len(texts) + 1):
        try:
            await store.batch([*_plain(texts[:count]), UNDO])
        except CallError as error:
            if "fleet_dev_undoes_this" not in str(error):
                return texts[count - 1]
    return ""


def _place(script: str, statement: str) -> str:
    """Say where a statement of a script is, and how it begins."""
    text = sql.without_preface(statement)
    if not text:
        return ""
    line = script[: script.find(text)].count("\n") + 1
    return f" (line {line}: {textwrap.shorten(text, SHOWN, placeholder=' …')})"


class Databases:
    """All databases of a run. ``refusals`` says of those that are not ready, by name, why."""

    def __init__(self, ledger: Ledger, seed: Seed | None, files: Path) -> None:
        """``files`` is the folder of the data that the seeds are made of."""
        self.owned: dict[str, Owned] = {}
        self.refusals: dict[str, str] = {}
        self._ledger = ledger
        self._files = files
        self._modules = seed_modules(seed)
        self._probes: dict[str, str] = {}
        self._applied: dict[Path, bytes] = {}

    def own(self, databases: Iterable[Owned]) -> list[Owned]:
        """Take over these databases and no others; return those that are new."""
        known, self.owned = self.owned, {each.name: each for each in databases}
        self.refusals = {name: why for name, why in self.refusals.items() if name in self.owned}
        ids = {each.id for each in known.values()}
        return [each for each in self.owned.values() if each.id not in ids]

    async def ready(self, database: Owned) -> list[str]:
        """Prepare a database as `prepare` does; one that can't be is noted in ``refusals``."""
        self.refusals.pop(database.name, None)
        try:
            return await self.prepare(database)
        except FleetError as error:
            self.refusals[database.name] = str(error)
        except PyworkerdError as error:
            self.refusals[database.name] = f"{database.name} can't be used: {error}"
        return []

    async def prepare(self, database: Owned) -> list[str]:
        """Migrate and fill one database; return what was done, in words."""
        filled = await self._look(database)
        done = []
        async for name in migrate(database):
            done.append(f"applied {name}")
            filled = await self._note(database, filled)
        modules = self._modules.get(database.name, [])
        digest = self._digest(modules) if modules else None
        if digest and digest != self._ledger.seed(database.name):
            for statement, params in (each for module in modules for each in module.statements()):
                await database.store.query(statement, *params)
            await self._note(database, filled, digest)
            done.append("filled with sample data")
        names = await applied(database)
        self._applied |= {path: path.read_bytes() for path in database.listed if path.name in names}
        return done

    def edited_in_vain(self, files: Iterable[Path]) -> list[str]:
        """Return the names of migrations that were applied before they were edited, once each."""
        known = [path for path in files if path in self._applied and path.is_file()]
        now = {path: path.read_bytes() for path in known}
        edited = [path for path, text in now.items() if text != self._applied[path]]
        self._applied |= now
        return sorted(path.name for path in edited)

    async def _look(self, database: Owned) -> set[str]:
        """Return the tables that hold rows, and keep how to ask for them."""
        probe = self._probes[database.name] = await _probe(database.store)
        return await _filled(database.store, probe)

    async def _note(self, database: Owned, before: set[str], seed: str | None = None) -> set[str]:
        """Remember which tables were filled since ``before``; return all that hold rows."""
        filled = await self._look(database)
        self._ledger.note(database.name, seed, filled - before)
        return filled

    async def restore(self, runtime: Runtime) -> None:
        """Empty every table that migrations and sample data left empty."""
        ready = [each for name, each in self.owned.items() if self._probes.get(name)]
        told = await runtime.query_each((each.store, self._probes[each.name]) for each in ready)
        used = {
            database.name: _filled_of(rows) - self._ledger.tables(database.name)
            for database, rows in zip(ready, told, strict=True)
        }
        await asyncio.gather(
            *(_empty(each, used[each.name]) for each in ready if used[each.name]),
        )

    def _digest(self, modules: list[Any]) -> str:
        total = hashlib.sha256()
        for module in modules:
            total.update(Path(module.__file__).read_bytes())
            for path in module.files() if hasattr(module, "files") else ():
                total.update(path.read_bytes())
        for path in sorted(self._files.glob("*.gz")):
            total.update(f"{path.name} {path.stat().st_size}".encode())
        return total.hexdigest()


async def _probe(store: D1) -> str:
    """Return a query of one row that says of each table whether it holds any; or nothing."""
    names = [row["name"] for row in await store.query(TABLES)]
    columns = ", ".join(f'EXISTS (SELECT 1 FROM "{name}") AS "{name}"' for name in names)  # noqa: S608
    return f"SELECT {columns}" if columns else ""


async def _filled(store: D1, probe: str) -> set[str]:
    return _filled_of(await store.query(probe)) if probe else set()


def _filled_of(rows: list[dict[str, Any]]) -> set[str]:
    [answers] = rows
    return {name for name, filled in answers.items() if filled}


async def _empty(database: Owned, tables: set[str]) -> None:
    emptied = [(f'DELETE FROM "{table}"', ()) for table in sorted(tables)]  # noqa: S608
    # A ledger's triggers let no row go: within the transaction they make way.
    triggers = await database.store.query(TRIGGERS)
    dropped = [(f'DROP TRIGGER "{each["name"]}"', ()) for each in triggers]
    made = [(each["sql"], ()) for each in triggers]
    deferred = ("PRAGMA defer_foreign_keys = on", ())
    await database.store.batch([deferred, *dropped, *emptied, *made])


def seed_modules(seed: Seed | None) -> dict[str, list[Any]]:
    """The modules that fill each database: data that workers look things up in, and the story."""
    packages = {None: (), "reference": (fleet.seeds,), "demo": (fleet.seeds, fleet.story)}[seed]
    found: dict[str, list[Any]] = {}
    for package in packages:
        for info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{info.name}")
            if hasattr(module, "DATABASE"):
                found.setdefault(module.DATABASE, []).append(module)
    return found
