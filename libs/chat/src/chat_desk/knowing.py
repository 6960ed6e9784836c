"""Loading articles into the knowledge, and saying what is there."""

from typing import Any

from chat.knowledge import storing
from chat.passages import Passage, passages, slug_of
from contracts.chat import KnowledgeState, NewKnowledge
from edgekit import Context, FieldError, Problem, Statement

Ctx = Context[Any, Any]
STATE = """SELECT coalesce((SELECT version FROM knowledge), '') AS version,
  (SELECT count(DISTINCT article) FROM passages) AS articles,
  (SELECT count(*) FROM passages) AS passages"""


async def load(given: NewKnowledge, ctx: Ctx) -> KnowledgeState:
    """Load articles; raises ``Problem`` 422 for one with too many sections."""
    found: list[Passage] = []
    named: list[str] = []
    for number, each in enumerate(given.articles):
        try:
            found += passages(each.markdown, each.name)
            named.append(slug_of(each.markdown, each.name))
        except ValueError as error:
            field = FieldError(f"/articles/{number}/markdown", str(error))
            raise Problem(422, str(error), errors=[field]) from error
    statements = storing(found, instead_of_all=given.replace, emptied=named)
    if named or given.replace:
        await ctx.db.batch(*(Statement(each.sql, each.params) for each in statements))
    return await state(ctx)


async def state(ctx: Ctx) -> KnowledgeState:
    """What is there."""
    found = await ctx.db.one(KnowledgeState, STATE)
    assert found is not None
    return found
