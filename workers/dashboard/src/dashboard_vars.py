"""What the dashboard can be told by its vars."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from edgekit.vars import Vars

LEAST, MOST = 2, 10
NAME = re.compile(r"[^\[\]{}\"]+")  # a list in JSON is none with commas alone


def _few(text: str) -> str:
    """Refuse what analytics or market-intelligence would refuse at each look at the dashboard."""
    names = [name.strip() for name in text.split(",")]
    if text and not (LEAST <= len(names) <= MOST and all(map(NAME.fullmatch, names))):
        raise ValueError(f"it should name {LEAST} to {MOST}, with commas between")
    return text


Few = Annotated[str, AfterValidator(_few)]


class DashboardVars(Vars):
    session_hours: Annotated[int, Field(ge=1, le=720)] = 12
    """Hours after which somebody has to sign in again."""
    funnel_steps: Few = "pageview,lead_created"
    """The steps of the funnel, names of events or paths, with commas between."""
    market_regions: Few = ""
    """Two to ten ZIP codes or metro slugs with commas between; the first one's trend is drawn."""
    sentiment_region: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] = "us"
    """The region whose sentiment is shown: a ZIP code, a metro slug or `us`."""
