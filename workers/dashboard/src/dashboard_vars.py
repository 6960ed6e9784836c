"""What the dashboard can be told by its vars."""

from typing import Annotated

from pydantic import Field

from edgekit.vars import Vars


class DashboardVars(Vars):
    session_hours: Annotated[int, Field(ge=1, le=720)] = 12
    """Hours after which somebody has to sign in again."""
    funnel_steps: str = "pageview,lead_created"
    """The steps of the funnel, names of events or paths, with commas between."""
    market_regions: str = ""
    """Two to ten ZIP codes or metro slugs with commas between; the first one's trend is drawn."""
    sentiment_region: str = "us"
    """The region whose sentiment is shown: a ZIP code, a metro slug or `us`."""
