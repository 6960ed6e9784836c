"""A summary is asked for once in some seconds, however many look at it or press Refresh."""

from contracts.dashboard import Summary
from edgekit import PlatformError
from sources import Ctx
from summary_range import Span
from summary_sources import summarize

FRESH_S = 10
KEPT_S = 60  # KV keeps nothing for less
SILENT = frozenset({"down", "unreachable"})


async def recent_summary(ctx: Ctx, span: Span) -> Summary:
    """The summary of some days, at most ten seconds old; one with gaps is not kept."""
    key = f"summary:{span.first}:{span.last}:{span.text}"
    found = await _kept(key, ctx)
    if found is not None:
        return found
    summary = await summarize(ctx, span)
    if not summary.partial and SILENT.isdisjoint(worker.status for worker in summary.workers):
        ctx.wait_until(
            ctx.kv("SESSIONS_KV").put(key, summary.model_dump_json(by_alias=True), KEPT_S)
        )
    return summary


async def _kept(key: str, ctx: Ctx) -> Summary | None:
    try:
        text = await ctx.kv("SESSIONS_KV").get(key)
    except PlatformError as error:
        ctx.log.warning("cache_down", key=key, error=str(error))
        return None
    summary = Summary.model_validate_json(text) if text else None
    if summary is None or (ctx.now() - summary.generated_at).total_seconds() > FRESH_S:
        return None
    return summary
