"""playbook-api: the playbook's articles. Everything is in the bundle; KV counts searches alone."""

from typing import Annotated

from pydantic import Field

from contracts.playbook import ArticleDetail, ArticleSummary, SearchResults
from edgekit import App, Page, Problem, Response, not_modified
from playbook_library import Library, Representation, library
from playbook_vars import Ctx, PlaybookVars

app = App(
    "playbook-api",
    version="1.0.0",
    summary="The playbook's articles.",
    vars=PlaybookVars,
    cors="*",
    essential=(),
)
library(PlaybookVars.site_url)  # made at import, so that it lies in the memory snapshot


@app.get("/api/articles", also=(304,), limit="RATE_LIMITER")
def articles(
    ctx: Ctx,
    tag: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=100)] = 20,
) -> Page[ArticleSummary] | Response:
    """List articles, newest first, all or those with a tag."""
    return answer(ctx, _library(ctx).page(tag, cursor, limit))


@app.get("/api/articles/{slug}", also=(304,), errors=(404,), limit="RATE_LIMITER")
def article(slug: str, ctx: Ctx) -> ArticleDetail | Response:
    """Read an article as HTML and Markdown; with `.md` or `.html` after the slug, as one alone."""
    found = _library(ctx).article(slug)
    if found is None:
        raise Problem(404, f"No article is called {slug!r}; GET /api/articles lists them.")
    return answer(ctx, found)


@app.get("/api/search", also=(304,), limit="RATE_LIMITER", daily_limit="SEARCHES_A_DAY")
def search(
    ctx: Ctx,
    q: Annotated[str, Field(min_length=1, max_length=200)],
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
    tag: str | None = None,
) -> SearchResults | Response:
    """Search titles, tags, summaries and texts, typing errors forgiven; the best match first."""
    return answer(ctx, _library(ctx).search(q, limit, tag))


@app.get("/feed.xml", also=(304,), media_type="application/atom+xml", limit="RATE_LIMITER")
def feed(ctx: Ctx) -> Response:
    """The articles as an Atom feed."""
    return answer(ctx, _library(ctx).feed(ctx.url.partition("?")[0]))


def answer(ctx: Ctx, found: Representation) -> Response:
    """The representation, or 304 if the client has it."""
    if not_modified(ctx.header("if-none-match"), found.etag):
        return Response(status=304, headers=found.headers)
    return found.response()


def _library(ctx: Ctx) -> Library:
    return library(ctx.vars.site_url)


on_fetch = app.on_fetch
