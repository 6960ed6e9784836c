"""What market-intelligence can be told by its vars."""

from edgekit.vars import Commas, Url, Vars


class MarketVars(Vars):
    market_feed_url: Commas[Url] = ()
    """The CSV feeds; `market_feeds.py` lists the layouts that it reads."""
