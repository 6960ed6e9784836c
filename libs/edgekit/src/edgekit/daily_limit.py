"""Limits per client and UTC day, counted in KV: the platform's own rate limits end at a minute.

The counts are approximate, and err in the client's favour. KV is eventually consistent: another
place learns of a call up to a minute late. It takes about one write a second under one key, so an
isolate writes no more often, and remembers what it has counted. Of two isolates that count one
client at a time the higher count stays. When KV is down the isolate's own count is what there is.
"""

from dataclasses import dataclass

from .platform import PlatformError
from .problems import Problem
from .scope import Scope

NAMESPACE = "CACHE_KV"
DAY_MS = 86_400_000
READ_DEADLINE_MS = 200
WRITE_EVERY_MS = 1000
MAX_TALLIES = 10_000


@dataclass
class Tally:
    """A client's calls of a day, as far as this isolate knows, and when it last wrote them."""

    calls: int = 0
    written_ms: int = 0


class DailyLimit:
    """The limit that a declared var holds; make it at import. Without ``CACHE_KV``: none."""

    def __init__(self, variable: str) -> None:
        self._variable = variable
        self._attribute = variable.lower()
        self._tallies: dict[str, Tally] = {}

    async def check(self, ctx: Scope) -> None:
        """Count a call of the request's client; raises ``Problem`` 429 over the limit.

        A call without a client's address comes from another worker, and is not counted.
        """
        client, most = ctx.client_ip, getattr(ctx.worker.vars, self._attribute)
        if most is None or not client or ctx.worker.bindings[NAMESPACE] is None:
            return
        key = key_of(self._variable, client, ctx.started_ms)
        tally = self._tally(key)
        if tally.calls < most:
            # Others may have counted meanwhile: nothing is read of the tally before this wait.
            stored = await self._stored(ctx, key)
            tally.calls = max(tally.calls, stored)
        if tally.calls >= most:
            raise refusal(most, ctx.started_ms)
        tally.calls += 1
        if ctx.started_ms - tally.written_ms >= WRITE_EVERY_MS:
            tally.written_ms = ctx.started_ms
            ctx.wait_until(self._write(ctx, key, tally.calls))

    def _tally(self, key: str) -> Tally:
        tally = self._tallies.get(key)
        if tally is None:
            if len(self._tallies) >= MAX_TALLIES:
                self._tallies.clear()  # KV has them, but for a second's calls
            tally = self._tallies[key] = Tally()
        return tally

    async def _stored(self, ctx: Scope, key: str) -> int:
        try:
            text = await ctx.kv(NAMESPACE).get(key, READ_DEADLINE_MS)
        except PlatformError as error:
            ctx.log.warning("daily_limit_unread", limit=self._variable, error=str(error))
            return 0
        return int(text) if text and text.isdecimal() else 0

    async def _write(self, ctx: Scope, key: str, calls: int) -> None:
        try:
            await ctx.kv(NAMESPACE).put(key, str(calls), ttl=seconds_left(ctx.started_ms))
        except PlatformError as error:
            ctx.log.warning("daily_limit_unwritten", limit=self._variable, error=str(error))


def key_of(variable: str, client: str, now_ms: int) -> str:
    """The KV key of a client's calls on a day, which is counted from 1970."""
    return f"{variable}/{now_ms // DAY_MS}/{client}"


def seconds_left(now_ms: int) -> int:
    """Whole seconds until the UTC day is over, rounded up: 1 to 86,400."""
    return -(-(DAY_MS - now_ms % DAY_MS) // 1000)


def refusal(most: int, now_ms: int) -> Problem:
    """The 429 for a client that has made all its calls of the day."""
    made = "the one request" if most == 1 else f"all {most:,} requests"
    return Problem(
        429,
        f"You have made {made} of this kind for today; go on after midnight UTC.",
        headers={"Retry-After": str(seconds_left(now_ms))},
    )
