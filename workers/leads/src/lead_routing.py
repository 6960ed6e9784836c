"""Where a lead goes: its Slack channel, and the agents who may get it."""

from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from contracts.leads import Channel

HOT_ABOVE = 80
ANYWHERE = "*"


class Agent(BaseModel):
    """Somebody who works leads in some areas: prefixes of ZIP codes, or none for anywhere."""

    # A slip such as "area" must be told: without its areas an agent would get leads of anywhere.
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    name: Annotated[str, Field(min_length=1)]
    areas: tuple[Annotated[str, Field(pattern=r"^[0-9]{1,5}$")], ...] = ()


class Pool(NamedTuple):
    """The agents who take turns in an area."""

    area: str
    agents: tuple[str, ...]


def channel_for(score: int) -> Channel:
    """The Slack channel for a score."""
    return "#hot-leads" if score > HOT_ABOVE else "#leads-incoming"


def pool_for(agents: tuple[Agent, ...], zip_code: str | None) -> Pool | None:
    """Who takes turns at a ZIP code: the agents of the longest prefix, else those of anywhere."""
    for length in range(len(zip_code or ""), 0, -1):
        prefix = (zip_code or "")[:length]
        local = tuple(agent.name for agent in agents if prefix in agent.areas)
        if local:
            return Pool(prefix, local)
    roving = tuple(agent.name for agent in agents if not agent.areas)
    return Pool(ANYWHERE, roving) if roving else None
