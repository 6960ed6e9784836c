"""Closes the windows whose time is over: counts in D1, baselines in KV, alerts through the queue.

With the same baselines and log a window is always judged alike, and each alert has its own key: a
window that is closed twice, because KV was down or late, tells nobody anything twice.
"""

from anomaly_messages import EventCount, entry_of, text_of
from edgekit import PlatformError, Statement, new_id
from fleet_log import DAY_MS, store_with_message
from log_anomalies import Baselines, Change, Count, Rules, close_windows, last_end, resume
from slack_messages import message
from slack_queue import enqueue
from slack_vars import Ctx

KEY = "baselines"

# Both name their index: a query planner without statistics takes one that reads all the log.
COUNTS = """SELECT at / CAST(?3 AS INTEGER) * CAST(?3 AS INTEGER) AS start, worker, level,
  count(*) AS count
FROM logs INDEXED BY logs_by_time WHERE at >= ?1 AND at < ?2 AND level IN ('error', 'warning')
GROUP BY start, worker, level"""
EVENTS = """SELECT event, count(*) AS count FROM logs INDEXED BY logs_by_time
WHERE at >= ?1 AND at < ?2 AND worker = ?3 AND level = ?4
GROUP BY event ORDER BY count DESC, event LIMIT 3"""


class AnomalyWatch:
    """One look at what has been counted; ``channel`` is told, the log keeps ``log_days``."""

    def __init__(self, ctx: Ctx, rules: Rules, channel: str, log_days: int) -> None:
        self._ctx, self._rules, self._channel = ctx, rules, channel
        self._until = last_end(ctx.started_ms, rules.window_ms)
        self._log_days = log_days
        self._kept_from = ctx.started_ms - log_days * DAY_MS

    async def work(self) -> int:
        """Close what is over, and answer how many messages that makes; none while KV is down."""
        baselines = await self._remembered()
        if baselines is None or baselines.until >= self._until:
            return 0
        counts = await self._counts(baselines)
        closed, changes = close_windows(baselines, counts, self._until, self._rules)
        await self._tell(changes)
        await self._remember(closed)
        return len(changes)

    async def _remembered(self) -> Baselines | None:
        try:
            text = await self._ctx.kv("BASELINES_KV").get(KEY)
        except PlatformError as error:
            self._ctx.log.warning("baselines_unknown", error=str(error))
            return None
        return resume(text, self._until, self._kept_from, self._rules)

    async def _remember(self, baselines: Baselines) -> None:
        try:
            await self._ctx.kv("BASELINES_KV").put(KEY, baselines.model_dump_json())
        except PlatformError as error:
            self._ctx.log.warning("baselines_not_kept", error=str(error))

    async def _counts(self, baselines: Baselines) -> list[Count]:
        span = (baselines.until, self._until, self._rules.window_ms)
        return await self._ctx.db.all(Count, COUNTS, *span)

    async def _tell(self, changes: list[Change]) -> None:
        statements = [each for change in changes for each in await self._statements(change)]
        if statements:
            await self._ctx.db.batch(*statements)

    async def _statements(self, change: Change) -> list[Statement]:
        ctx, window_ms = self._ctx, self._rules.window_ms
        window = (change.start, change.start + window_ms, change.worker, change.level)
        events = [] if change.over else await ctx.db.all(EventCount, EVENTS, *window)
        payload = message(text_of(change, events, window_ms))
        entry, now = entry_of(change, window_ms, ctx.request_id), ctx.started_ms
        return [
            store_with_message(entry, change.key, now, self._log_days),
            enqueue(new_id("msg"), self._channel, payload, now, key=change.key),
        ]
