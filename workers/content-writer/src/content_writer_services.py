"""The workers that content-writer calls."""

from content_writer_vars import ContentWriterVars
from contracts.market import MarketIntelligenceService
from edgekit import Context


class Services:
    """Each attribute is a service binding of that name in capitals."""

    market_intelligence: MarketIntelligenceService


Ctx = Context[Services, ContentWriterVars]
