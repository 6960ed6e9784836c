"""What payments asks of Stripe is what Stripe's own package sends for the same call."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import stripe
from money_at_work import NEW, checkout, give_back, paid, reconciled
from stripe_client import Shop

from fleet.dev.local import LocalFleet
from fleet.dev.providers.stripe.form import parsed
from payment_stripe import VERSION

SAME_HEADERS = ("stripe-version", "content-type")


def test_the_version_is_the_one_that_the_package_pins() -> None:
    assert stripe.api_version == VERSION


def asked(sent: Mapping[str, Any]) -> tuple[str, str, dict[str, Any], dict[str, str | None]]:
    """Method, path, parameters and headers of a request."""
    address = urlsplit(sent["url"])
    fields = parsed(address.query) | parsed(sent["body"])
    headers = {name: sent["headers"].get(name) for name in SAME_HEADERS}
    scheme, _, key = sent["headers"]["authorization"].partition(" ")
    assert key
    return sent["method"], address.path, fields, headers | {"authorization": scheme}


def by_package(shop: Shop) -> dict[str, Any]:
    """The last request of the package."""
    last = shop.wire.sent[-1]
    return vars(last) | {"body": last.body.decode()}


def by_worker(fleet: LocalFleet, path: str) -> dict[str, Any]:
    """The last request of the worker on a path."""
    sent = fleet.outbox(provider="stripe", worker="payments")
    return [each for each in sent if urlsplit(each["url"]).path == f"/v1/{path}"][-1]


@pytest.fixture
def shop() -> Shop:
    """Somebody with the package; what Stripe answers does not matter here."""
    return Shop()


def test_a_checkout(fleet: LocalFleet, payments: httpx.Client, shop: Shop) -> None:
    description = "Earnest & more: 50% [now] + “Grüße” 家"
    payment_id = checkout(payments, description=description).json()["id"]
    price: Any = {
        "currency": "usd",
        "product_data": {"name": description},
        "unit_amount": NEW["amount_cents"],
    }
    shop.client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "client_reference_id": payment_id,
            "success_url": "https://example.com/paid",
            "cancel_url": "https://example.com/back",
            "line_items": [{"price_data": price, "quantity": 1}],
            "metadata": {"payment_id": payment_id},
            "payment_intent_data": {"metadata": {"payment_id": payment_id}},
        },
        {"idempotency_key": payment_id},
    )
    ours, theirs = by_worker(fleet, "checkout/sessions"), by_package(shop)
    assert asked(ours) == asked(theirs)
    assert ours["headers"]["idempotency-key"] == theirs["headers"]["idempotency-key"]


def test_a_refund_and_the_look_for_it(
    fleet: LocalFleet, payments: httpx.Client, shop: Shop
) -> None:
    payment_id = paid(fleet, payments)
    fleet.rule("stripe", times=3, status=500)
    assert give_back(payments, payment_id, 4_000, "r1").status_code == 502
    refund_id = give_back(payments, payment_id, 4_000, "r1").json()["id"]
    intent = parsed(by_worker(fleet, "refunds")["body"])["payment_intent"]
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.refunds.create(
            {"payment_intent": intent, "amount": 4_000, "metadata": {"refund_id": refund_id}},
            {"idempotency_key": refund_id},
        )
    ours, theirs = by_worker(fleet, "refunds"), by_package(shop)
    assert asked(ours) == asked(theirs)
    assert ours["headers"]["idempotency-key"] == theirs["headers"]["idempotency-key"]
    shop.client.v1.refunds.list({"payment_intent": intent, "limit": 100})
    sent = fleet.outbox(provider="stripe", worker="payments")
    [looked] = [each for each in sent if each["method"] == "GET"]
    assert asked(looked) == asked(by_package(shop))


def test_reconciling(fleet: LocalFleet, payments: httpx.Client, shop: Shop) -> None:
    reconciled(payments, **{"from": "2026-11-20", "to": "2026-11-21"})
    hour, begin, end = 3_600, 1_795_132_800, 1_795_305_600
    shop.client.v1.balance_transactions.list(
        {
            "limit": 100,
            "created": {"gte": begin - hour, "lt": end + hour},
            "expand": ["data.source"],
        }
    )
    assert asked(by_worker(fleet, "balance_transactions")) == asked(by_package(shop))
