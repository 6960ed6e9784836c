"""A rate limit that asks the platform about every hundredth call of a client only.

Asking costs as much as taking an event does. A client's calls are counted here, in the isolate, and
the platform's binding counts hundreds of them, for all isolates of a place together.
"""

from typing import Any

from edgekit import Context, check_limit

EVERY = 100
MAX_CLIENTS = 10_000


class SampledLimit:
    """Counts each client's calls; ``binding`` names a rate limit of hundreds of calls."""

    def __init__(self, binding: str) -> None:
        self._binding = binding
        self._calls: dict[str, int] = {}

    async def check(self, ctx: Context[Any]) -> None:
        """Count a call; raises ``Problem`` 429 for a client that is over the limit.

        A client that was refused is asked about at each call, until the platform lets it pass.
        """
        client = ctx.client_ip
        calls = self._calls.get(client, 0) + 1
        if calls >= EVERY:
            await check_limit(ctx, self._binding, client)
            calls = 0
        if len(self._calls) >= MAX_CLIENTS:
            self._calls.clear()
        self._calls[client] = calls
