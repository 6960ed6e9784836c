"""What status can be told by its vars."""

from typing import Annotated

from pydantic import Field

from contracts.slack_intel import ChannelName
from edgekit.vars import Url, Vars


class StatusVars(Vars):
    probe_ms: Annotated[int, Field(ge=100, le=20_000)] = 5000
    """Milliseconds that a worker has to answer a probe; after that it is down."""
    calm_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
    """Minutes that an incident has to stay resolved until that is told; an outage within them is
    the same incident."""
    incidents_channel: ChannelName = "#fleet-alerts"
    """The Slack channel that is told of incidents."""
    business_name: str = "Hearthstack"
    """Whose status it is, on the page, in the feed and in the summary."""
    public_url: Url | None = None
    """Where people reach the page, for links; without it, where they asked."""
    history_days: Annotated[int, Field(ge=91, le=3650)] = 400
    """Days for which a worker's days, incidents and windows of maintenance are kept."""
