"""What partner-hooks can be told by its vars, and whom it calls."""

from typing import Annotated

from pydantic import Field

from contracts.slack_intel import SlackIntelService
from edgekit import Context
from edgekit.vars import Commas, Url, Vars

Port = Annotated[int, Field(ge=1, le=65535)]


class PartnerVars(Vars):
    dns_url: Url = "https://cloudflare-dns.com/dns-query"
    """Where names are looked up before they are called: DNS over HTTPS that answers
    `application/dns-json`, as Cloudflare's and Google's do."""
    allowed_ports: Commas[Port] = (443, 8443)
    """The ports that a subscribed URL may have."""
    allow_local_receivers: bool = False
    """For development alone: lets endpoints be on this machine, with http and on any port, and
    looks no name up. In production it would open private networks to whoever can subscribe."""
    attempt_timeout_ms: Annotated[int, Field(ge=100, le=30_000)] = 10_000
    """Milliseconds that an endpoint has for its answer."""
    disable_after_hours: Annotated[int, Field(ge=1, le=720)] = 24
    """An endpoint is switched off once every attempt of so many hours has failed, and at least
    `DISABLE_AFTER_FAILURES` of them."""
    disable_after_failures: Annotated[int, Field(ge=1, le=1000)] = 6
    """How many attempts in a row must have failed, at least, before an endpoint is switched off."""
    delivery_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days that events, deliveries and attempts are kept."""


class Services:
    """Whom partner-hooks tells when an endpoint is switched off."""

    slack_intel: SlackIntelService


Ctx = Context[Services, PartnerVars]
