"""The agents and sources that there are, each value found by one step in its index."""

from contracts.leads import LeadChoices
from edgekit import Statement
from lead_services import Ctx

MOST = 100


def distinct(column: str) -> Statement:
    """The query for the values of an indexed column: it steps over each value's leads."""
    return Statement(
        f"""WITH RECURSIVE found (value) AS (
  SELECT min({column}) FROM leads WHERE {column} IS NOT NULL AND erased_at IS NULL
  UNION ALL
  SELECT (SELECT min({column}) FROM leads WHERE {column} > value AND erased_at IS NULL)
    FROM found WHERE value IS NOT NULL
  LIMIT {MOST}
) SELECT value FROM found WHERE value IS NOT NULL"""  # noqa: S608 - a column of ours
    )


async def choices(ctx: Ctx) -> LeadChoices:
    """The agents who take turns or have a lead, and the sources that leads came from."""
    agents, sources = await ctx.db.batch(distinct("agent"), distinct("source"))
    configured = {agent.name for agent in ctx.vars.agents}
    return LeadChoices(
        agents=sorted(configured | {row["value"] for row in agents}),
        sources=[row["value"] for row in sources],
    )
