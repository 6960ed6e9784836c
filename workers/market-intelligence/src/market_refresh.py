"""One look at a published feed: fetch what is new, load it whole, or keep what there was.

The first look at a feed that has gone bad stores a message for slack-intel in the same transaction;
the looks that follow store none, until the feed has been good again.
"""

from datetime import datetime
from typing import Any

from contracts.slack_intel import LogEntry
from data_generation import generation
from edgekit import Context, Statement, Upstream, UpstreamError
from feed_tables import BadFeedError
from market_feeds import Feed, FeedState, parse_feed
from market_storage import FEED_STATE, failed, load_statements, unchanged

TIMEOUT_MS = 20_000

Ctx = Context[Any]


async def refresh(url: str, ctx: Ctx) -> None:
    """Look at one feed; a bad one is remembered and announced, and changes no figure."""
    state = await ctx.db.one(FeedState, FEED_STATE, url) or FeedState(url=url)
    now = ctx.now().isoformat()
    try:
        answer = await ctx.fetch(url, headers=state.conditions(), timeout_ms=TIMEOUT_MS, raw=True)
        feed = _feed(answer, state, ctx.now())
    except (BadFeedError, UpstreamError) as error:
        await ctx.db.batch(failed(url, now, str(error)), *_announcement(state, str(error), ctx))
        return
    if feed is None:
        await ctx.db.batch(unchanged(url, now))
        return
    await ctx.db.batch(*load_statements(feed, _validated(state, answer), now))
    await generation.advance(ctx, now)
    ctx.log.info("feed_loaded", url=url, figures=len(feed.rows))


def _feed(answer: Upstream, state: FeedState, now: datetime) -> Feed | None:
    """The feed in an answer, or None for a 304; raises BadFeedError."""
    if answer.status == 304:
        return None
    if answer.status != 200:
        raise BadFeedError(f"The publisher answered {answer.status}.")
    return parse_feed(answer.data, now.date(), state.expected_rows(now))


def _validated(state: FeedState, answer: Upstream) -> FeedState:
    """The state with the validators of a new answer, for the next conditional request."""
    headers = answer.headers
    return state.model_copy(
        update={"etag": headers.get("etag"), "last_modified": headers.get("last-modified")}
    )


def _announcement(state: FeedState, reason: str, ctx: Ctx) -> list[Statement]:
    """The message to slack-intel at the start of a bad spell; nothing while it lasts."""
    if state.failing_since:
        return []
    entry = {
        "level": "error",
        "worker": ctx.worker.name,
        "event": "market_feed_bad",
        "at": ctx.now(),
        "request_id": ctx.request_id,
        "error": f"{reason} The last good data of {state.url} stays in use.",
    }
    key = f"market_feed_bad:{state.url}:{ctx.now().isoformat()}"
    return [ctx.outbox.message("log", LogEntry.model_validate(entry), key=key)]
