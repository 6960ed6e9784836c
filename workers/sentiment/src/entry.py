"""sentiment: scores of texts, of a region's articles, and the feeds that they come from."""

from datetime import date, datetime, timedelta
from typing import Annotated

from article_places import is_region, metro_of_zip
from article_store import LIFETIMES, tallies_of
from contracts.sentiment import FeedState, RegionSentiment, Term, Texts, TextScore, TextScores
from edgekit import App, FieldError, Problem, Query
from feed_reading import read_feeds
from region_tallies import Cell, region_sentiment
from sentiment_scoring import score
from sentiment_vars import Ctx, SentimentVars

DEFAULT_WEEKS = 12
MAX_DAYS = 1100
EARLIEST = date(2000, 1, 1)  # no feed is older

app = App(
    "sentiment",
    version="1.0.0",
    summary="Market sentiment, and the words that make it.",
    vars=SentimentVars,
)
app.lifetimes(*LIFETIMES, kept={"feeds": "a row for each feed of the operator"})
app.personal_data(
    nobody={"articles.title": "a published headline", "feeds.error": "why a feed was not read"}
)


@app.post("/api/sentiment", limit="RATE_LIMITER")
def score_texts(body: Texts) -> TextScores:
    """Score up to 100 texts, in their order, with the words that made each score."""
    return TextScores(results=[_scored(text) for text in body.texts])


def _scored(text: str) -> TextScore:
    result = score(text)
    terms = [Term(term=term, weight=round(weight, 4)) for term, weight in result.terms]
    return TextScore(score=round(result.value, 4), label=result.label, terms=terms)


@app.get("/api/sentiment/{region}", errors=(404,), limit="RATE_LIMITER")
async def read_region(
    region: str,
    ctx: Ctx,
    date_from: Annotated[date | None, Query("from")] = None,
    date_to: Annotated[date | None, Query("to")] = None,
) -> RegionSentiment:
    """The stored articles about a region, by source and ISO week.

    A region is a ZIP code, a metro's slug (`seattle-bellevue-kent-wa`) or `us`. Without dates: the
    last 12 weeks. An article is about the ZIP codes and metros that its title or summary names.
    """
    region = region.lower()
    if not is_region(region):
        raise Problem(404, f"There is no region {region[:60]}: give a ZIP code, a metro, or us.")
    last = date_to or ctx.now().date()
    if last < EARLIEST:
        raise _refused("/to", f"There is nothing before {EARLIEST}.", f"before {EARLIEST}")
    first = date_from or last - timedelta(days=7 * DEFAULT_WEEKS - 1)
    _check_range(first, last)
    about, cells = await _cells(ctx, region, first, last)
    return region_sentiment(region, about, first, last, cells)


async def _cells(ctx: Ctx, region: str, first: date, last: date) -> tuple[str, list[Cell]]:
    """A region's cells; those of its metro where no article names the ZIP code itself."""
    statement = tallies_of(region, first, last)
    cells = await ctx.db.all(Cell, statement.sql, *statement.params)
    metro = metro_of_zip(region) if region.isdigit() else None
    if cells or metro is None:
        return region, cells
    statement = tallies_of(metro, first, last)
    return metro, await ctx.db.all(Cell, statement.sql, *statement.params)


def _check_range(first: date, last: date) -> None:
    if first > last:
        raise _refused("/from", "The range is backwards: from is after to.", "is after to")
    if (last - first).days > MAX_DAYS:
        reason = f"more than {MAX_DAYS} days before to"
        raise _refused("/from", f"The range is longer than {MAX_DAYS} days; ask for less.", reason)


def _refused(pointer: str, detail: str, reason: str) -> Problem:
    return Problem(422, detail, errors=[FieldError(pointer, reason)])


@app.get("/api/feeds", admin=True)
async def list_feeds(ctx: Ctx) -> list[FeedState]:
    """How the last reading of each feed went."""
    sql = "SELECT url, source, articles, read_at, failures, error FROM feeds ORDER BY url"
    return await ctx.db.all(FeedState, sql)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Read the feeds."""
    await read_feeds(ctx)


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
