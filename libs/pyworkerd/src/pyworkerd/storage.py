"""What lies in a worker's D1, KV and R2, read and written from outside the worker."""

import base64
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

Call = Callable[..., Awaitable[Any]]
Row = dict[str, Any]


class _Store:
    def __init__(self, call: Call, worker: str, binding: str | None) -> None:
        self._call = call
        self._where = {"worker": worker} | ({"binding": binding} if binding else {})


class D1(_Store):
    """One D1 database, through the binding of a worker."""

    async def query(self, sql: str, *params: Any) -> list[Row]:
        """Run one statement and return its rows."""
        answer = await self._call("d1", **self._where, sql=sql, params=list(params))
        return rows_of(answer)

    def asked(self, sql: str) -> Row:
        """A query without parameters, as ``Runtime.query_each`` sends it."""
        return {**self._where, "sql": sql}

    async def batch(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[list[Row]]:
        """Run statements in one transaction; return the rows of each."""
        listed = [{"sql": sql, "params": list(params)} for sql, params in statements]
        answers = await self._call("d1_batch", **self._where, statements=listed)
        return [rows_of(answer) for answer in answers]


class KV(_Store):
    """One KV namespace, through the binding of a worker."""

    async def list(self, prefix: str = "", limit: int = 1000) -> list[Row]:
        """Return the keys that start with ``prefix``: name, expiration, metadata."""
        answer = await self._call("kv_list", **self._where, prefix=prefix, limit=limit)
        return list(answer["keys"] if isinstance(answer, dict) else answer)

    async def get(self, key: str) -> str | None:
        """Return the text stored under ``key``, or None."""
        answer = await self._call("kv_get", **self._where, key=key)
        return answer.get("value") if isinstance(answer, dict) else answer

    async def put(self, key: str, value: str, *, ttl: int | None = None) -> None:
        """Store text under ``key``, for ``ttl`` seconds or for good."""
        extra = {} if ttl is None else {"ttl": ttl}
        await self._call("kv_put", **self._where, key=key, value=value, **extra)

    async def delete(self, key: str) -> None:
        """Remove ``key``; nothing happens if it isn't there."""
        await self._call("kv_delete", **self._where, key=key)


class R2(_Store):
    """One R2 bucket, through the binding of a worker."""

    async def list(self, prefix: str = "") -> list[Row]:
        """Return the objects whose key starts with ``prefix``: key, size, etag."""
        answer = await self._call("r2_list", **self._where, prefix=prefix)
        return list(answer["objects"] if isinstance(answer, dict) else answer)

    async def get(self, key: str) -> bytes | None:
        """Return the content of an object, or None."""
        answer = await self._call("r2_get", **self._where, key=key)
        body = answer.get("base64") if isinstance(answer, dict) else answer
        return None if body is None else base64.b64decode(body)

    async def put(self, key: str, content: bytes) -> None:
        """Store an object."""
        encoded = base64.b64encode(content).decode()
        await self._call("r2_put", **self._where, key=key, base64=encoded)

    async def delete(self, key: str) -> None:
        """Remove an object; nothing happens if it isn't there."""
        await self._call("r2_delete", **self._where, key=key)


def rows_of(answer: Any) -> list[Row]:
    """Return the rows of a D1 result, given with or without its ``meta``."""
    return list(answer["results"] if isinstance(answer, dict) else answer)
