"""The receivers of partners: whoever is sent a signed webhook, wherever that is."""

from fleet.dev.providers.base import Answer, Exchange, StandIn


class Partner(StandIn):
    """Takes every Standard Webhook with an empty 204; rules, also by host, let it do otherwise."""

    name = "partner"
    aliases = ("partners",)

    def takes(self, exchange: Exchange) -> bool:
        """Say whether a request is a signed webhook."""
        return "webhook-signature" in exchange.headers

    def answer(self, exchange: Exchange) -> Answer:
        """Thank for it, without a word."""
        return Answer(204)
