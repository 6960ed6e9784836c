"""What payments can be told by its vars."""

from typing import Annotated

from pydantic import Field

from contracts.slack_intel import SlackIntelService
from edgekit import Context
from edgekit.vars import Url, Vars


class PaymentsVars(Vars):
    stripe_api_url: Url = "https://api.stripe.com"
    """Stripe's API, without a path."""
    provider_timeout_ms: Annotated[int, Field(ge=100, le=20_000)] = 8_000
    """Milliseconds that Stripe has to answer."""


class Services:
    """Without it payments go on."""

    slack_intel: SlackIntelService


Ctx = Context[Services, PaymentsVars]
