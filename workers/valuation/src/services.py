"""The workers that valuation calls."""

from contracts.comps import CompsService
from contracts.geocode import GeocodeService
from contracts.market import MarketIntelligenceService
from contracts.property_data import PropertyDataService
from edgekit import Context


class Services:
    """Each attribute is a service binding of the same name."""

    comps: CompsService
    geocode: GeocodeService
    market_intelligence: MarketIntelligenceService
    property_data: PropertyDataService


Ctx = Context[Services]
