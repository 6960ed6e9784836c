"""What slack-intel can be told by its vars."""

from typing import Annotated

from pydantic import Field

from contracts.slack_intel import ChannelName
from edgekit import Context
from edgekit.vars import Url, Vars


class SlackVars(Vars):
    slack_api_url: Url = "https://slack.com/api"
    """Slack's Web API."""
    dashboard_url: Url = "http://dashboard.localhost:8787"
    """Where a lead's card leads to."""
    alert_channel: ChannelName = "#fleet-alerts"
    """Where errors of the workers are told."""
    digest_channel: ChannelName = "#fleet-digest"
    """Where the day's digest is told."""
    digest_hour: Annotated[int, Field(ge=0, le=23)] = 13
    """The hour of the digest, UTC."""
    fold_window_s: Annotated[int, Field(ge=1, le=86_400)] = 300
    """Seconds within which errors alike are told in one message."""
    log_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Days that the log is kept."""
    anomaly_window_s: Annotated[int, Field(ge=0, le=86_400)] = 600
    """A worker's errors or warnings in so many seconds are held against what is usual; 0: never."""
    anomaly_floor: Annotated[int, Field(ge=0)] = 10
    """Up to this count in a window nothing is unusual."""
    anomaly_deviations: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 4.0
    """How many standard deviations above the mean a count must be to be told."""
    channel_interval_ms: Annotated[int, Field(ge=0, le=60_000)] = 1000
    """Milliseconds between two messages to one channel; Slack takes about one a second."""


Ctx = Context[None, SlackVars]
