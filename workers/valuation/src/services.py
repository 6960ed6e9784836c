"""The workers that valuation calls."""

from contracts.comps import CompsService
from contracts.market import MarketIntelligenceService
from edgekit import Context


class Services:
    """Each attribute is a service binding of the same name."""

    comps: CompsService
    market_intelligence: MarketIntelligenceService


Ctx = Context[Services]
