"""The providers that the workers talk to, and who stands in for which address."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from fleet.dev.providers.base import Answer, Exchange, StandIn
from fleet.dev.providers.census import Census
from fleet.dev.providers.dns import Dns
from fleet.dev.providers.followupboss import FollowUpBoss
from fleet.dev.providers.generic_crm import GenericCrm
from fleet.dev.providers.hubspot import HubSpot
from fleet.dev.providers.market import MarketFeeds
from fleet.dev.providers.openai import OpenAI
from fleet.dev.providers.partner import Partner
from fleet.dev.providers.photos import Photos
from fleet.dev.providers.postmark import Postmark
from fleet.dev.providers.rentcast import RentCast
from fleet.dev.providers.resend import Resend
from fleet.dev.providers.rss import NewsFeeds
from fleet.dev.providers.sendgrid import SendGrid
from fleet.dev.providers.slack import Slack
from fleet.dev.providers.stripe import Stripe
from fleet.dev.providers.twilio import Twilio
from fleet.dev.providers.unknown import Unknown

__all__ = ["Answer", "Directory", "Exchange", "StandIn"]


class Directory:
    """Finds the stand-in for a request: by its host, else by the variable that holds its URL."""

    def __init__(self, seeds: Path) -> None:
        self.unknown = Unknown()
        self.stand_ins: tuple[StandIn, ...] = (
            *(Slack(), Twilio(), Stripe(), HubSpot(), FollowUpBoss(), OpenAI()),
            GenericCrm(),
            *(Resend(), SendGrid(), Postmark()),
            *(Census(seeds / "us_zips.csv.gz"), MarketFeeds(seeds), NewsFeeds(), RentCast()),
            *(Dns(), Partner(), Photos()),
            self.unknown,
        )
        self._bases: list[tuple[str, StandIn]] = []

    def learn(self, variables: Mapping[str, object]) -> None:
        """Take note of a worker's variables that hold providers' base URLs."""
        for name, value in variables.items():
            for stand_in in self.stand_ins:
                if name in stand_in.variables:
                    known = [(base, stand_in) for base in _urls(str(value))]
                    self._bases += [each for each in known if each not in self._bases]
        self._bases.sort(key=lambda entry: len(entry[0]), reverse=True)

    def find(self, exchange: Exchange) -> StandIn:
        """Return who answers a request."""
        by_host = (each for each in self.stand_ins if each.takes(exchange))
        by_variable = (each for base, each in self._bases if exchange.url.startswith(base))
        return next(by_host, None) or next(by_variable, self.unknown)

    def called(self, name: str) -> list[StandIn]:
        """Return the stand-ins that a person means by ``name``: ``slack``, ``feeds``, ``crm``…"""
        return [each for each in self.stand_ins if each.is_called(name)]

    def reset(self) -> None:
        """Forget what was created at any provider."""
        for stand_in in self.stand_ins:
            stand_in.reset()


def _urls(value: str) -> Iterable[str]:
    for text in value.replace(",", " ").split():
        if urlsplit(text).scheme in ("http", "https"):
            yield text.rstrip("/")
