"""What sentiment can be told by its vars."""

from typing import Annotated, Any

from pydantic import Field

from edgekit import Context
from edgekit.vars import Commas, Url, Vars


class SentimentVars(Vars):
    feed_urls: Commas[Url] = ()
    """The feeds, RSS or Atom, that are read by cron."""
    feed_timeout_ms: Annotated[int, Field(ge=100, le=30_000)] = 8000
    """Milliseconds that a feed has to answer."""
    retention_days: Annotated[int, Field(ge=1, le=36_500)] = 730
    """Days that an article is kept."""


Ctx = Context[Any, SentimentVars]
