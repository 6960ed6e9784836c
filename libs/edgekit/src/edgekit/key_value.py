"""A KV namespace: text by key."""

from typing import Any

from .platform import Bridge
from .platform.values import js_object

MINIMUM_TTL_SECONDS = 60  # KV refuses less


class KeyValue:
    """A KV namespace: text by key, eventually consistent, and nothing that must not be lost."""

    __slots__ = ("_bridge", "_kv")

    def __init__(self, bridge: Bridge, kv: Any) -> None:
        self._bridge = bridge
        self._kv = kv

    async def get(self, key: str) -> str | None:
        """The text under a key; raises ``PlatformError`` when KV is down."""
        return await self._bridge.get(self._kv, key)

    async def put(self, key: str, text: str, ttl: int | None = None) -> None:
        """Store text, for ``ttl`` seconds (60 at least) or for good."""
        if ttl is None:
            await self._bridge.call(self._kv, "put", key, text)
            return
        options = js_object({"expirationTtl": max(ttl, MINIMUM_TTL_SECONDS)})
        await self._bridge.call(self._kv, "put", key, text, options)

    async def delete(self, key: str) -> None:
        """Remove a key; it is no error if there is none."""
        await self._bridge.call(self._kv, "delete", key)
