"""KV as a cache: read, else fetch, answer, and write without holding the answer up.

An entry is kept longer than it is fresh. A stale one is answered at once and refreshed behind the
answer (RFC 5861's stale-while-revalidate). Of many callers of one key in an isolate one fetches.
With KV down everything still works, only slower.
"""

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from .platform import PlatformError
from .responses import Json

if TYPE_CHECKING:
    from .context import Context
    from .platform import Bridge

M = TypeVar("M", bound=BaseModel)
HOUR = 3600
DAY = 24 * HOUR
_STAMP = 13  # an entry begins with the epoch millisecond, 13 digits until 2286, it is fresh until
_MINIMUM_KV_TTL = 60  # seconds; KV refuses less
_FLIGHT_MS = 5000


class KeyValue:
    """A KV namespace: text by key, eventually consistent, and nothing that must not be lost."""

    __slots__ = ("_bridge", "_kv")

    def __init__(self, bridge: "Bridge", kv: Any) -> None:
        self._bridge = bridge
        self._kv = kv

    async def get(self, key: str) -> str | None:
        """The text under a key; raises ``PlatformError`` when KV is down."""
        value: str | None = await self._bridge.call(self._kv, "get", key)
        return value

    async def put(self, key: str, text: str, ttl: int | None = None) -> None:
        """Store text, for ``ttl`` seconds (60 at least) or for good."""
        from .platform.values import js_object

        if ttl is None:
            await self._bridge.call(self._kv, "put", key, text)
            return
        options = js_object({"expirationTtl": max(ttl, _MINIMUM_KV_TTL)})
        await self._bridge.call(self._kv, "put", key, text, options)

    async def delete(self, key: str) -> None:
        """Remove a key; it is no error if there is none."""
        await self._bridge.call(self._kv, "delete", key)


class Cache(KeyValue):
    """The read-through pattern on a KV namespace."""

    __slots__ = ("_ctx",)

    def __init__(self, ctx: "Context[Any]", kv: Any) -> None:
        super().__init__(ctx.bridge, kv)
        self._ctx = ctx

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
        Whatever ``fetch`` raises is raised, unless a stale answer is there.
        """

        async def fetch_text() -> str:
            return (await fetch()).model_dump_json()

        text = await self._text(key, fetch_text, ttl, stale)
        found: M = model.__pydantic_validator__.validate_json(text)
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

    async def _text(
        self, key: str, fetch: Callable[[], Awaitable[str]], ttl: int, stale: int
    ) -> str:
        try:
            entry = await self.get(key)
        except PlatformError as error:
            self._ctx.log.warning("cache_down", key=key, error=str(error))
            return await fetch()
        if entry is None or not entry[:_STAMP].isdecimal():
            return await self._one_flight(key, fetch, ttl, stale)
        if int(entry[:_STAMP]) < time.time() * 1000:
            self._ctx.wait_until(self._fetch_and_store(key, fetch, ttl, stale))
        return entry[_STAMP:]

    async def _one_flight(
        self, key: str, fetch: Callable[[], Awaitable[str]], ttl: int, stale: int
    ) -> str:
        flights = self._ctx.app.flights
        if key in flights:
            return await self._join(key, fetch)
        flights[key] = None
        try:
            text = await fetch()
        except BaseException:
            del flights[key]
            self._bridge.publish(key, None, "the fetch failed")
            raise
        flights[key] = text
        self._bridge.publish(key, text, None)
        self._ctx.wait_until(self._land(key, text, ttl, stale))
        return text

    async def _join(self, key: str, fetch: Callable[[], Awaitable[str]]) -> str:
        text = self._ctx.app.flights[key]
        if text is not None:
            return text
        try:
            shared = await self._bridge.join(key, _FLIGHT_MS)
        except PlatformError:
            shared = None  # the one who fetched has failed or gone: fetch ourselves
        return shared if shared is not None else await fetch()

    async def _land(self, key: str, text: str, ttl: int, stale: int) -> None:
        # The flight goes on until KV has the entry: who missed it there finds the text here.
        try:
            await self._store(key, text, ttl, stale)
        finally:
            self._ctx.app.flights.pop(key, None)

    async def _fetch_and_store(
        self, key: str, fetch: Callable[[], Awaitable[str]], ttl: int, stale: int
    ) -> None:
        flights = self._ctx.app.flights
        if key in flights:
            return
        flights[key] = None
        try:
            await self._store(key, await fetch(), ttl, stale)
        finally:
            flights.pop(key, None)

    async def _store(self, key: str, text: str, ttl: int, stale: int) -> None:
        fresh_until = int((time.time() + ttl) * 1000)
        await self.put(key, f"{fresh_until:013d}{text}", ttl + stale)
