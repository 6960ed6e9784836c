"""What playbook-api answers: articles, pages of them, and what a search found."""

from datetime import date

from pydantic import Field

from contracts.base import Absent, Contract
from edgekit import Page
from edgekit.services import Operation, Service


class ArticleSummary(Contract):
    """An article as a list shows it."""

    slug: str = Field(examples=["reading-a-net-sheet"])
    title: str
    summary: str
    tags: tuple[str, ...] = Field(examples=[("offers", "sellers")])
    published: date
    updated: date
    minutes: int = Field(description="Minutes that it takes to read.")
    url: str = Field(description="The article's page on the site.")


class ArticleDetail(ArticleSummary):
    """A whole article."""

    html: str = Field(description="Rendered, safe to insert into a page: it holds no raw HTML.")
    markdown: str = Field(description="As written (CommonMark with tables).")
    related: list[ArticleSummary] = Field(
        description="What to read next, nearest first; an article for sellers has only such ones."
    )


class SearchHit(ArticleSummary):
    """An article that matches a query."""

    score: float = Field(description="Higher is better; comparable within one answer only.")
    snippet: str = Field(description="HTML: the best passage, with matches in `<mark>`.")


class SearchResults(Contract):
    """What was found, best first."""

    query: str
    searched_for: Absent[str] = Field(
        default=None,
        description="What was looked for instead, where the query has typing errors: each word "
        "that no article holds is read as the nearest one that some article does, and a word torn "
        "in two as one.",
        examples=["probate and liens"],
    )
    items: list[SearchHit]


class ArticlesQuery(Contract):
    """Asks for a page of articles, newest first."""

    tag: str | None = None
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = None


class ArticleQuery(Contract):
    """Asks for one article."""

    slug: str


class PlaybookSearch(Contract):
    """Asks for the articles that match a query, all or those with a tag."""

    q: str
    tag: str | None = None
    limit: int = Field(default=10, ge=1, le=50)


class PlaybookApiService(Service, worker="playbook-api"):
    """The playbook's articles."""

    articles = Operation("GET", "/api/articles", ArticlesQuery, Page[ArticleSummary])
    article = Operation("GET", "/api/articles/{slug}", ArticleQuery, ArticleDetail)
    search = Operation("GET", "/api/search", PlaybookSearch, SearchResults, deadline_ms=800)
