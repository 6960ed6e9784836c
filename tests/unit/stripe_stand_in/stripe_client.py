"""The official ``stripe`` package, with the stand-in in place of the network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stripe import Event, HTTPClient, StripeClient

from fleet.dev.providers import Exchange
from fleet.dev.providers.stripe import Stripe

DAY = 86_400


@dataclass
class Clock:
    """Seconds that go on when they are told to."""

    seconds: float = 1_795_176_000.0

    def __call__(self) -> float:
        return self.seconds


class Wire(HTTPClient):
    """Hands requests of the package to a stand-in, and remembers them."""

    name = "stand-in"

    def __init__(self, stripe: Stripe) -> None:
        super().__init__()
        self._stripe = stripe
        self.sent: list[Exchange] = []

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: object = None
    ) -> tuple[bytes, int, dict[str, str]]:
        names = {name.lower(): value for name, value in (headers or {}).items()}
        body = post_data.encode() if isinstance(post_data, str) else b""
        self.sent.append(Exchange("", method.upper(), url, names, body))
        answer = self._stripe.answer(self.sent[-1])
        return answer.body, answer.status, answer.headers

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Shop:
    """An account at the stand-in, a client of it, and its clock."""

    clock: Clock = field(default_factory=Clock)
    stripe: Stripe = field(init=False)
    wire: Wire = field(init=False)
    client: StripeClient = field(init=False)

    def __post_init__(self) -> None:
        self.stripe = Stripe(self.clock)
        self.wire = Wire(self.stripe)
        self.client = StripeClient("sk_test_1", http_client=self.wire, max_network_retries=0)

    def ask(self, payment_id: str = "pay_1", amount: int = 10_000, currency: str = "usd") -> str:
        """Make a Checkout Session; return its id."""
        price = {"currency": currency, "product_data": {"name": "Money"}, "unit_amount": amount}
        session = self.client.v1.checkout.sessions.create(
            {
                "mode": "payment",
                "success_url": "https://example.com/paid",
                "client_reference_id": payment_id,
                "line_items": [{"price_data": price, "quantity": 1}],  # type: ignore[typeddict-item]
                "metadata": {"payment_id": payment_id},
                "payment_intent_data": {"metadata": {"payment_id": payment_id}},
            }
        )
        return session.id

    def happen(self, kind: str = "checkout.session.completed", **asked: Any) -> Event:
        """Let something happen to ``pay_1``; return the event as the package reads it."""
        told = self.stripe.event({"of": "pay_1", "type": kind} | asked)
        return Event.construct_from(dict(told), "sk_test_1")

    def moved(self) -> list[tuple[str, int, int, str]]:
        """What has moved on the balance, oldest first: type, amount, fee and currency."""
        listed = self.client.v1.balance_transactions.list({"limit": 100}).data
        return [(each.type, each.amount, each.fee, each.currency) for each in reversed(listed)]
