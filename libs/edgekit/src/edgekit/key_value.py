"""A KV namespace: text by key."""

from collections.abc import Sequence
from typing import Any

from .platform import Bridge
from .platform.values import js_object

MINIMUM_TTL_SECONDS = 60  # KV refuses less
KEYS_A_CALL = 100


class KeyValue:
    """A KV namespace: text by key, eventually consistent, and nothing that must not be lost."""

    __slots__ = ("_bridge", "_kv")

    def __init__(self, bridge: Bridge, kv: Any) -> None:
        self._bridge = bridge
        self._kv = kv

    async def get(self, key: str, deadline_ms: int | None = None) -> str | None:
        """The text under a key; raises ``PlatformError`` when KV is down, or later than that."""
        if deadline_ms is None:
            return await self._bridge.get(self._kv, key)
        text: str | None = await self._bridge.within(deadline_ms, self._kv, "get", key)
        return text

    async def get_many(self, keys: Sequence[str]) -> dict[str, str]:
        """The texts under those of the keys that there are, 100 in a call; raises the same."""
        found: dict[str, str] = {}
        for start in range(0, len(keys), KEYS_A_CALL):
            some = js_object(keys[start : start + KEYS_A_CALL])
            texts = (await self._bridge.call(self._kv, "get", some)).to_py()
            found |= {key: text for key, text in texts.items() if isinstance(text, str)}
        return found

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

    async def keys(self, prefix: str, limit: int = 100) -> list[str]:
        """The first keys that begin with a prefix, in their order, at most 1,000."""
        options = js_object({"prefix": prefix, "limit": limit})
        listed = (await self._bridge.call(self._kv, "list", options)).to_py()
        return [str(key["name"]) for key in listed["keys"]]
