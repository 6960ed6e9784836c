"""The playbook as the site reads it: through a cache, which outlives a failing playbook-api."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from contracts.playbook import (
    ArticleDetail,
    ArticleQuery,
    ArticlesQuery,
    ArticleSummary,
    PlaybookSearch,
    SearchResults,
)
from edgekit import DAY, Page, Problem, ServiceError
from site_vars import Ctx

FRESH_SECONDS, MOST_ARTICLES, MOST_FOUND = 300, 100, 20
SELLERS = "sellers"
Shown = TypeVar("Shown", bound=ArticleSummary)
SLUG = re.compile(r"[a-z0-9-]{1,120}")


class Articles(Page[ArticleSummary]):
    """All articles, newest first."""


async def all_articles(ctx: Ctx) -> list[ArticleSummary]:
    """Every article, newest first; raises ``ServiceError`` where none can be had."""

    async def fetch() -> Articles:
        found = await ctx.services.playbook_api.articles(ArticlesQuery(limit=MOST_ARTICLES))
        return Articles(items=found.items)

    kept = await ctx.cache.get_or_fetch(
        "playbook:all", fetch, model=Articles, ttl=FRESH_SECONDS, stale=30 * DAY
    )
    return kept.items


async def sellers_articles(ctx: Ctx) -> list[ArticleSummary]:
    """Those for sellers; none where the playbook can't be read."""
    try:
        return [each for each in await all_articles(ctx) if SELLERS in each.tags]
    except ServiceError:
        return []


async def one_article(slug: str, ctx: Ctx) -> ArticleDetail:
    """An article; raises ``Problem`` 404 for none, ``ServiceError`` where it can't be had."""

    async def fetch() -> ArticleDetail:
        return await ctx.services.playbook_api.article(ArticleQuery(slug=slug))

    if not SLUG.fullmatch(slug):
        raise Problem(404, f"No article is called {slug!r}.")
    try:
        return await ctx.cache.get_or_fetch(
            f"playbook:article:{slug}",
            fetch,
            model=ArticleDetail,
            ttl=FRESH_SECONDS,
            stale=30 * DAY,
        )
    except ServiceError as error:
        if error.upstream_status == 404:
            raise Problem(404, f"No article is called {slug!r}.") from error
        raise


async def found_articles(words: str, tag: str, ctx: Ctx) -> SearchResults:
    """What a search finds, all or with a tag; raises ``ServiceError``."""
    asked = PlaybookSearch(q=words, tag=tag or None, limit=MOST_FOUND)
    return await ctx.services.playbook_api.search(asked)


def sellers_first(articles: Iterable[Shown]) -> list[Shown]:
    """Those for sellers, then those for the team, both in the order in which they came."""
    return sorted(articles, key=lambda each: SELLERS not in each.tags)


def tags_of(articles: Sequence[ArticleSummary]) -> list[str]:
    """The tags by which the list can be narrowed, the most used first."""
    counted = Counter(tag for each in articles for tag in each.tags if tag != SELLERS)
    return [tag for tag, _ in counted.most_common()]
