"""Every answer about the articles that can be known beforehand, each with its strong entity tag.

The articles are part of the code, so their JSON is made at import and lies in the memory snapshot:
a request looks a text up and compares a tag (RFC 9110, section 8.8.3).
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from pydantic import BaseModel

from contracts.playbook import ArticleDetail, ArticleSummary, SearchHit, SearchResults
from edgekit import HTML, JSON, Page, Ready, Response, decode_cursor, encode_cursor
from playbook_article import Article
from playbook_content import ARTICLES
from playbook_feed import MEDIA_TYPE, atom
from playbook_related import related
from playbook_search import Index, terms

CACHE_CONTROL = "public, max-age=300, stale-while-revalidate=86400"
MARKDOWN = "text/markdown; charset=utf-8"
INDEX = Index(ARTICLES)
MOST_KEPT = 256
RELATED = related(ARTICLES, most=3)


class Representation(NamedTuple):
    """A finished answer; `etag` changes whenever a byte of it does."""

    body: bytes
    media_type: str
    etag: str
    ready: Ready | None = None
    """The answer itself, of what is made at import."""

    @property
    def headers(self) -> dict[str, str]:
        """What goes with it, and with the answer that the client has it."""
        return {"ETag": self.etag, "Cache-Control": CACHE_CONTROL}

    def response(self) -> Response:
        """The answer."""
        return self.ready or Response(self.body, media_type=self.media_type, headers=self.headers)


def representation(body: str | BaseModel, media_type: str = JSON) -> Representation:
    """A text, or a model's JSON, with its entity tag."""
    text = body if isinstance(body, str) else body.model_dump_json()
    sent = text.encode()
    return Representation(sent, media_type, f'"{sha256(sent).hexdigest()[:32]}"')


def made_ready(found: Representation) -> Representation:
    """The same with its answer made, for as long as the isolate lives."""
    ready = Ready(found.body, media_type=found.media_type, headers=found.headers)
    return found._replace(ready=ready)


class Library:
    """The playbook of one site; `site_url` is where people read the articles."""

    def __init__(self, site_url: str) -> None:
        self.site_url = site_url.rstrip("/")
        self._summaries = {a.slug: ArticleSummary(**self._members(a)) for a in ARTICLES}
        self._articles = {name: made_ready(made) for a in ARTICLES for name, made in self._forms(a)}
        self._made: dict[tuple[object, ...], Representation] = {}
        self.page(None, None, 20)

    def article(self, name: str) -> Representation | None:
        """An article by slug (JSON), `slug.md` (Markdown) or `slug.html`; None for no such one."""
        return self._articles.get(name)

    def page(self, tag: str | None, cursor: str | None, limit: int) -> Representation:
        """A page of articles, newest first; raises Problem 422 for a cursor that is not ours."""
        key = ("page", tag, cursor, limit)
        return self._once(key, lambda: representation(self._page(tag, cursor, limit)))

    def search(self, query: str, limit: int, tag: str | None = None) -> Representation:
        """The articles that match a query, all or those with a tag, best first."""
        key = ("search", query, limit, tag)
        return self._once(key, lambda: representation(self._search(query, limit, tag)))

    def feed(self, feed_url: str) -> Representation:
        """The Atom feed that lies at `feed_url`."""
        return self._once(
            ("feed", feed_url),
            lambda: representation(atom(ARTICLES, self.site_url, feed_url), MEDIA_TYPE),
        )

    def _once(self, key: tuple[object, ...], make: Callable[[], Representation]) -> Representation:
        """What was made before, or else is made now; strangers can't fill the memory with it."""
        known = self._made.get(key)
        if known is None:
            known = make()
            if len(self._made) < MOST_KEPT:
                self._made[key] = known
        return known

    def _search(self, query: str, limit: int, tag: str | None) -> SearchResults:
        meant = INDEX.meant(query)
        items = [
            SearchHit(**self._members(article), score=score, snippet=snippet)
            for article, score, snippet in INDEX.search(meant, limit, tag)
        ]
        mended = None if terms(meant) == terms(query) else meant
        return SearchResults(query=query, searched_for=mended, items=items)

    def _page(self, tag: str | None, cursor: str | None, limit: int) -> Page[ArticleSummary]:
        articles = [a for a in ARTICLES if tag is None or tag in a.tags]
        if cursor is not None:
            after = decode_cursor(cursor, (str, str))
            articles = [a for a in articles if (a.published, a.slug) < after]
        items = [self._summaries[a.slug] for a in articles[:limit]]
        more = len(articles) > limit
        last = (articles[limit - 1].published, articles[limit - 1].slug) if more else None
        return Page(items=items, cursor=encode_cursor(last) if last else None)

    def _forms(self, article: Article) -> list[tuple[str, Representation]]:
        members = self._members(article)
        related = [self._summaries[each.slug] for each in RELATED[article.slug]]
        detail = ArticleDetail(
            **members, html=article.html, markdown=article.markdown, related=related
        )
        return [
            (article.slug, representation(detail)),
            (f"{article.slug}.md", representation(article.markdown, MARKDOWN)),
            (f"{article.slug}.html", representation(article.html, HTML)),
        ]

    def _members(self, article: Article) -> dict[str, object]:
        names = ("slug", "title", "summary", "tags", "published", "updated", "minutes")
        members: dict[str, object] = {name: getattr(article, name) for name in names}
        return {**members, "url": f"{self.site_url}/playbook/{article.slug}"}


@lru_cache(maxsize=4)
def library(site_url: str) -> Library:
    """The library of a site, made once."""
    return Library(site_url)
