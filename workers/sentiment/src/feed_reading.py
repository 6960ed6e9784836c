"""Read the feeds: conditional requests, what to keep of an answer, what to remember of a feed."""

import re

from pydantic import BaseModel

from article_records import records_of, source_of
from article_store import store
from edgekit import Problem, Statement
from edgekit.public_urls import RefusedUrl, public_url
from edgekit.upstream import Upstream
from feed_encoding import decoded
from feed_parsing import FeedError, joined, parse_feed
from sentiment_vars import Ctx

ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8"
MAX_REDIRECTS = 3
MAX_BYTES = 8 << 20


class KnownFeed(BaseModel):
    """What the last good answer of a feed was marked with."""

    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0


async def read_feeds(ctx: Ctx) -> None:
    """Read every feed of ``FEED_URLS``; a bad one is noted and does not stop the others."""
    for url in dict.fromkeys(ctx.vars.feed_urls):
        known = await _known(ctx, url)
        try:
            await _read(ctx, url, known)
        except (FeedError, Problem) as error:
            await _note_failure(ctx, url, known, str(error))


async def _known(ctx: Ctx, url: str) -> KnownFeed:
    sql = "SELECT etag, last_modified, failures FROM feeds WHERE url = ?1"
    return await ctx.db.one(KnownFeed, sql, url) or KnownFeed()


async def _read(ctx: Ctx, url: str, known: KnownFeed) -> None:
    answer, address = await _fetch(ctx, url, known)
    if answer.status == 304:
        await _note_success(ctx, url, known, new=0)
        return
    if not answer.ok:
        raise FeedError(f"The feed answered {answer.status}.")
    text = decoded(answer.data, answer.headers.get("content-type", ""))
    feed = parse_feed(text, address)
    new = await store(ctx.db, records_of(feed.articles, url, ctx.now()))
    if feed.broken:
        # Kept without its marks, so that the next reading asks for the whole feed again.
        raise FeedError(f"The feed breaks off, {new} new articles were kept: {feed.broken}.")
    marks = KnownFeed(
        etag=answer.headers.get("etag"), last_modified=answer.headers.get("last-modified")
    )
    await _note_success(ctx, url, marks, new)


async def _fetch(ctx: Ctx, url: str, known: KnownFeed) -> tuple[Upstream, str]:
    """The feed if it has changed, through a few redirects, and the address that it is at."""
    marks = {"if-none-match": known.etag, "if-modified-since": known.last_modified}
    headers = {"accept": ACCEPT} | {name: mark for name, mark in marks.items() if mark}
    for _ in range(MAX_REDIRECTS + 1):
        answer = await ctx.fetch(
            url, headers=headers, timeout_ms=ctx.vars.feed_timeout_ms, max_bytes=MAX_BYTES, raw=True
        )
        target = answer.headers.get("location")
        if answer.status not in {301, 302, 303, 307, 308} or not target:
            return answer, url
        url = _redirected(url, target)
    raise FeedError("The feed redirects too often.")


def _redirected(url: str, target: str) -> str:
    """Where a redirect leads; raises ``FeedError`` unless that is on the public Internet."""
    address = joined(url, target).partition("#")[0]
    secure = re.sub("^http:", "https:", address, flags=re.IGNORECASE)
    try:
        public_url(secure, ports=range(1, 65_536))
    except RefusedUrl as error:
        raise FeedError(f"The feed redirects to where none is read from: {error}") from error
    return address


NOTE = """
INSERT INTO feeds (url, source, etag, last_modified, read_at, articles, failures, error)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (url) DO UPDATE SET etag = ?3, last_modified = ?4, read_at = ?5,
  articles = articles + ?6, failures = ?7, error = ?8"""


async def _note_success(ctx: Ctx, url: str, marks: KnownFeed, new: int) -> None:
    at = ctx.now().isoformat(timespec="seconds")
    row = (url, source_of(url), marks.etag, marks.last_modified, at, new, 0, None)
    await ctx.db.batch(Statement(NOTE, row))
    ctx.log.info("feed_read", feed=url, new=new)


async def _note_failure(ctx: Ctx, url: str, known: KnownFeed, error: str) -> None:
    at = ctx.now().isoformat(timespec="seconds")
    failures = known.failures + 1
    row = (url, source_of(url), None, None, at, 0, failures, error)
    await ctx.db.batch(Statement(NOTE, row))
    ctx.log.warning("feed_bad", feed=url, failures=failures, error=error)
