"""What leads can be told by its vars."""

from typing import Annotated

from pydantic import Field

from edgekit.vars import Json, Vars
from lead_routing import Agent


class LeadVars(Vars):
    announce_within_s: Annotated[int, Field(ge=0, le=3600)] = 120
    """Seconds that a card waits for a late valuation before Slack is told without it."""
    leads_a_day: Annotated[int, Field(ge=0)] = 20_000
    """Leads per client and UTC day: many, since all of a partner's may come from one address."""
    acknowledgement_text: Annotated[str, Field(min_length=1, max_length=1600)] = (
        "Hearthstack: thanks for telling us about your home. One of us will call you soon. "
        "Reply STOP to end texts, HELP for help."
    )
    """What a lead who agreed to texts is texted at once."""
    agents: Json[tuple[Agent, ...]] = ()
    """Who works which ZIP codes (prefixes; none: anywhere). Agents of one area take turns."""
