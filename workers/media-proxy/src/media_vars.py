"""What media-proxy can be told by its vars."""

from typing import Annotated

from pydantic import Field

from edgekit import Context
from edgekit.vars import Commas, Url, Vars

HostPattern = Annotated[str, Field(pattern=r"^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)+$", max_length=255)]


class MediaVars(Vars):
    max_bytes: Annotated[int, Field(ge=1, le=100 << 20)] = 10 << 20
    """Bytes that a file may have."""
    upload_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    """Minutes for which a link to upload by is good."""
    read_days: Annotated[int, Field(ge=1, le=365)] = 7
    """Days for which a link to read by is good, unless it is asked for with a time of its own."""
    allowed_hosts: Commas[HostPattern] = ()
    """Hosts whose images may be fetched, in small letters; `*.name` for all below a name. Without
    any, nothing is fetched."""
    fetched_hours: Annotated[int, Field(ge=0, le=8760)] = 24
    """Hours after which a copy of a host's image is fetched again when it is next asked for; with
    0, each time."""
    fetch_timeout_ms: Annotated[int, Field(ge=100, le=30_000)] = 10_000
    """Milliseconds that a host has to begin its answer, and for each piece of it."""
    dns_url: Url = "https://cloudflare-dns.com/dns-query"
    """Where names are looked up before they are called: DNS over HTTPS that answers
    `application/dns-json`, as Cloudflare's and Google's do."""
    public_url: Url | None = None
    """Where people reach this worker, for links; without it, where the link was asked for."""


Ctx = Context[None, MediaVars]
