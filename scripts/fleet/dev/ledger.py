"""What a state folder's databases have been given, remembered between runs."""

import json
from pathlib import Path


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
