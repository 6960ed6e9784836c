"""The workers that instant-offer calls."""

from contracts.geocode import GeocodeService
from contracts.leads import LeadsService
from contracts.partner_hooks import PartnerHooksService
from contracts.valuation import ValuationService
from edgekit import Context
from instant_offer_vars import InstantOfferVars


class Services:
    """Without valuation there is no offer; without geocode an address is taken as it is written;
    without the others an accepted offer waits for them."""

    valuation: ValuationService
    geocode: GeocodeService
    leads: LeadsService
    partner_hooks: PartnerHooksService


Ctx = Context[Services, InstantOfferVars]
