"""What site can be told by its vars, and the workers that it calls."""

from typing import Annotated

from pydantic import AfterValidator

from contracts.calendar import CalendarService, ZoneName
from contracts.contact import Phone
from contracts.email import EmailService
from contracts.instant_offer import InstantOfferService
from contracts.leads import LeadsService
from contracts.playbook import PlaybookApiService
from contracts.valuation import ValuationService
from edgekit import Context
from edgekit.vars import Commas, Origin, Url, Vars


def _named_link(text: str) -> str:
    name, equals, url = text.partition("=")
    if not (name.strip() and equals and url.startswith("http")):
        raise ValueError("it should be a name, = and an address")
    return text


NamedLink = Annotated[str, AfterValidator(_named_link)]


class SiteVars(Vars):
    site_url: Url = "https://hearthstack.example"
    """Where the site is reached: canonical addresses, sitemap and social cards begin with it."""
    business_name: str = "Hearthstack Homes"
    """Who buys houses here."""
    business_phone: Phone = "+12065550199"
    """The number to call, in E.164; each page that can't do its work names it."""
    business_zone: ZoneName = "America/Los_Angeles"
    """The time zone of the business, in which visits take place."""
    postal_address: str = "1201 Third Avenue, Seattle, WA 98101"
    """Where the business is, at the foot of each page."""
    chat_url: Origin | None = None
    """The origin of chatbot, whose chat box is on each page; without it there is none."""
    analytics_url: Origin | None = None
    """The origin of analytics, whose script counts page views; without it nothing is counted."""
    local_links: Commas[NamedLink] = ()
    """`Name=address` of tools for whoever runs the fleet; shown on localhost only."""


class Services:
    """Each attribute is a service binding of that name in capitals."""

    calendar: CalendarService
    email: EmailService
    instant_offer: InstantOfferService
    leads: LeadsService
    playbook_api: PlaybookApiService
    valuation: ValuationService


Ctx = Context[Services, SiteVars]
