"""RentCast's property records: knows no home until a rule of the outbox gives it one.

https://developers.rentcast.io/reference/property-records
"""

from fleet.dev.providers.base import Answer, Exchange, StandIn


class RentCast(StandIn):
    """Answers as RentCast does for an address that it has no record of, and without a key."""

    name = "rentcast"
    aliases = ("property",)
    hosts = ("api.rentcast.io",)
    variables = ("PROPERTY_API_URL",)
    secrets = ("PROPERTY_API_KEY",)

    def answer(self, exchange: Exchange) -> Answer:
        """Answer a lookup of property records."""
        if not exchange.headers.get("x-api-key"):
            return Answer.json({"status": 401, "error": "auth/api-key-invalid"}, 401)
        return Answer.json({"status": 404, "error": "resource/not-found"}, 404)
