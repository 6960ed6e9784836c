"""Fills the databases of a preview with the sample data that ``fleet dev`` has.

A database that is filled only in part, as after a kill, is made anew: nothing in it is anybody's.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from fleet.deploy.api import Api
from fleet.deploy.environment import Environment
from fleet.deploy.ledger import Ledger
from fleet.deploy.resources import Stock
from fleet.dev.databases import seed_modules
from fleet.project import Worker

Statement = tuple[str, Sequence[Any]]


class Seeds:
    """The sample data of each database: this command's, and ``wrangler/seeds/<name>.sql``."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "wrangler" / "seeds"
        self._modules = seed_modules("demo")

    def statements(self, database: str) -> Iterator[Statement]:
        """What fills a database, in order."""
        for module in self._modules.get(database, []):
            yield from module.statements()
        script = self._folder / f"{database}.sql"
        if script.is_file():
            yield script.read_text(encoding="utf-8"), ()

    def begin_anew(
        self,
        api: Api,
        environment: Environment,
        workers: Iterable[Worker],
        ledger: Ledger,
        stock: Stock,
    ) -> None:
        """Remove the databases that an earlier run left filled in part."""
        filled = ledger.filled()
        for local in _databases(workers):
            name = environment.called(local)
            if name in stock.ids["d1"] and name not in filled:
                api.delete(f"/d1/database/{stock.ids['d1'][name]}")
                environment.ids["d1"].pop(local, None)

    def fill(
        self,
        api: Api,
        environment: Environment,
        workers: Iterable[Worker],
        ledger: Ledger,
        told: Callable[[str], None],
    ) -> None:
        """Fill the databases of these workers that are empty yet."""
        filled = ledger.filled()
        for local in _databases(workers):
            name = environment.called(local)
            if name in filled:
                continue
            for sql, params in self.statements(local):
                body = {"sql": sql, "params": list(params)}
                api.post(f"/d1/database/{environment.ids['d1'][local]}/query", body)
            ledger.fill(name)
            told(f"filled {name} with sample data")


def _databases(workers: Iterable[Worker]) -> list[str]:
    return [base.name for worker in workers for base in worker.databases]
