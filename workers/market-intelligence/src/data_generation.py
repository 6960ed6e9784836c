"""Which load of data the cached answers belong to.

The time of the last load is part of every cache key, so that a load is seen at once and nothing has
to be deleted. An isolate looks it up in KV every ten seconds; KV's own caches are slower than that.
"""

from typing import Any

from edgekit import Context, PlatformError

KEY = "generation"
FIRST = "seed"
KNOWN_FOR_MS = 10_000


class Generation:
    """The generation as an isolate knows it."""

    def __init__(self) -> None:
        self._value = FIRST
        self._until_ms = 0

    async def current(self, ctx: Context[Any]) -> str:
        """The generation now; the last known one while KV is down."""
        if ctx.started_ms >= self._until_ms:
            self._until_ms = ctx.started_ms + KNOWN_FOR_MS
            try:
                self._value = await ctx.cache.get(KEY) or FIRST
            except PlatformError as error:
                ctx.log.warning("generation_unknown", error=str(error))
        return self._value

    async def advance(self, ctx: Context[Any], value: str) -> None:
        """Begin a new generation, here at once and elsewhere within seconds.

        With KV down the others go on with what they have cached, for an hour at the most.
        """
        self._value = value
        self._until_ms = ctx.started_ms + KNOWN_FOR_MS
        try:
            await ctx.cache.put(KEY, value)
        except PlatformError as error:
            ctx.log.warning("generation_not_told", error=str(error))


generation = Generation()
