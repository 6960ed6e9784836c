"""The workers that offer-grader calls."""

from contracts.comps import CompsService
from contracts.market import MarketIntelligenceService
from contracts.valuation import ValuationService
from edgekit import Context
from offer_grader_vars import OfferGraderVars


class Services:
    """Each attribute is a service binding of that name in capitals."""

    valuation: ValuationService
    comps: CompsService
    market_intelligence: MarketIntelligenceService


Ctx = Context[Services, OfferGraderVars]
