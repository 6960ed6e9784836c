"""The playbook as knowledge: once an hour, the articles that have changed are taken over."""

from datetime import datetime

from pydantic import BaseModel

from chat_desk.knowing import load
from chatbot_services import Ctx
from contracts.chat import Article, NewKnowledge
from contracts.playbook import ArticleQuery, ArticlesQuery, ArticleSummary
from edgekit import Page, ServiceError, Statement

AT_MINUTE = 17
AT_ONCE = 10  # articles that one run fetches: a run may cost no more than 32 invocations
KNOWN = "SELECT article, updated FROM taken_over"
TAKEN = """INSERT INTO taken_over (article, updated) VALUES (?1, ?2)
ON CONFLICT (article) DO UPDATE SET updated = ?2"""


class TakenOver(BaseModel):
    """An article, and which of its versions is known."""

    article: str
    updated: str


async def refresh(at: datetime, ctx: Ctx) -> None:
    """Take over what has changed. Without playbook-api everything stays as it is."""
    if at.minute != AT_MINUTE:
        return
    try:
        changed = (await _changed(ctx))[:AT_ONCE]
        articles = [await _article(each, ctx) for each in changed]
    except ServiceError as error:
        ctx.log.warning("playbook_not_read", error=error.detail)
        return
    if not articles:
        return
    await load(NewKnowledge(articles=articles), ctx)
    await ctx.db.batch(*(Statement(TAKEN, (e.slug, e.updated.isoformat())) for e in changed))
    ctx.log.info("playbook_taken_over", articles=len(articles))


async def _changed(ctx: Ctx) -> list[ArticleSummary]:
    known = {row.article: row.updated for row in await ctx.db.all(TakenOver, KNOWN)}
    page: Page[ArticleSummary] = await ctx.services.playbook_api.articles(ArticlesQuery(limit=100))
    return [each for each in page.items if known.get(each.slug) != each.updated.isoformat()]


async def _article(summary: ArticleSummary, ctx: Ctx) -> Article:
    found = await ctx.services.playbook_api.article(ArticleQuery(slug=summary.slug))
    tags = ", ".join(found.tags)
    front = f'---\ntitle: "{found.title}"\nslug: {found.slug}\ntags: {tags}\n---\n'
    return Article(name=found.slug, markdown=front + found.markdown)
