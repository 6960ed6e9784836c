"""Every host that no stand-in speaks for: nothing leaves the machine, and the worker is told."""

from fleet.dev.providers.base import Answer, Exchange, StandIn


class Unknown(StandIn):
    """Answers 502 in RFC 9457's form."""

    name = "unknown"

    def answer(self, exchange: Exchange) -> Answer:
        """Say that the request was captured, and how to have it answered."""
        detail = (
            f"Outbound requests are captured in development, and nothing stands in for "
            f"{exchange.host}. Give it an answer with POST /__fleet/outbox/rules, or run fleet dev "
            "with --live."
        )
        problem = {"type": "about:blank", "title": "Bad Gateway", "status": 502, "detail": detail}
        return Answer.json(problem, 502, {"content-type": "application/problem+json"})
