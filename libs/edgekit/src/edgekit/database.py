"""D1 with rows as pydantic models.

Placeholders are ``?1``, ``?2`` …; parameters are ``str``, ``int``, ``float``, ``bool`` or ``None``.
"""

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, Self, TypeVar

from pydantic import BaseModel, TypeAdapter

from .platform import Bridge

M = TypeVar("M", bound=BaseModel)
Parameter = str | int | float | bool | None


_PARAMETER = re.compile(r"\?(\d+)")
_TAKEN = frozenset({str, int, float, bool, type(None)})


class Statement(NamedTuple):
    """SQL and its parameters, for ``Database.batch``."""

    sql: str
    params: tuple[Parameter, ...] = ()

    def after(self, count: int) -> str:
        """Its SQL as part of a statement that has ``count`` parameters before its own.

        >>> Statement("SELECT 1 FROM leads WHERE id = ?1", ("lead_1",)).after(6)
        'SELECT 1 FROM leads WHERE id = ?7'
        """
        return _PARAMETER.sub(lambda found: f"?{int(found[1]) + count}", self.sql)


class Followed(Statement):
    """A statement with what follows it: ``then`` is called with its rows once they are stored."""

    then: Callable[[list[dict[str, Any]]], None]

    @classmethod
    def by(cls, then: Callable[[list[dict[str, Any]]], None], sql: str, *params: Parameter) -> Self:
        """A statement that ``then`` follows."""
        statement = cls(sql, params)
        statement.then = then
        return statement


class Changes(BaseModel):
    """What a statement changed."""

    changes: int = 0
    last_row_id: int = 0
    rows_read: int = 0
    rows_written: int = 0


class Database:
    """One D1 database (or session).

    Each method raises ``PlatformError`` when D1 refuses, and ``TypeError`` for a parameter that is
    none that D1 takes.
    """

    __slots__ = ("_bridge", "_d1")

    def __init__(self, bridge: Bridge, d1: Any) -> None:
        self._bridge = bridge
        self._d1 = d1

    async def one(self, model: type[M], sql: str, *params: Parameter) -> M | None:
        """The first row, or ``None``."""
        _check(sql, params)
        row = await self._bridge.query(self._d1, "first", sql, params)
        return None if row is None else model.__pydantic_validator__.validate_json(row)

    async def all(self, model: type[M], sql: str, *params: Parameter) -> list[M]:
        """All rows, in their order."""
        _check(sql, params)
        rows = await self._bridge.query(self._d1, "all", sql, params)
        found: list[M] = _rows(model).validate_json(rows)
        return found

    async def value(self, sql: str, *params: Parameter) -> Any:
        """The first column of the first row, or ``None``."""
        _check(sql, params)
        row = await self._bridge.query(self._d1, "first", sql, params)
        return None if row is None else next(iter(json.loads(row).values()))

    async def run(self, sql: str, *params: Parameter) -> Changes:
        """Run a statement for what it changes."""
        _check(sql, params)
        meta = await self._bridge.query(self._d1, "run", sql, params)
        return Changes.model_validate_json(meta)

    async def batch(self, *statements: Statement) -> list[list[dict[str, Any]]]:
        """Run statements in one transaction: all or none. Answers the rows of each."""
        for statement in statements:
            _check(*statement)
        rows: list[list[dict[str, Any]]] = json.loads(
            await self._bridge.batch(self._d1, [(s.sql, s.params) for s in statements])
        )
        for statement, found in zip(statements, rows, strict=True):
            if isinstance(statement, Followed):
                statement.then(found)
        return rows

    def session(self, bookmark: str = "first-unconstrained") -> "Database":
        """A session that may read from a replica no older than ``bookmark``."""
        return Database(self._bridge, self._d1.withSession(bookmark))

    def bookmark(self) -> str | None:
        """Where a session stands; ``None`` before its first query."""
        bookmark = self._d1.getBookmark()
        return bookmark if isinstance(bookmark, str) else None


def _check(sql: str, params: tuple[Parameter, ...]) -> None:
    """Refuse what D1 would not take, while it can still be said which parameter it is."""
    if _TAKEN.issuperset(map(type, params)):
        return
    for number, param in enumerate(params, 1):
        if not isinstance(param, Parameter):
            kind = type(param).__name__
            raise TypeError(
                f"?{number} of “{' '.join(sql.split())[:80]}” is a {kind}: D1 takes text, numbers, "
                "booleans and None, so store JSON text (an empty object is one, too)."
            )


@lru_cache(maxsize=128)
def _rows(model: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(list[model])  # type: ignore[valid-type]
