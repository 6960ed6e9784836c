"""KV as a cache: read, else fetch, answer, and write without holding the answer up.

An entry is kept longer than it is fresh. A stale one is answered at once and refreshed behind the
answer (RFC 5861's stale-while-revalidate). Of many callers of one key in an isolate one fetches.
With KV down everything still works, only slower.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .flights import Flight
from .key_value import KeyValue
from .platform import PlatformError
from .responses import Json
from .scope import Scope
from .single_flight import Fetch, flown, forget, shared, under_way

M = TypeVar("M", bound=BaseModel)
HOUR = 3600
DAY = 24 * HOUR
_STAMP = 13  # an entry begins with the epoch millisecond, 13 digits until 2286, it is fresh until
FLIGHT_MS = 1000


class Cache(KeyValue):
    """The read-through pattern on a KV namespace."""

    __slots__ = ("_ctx",)

    def __init__(self, ctx: Scope, kv: Any) -> None:
        self._bridge, self._kv, self._ctx = ctx.bridge, kv, ctx

    async def get_or_fetch(
        self,
        key: str,
        fetch: Callable[[], Awaitable[M]],
        *,
        model: type[M],
        ttl: int = HOUR,
        stale: int = DAY,
    ) -> M:
        """The model under ``key``, else what ``fetch`` brings, which is then stored.

        It is fresh for ``ttl`` seconds and may be answered stale for ``stale`` seconds more.
        Whatever ``fetch`` raises is raised, unless a stale answer is there. What does not fit the
        model, since that was changed, is fetched anew.
        """

        async def fetch_text() -> str:
            return (await fetch()).model_dump_json()

        found = _fitting(model, await self._text(key, fetch_text, ttl, stale))
        if found is None:
            text = await self._share(key, fetch_text, ttl, stale)
            found = model.__pydantic_validator__.validate_json(text)
        return found

    async def get_json(
        self,
        key: str,
        fetch: Callable[[], Awaitable[BaseModel]],
        *,
        ttl: int = HOUR,
        stale: int = DAY,
    ) -> Json:
        """The same as an answer: the stored JSON text passes through without being parsed."""

        async def fetch_text() -> str:
            return (await fetch()).model_dump_json()

        return Json(await self._text(key, fetch_text, ttl, stale))

    async def kept(self, keys: Sequence[str], model: type[M]) -> dict[str, M]:
        """What is kept, fresh or not, under those of the keys that have it; with KV down, none."""
        try:
            entries = await self.get_many(keys)
        except PlatformError as error:
            self._ctx.log.warning("cache_down", keys=len(keys), error=str(error))
            return {}
        read = ((key, _fitting(model, entry[_STAMP:])) for key, entry in entries.items())
        return {key: found for key, found in read if found is not None}

    async def keep(
        self, entries: Mapping[str, BaseModel], *, ttl: int = HOUR, stale: int = DAY
    ) -> None:
        """Store what ``get_or_fetch`` and ``kept`` then find."""
        for key, entry in entries.items():
            await self._store(key, entry.model_dump_json(), ttl, stale)

    async def _text(self, key: str, fetch: Fetch, ttl: int, stale: int) -> str:
        try:
            entry = await self.get(key)
        except PlatformError as error:
            self._ctx.log.warning("cache_down", key=key, error=str(error))
            return await fetch()
        if entry is None or not entry[:_STAMP].isdecimal():
            return await self._share(key, fetch, ttl, stale)
        if int(entry[:_STAMP]) < self._bridge.now_ms():
            self._ctx.wait_until(self._refresh(key, fetch, ttl, stale))
        return entry[_STAMP:]

    async def _share(self, key: str, fetch: Fetch, ttl: int, stale: int) -> str:
        """What the flight under way brings; without one, fly."""
        return await shared(self._ctx, key, lambda: self._fly(key, fetch, ttl, stale), fetch)

    async def _fly(self, key: str, fetch: Fetch, ttl: int, stale: int) -> str:
        flight, text = await flown(self._ctx, key, fetch, FLIGHT_MS)
        self._ctx.wait_until(self._land(key, flight, text, ttl, stale))
        return text

    async def _land(self, key: str, flight: Flight, text: str, ttl: int, stale: int) -> None:
        # The flight goes on until KV has the entry: who missed it there finds the text here.
        try:
            await self._store(key, text, ttl, stale)
        finally:
            forget(self._ctx, key, flight)

    async def _refresh(self, key: str, fetch: Fetch, ttl: int, stale: int) -> None:
        if under_way(self._ctx, key) is None:
            await self._fly(key, fetch, ttl, stale)

    async def _store(self, key: str, text: str, ttl: int, stale: int) -> None:
        fresh_until = self._bridge.now_ms() + 1000 * ttl
        await self.put(key, f"{fresh_until:013d}{text}", ttl + stale)


def _fitting(model: type[M], text: str) -> M | None:
    """The model in an entry's text; none in one from before the model was changed."""
    try:
        found: M = model.__pydantic_validator__.validate_json(text)
    except ValidationError:
        return None
    return found
