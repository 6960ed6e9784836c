"""Stripe: Checkout Sessions and refunds, with idempotency keys.

https://docs.stripe.com/api/checkout/sessions · https://docs.stripe.com/api/idempotent_requests
"""

import hashlib
import itertools
import re
import time
from typing import Any

from fleet.dev.providers.base import Answer, Exchange, StandIn

METADATA = re.compile(r"metadata\[(\w+)\]")
AMOUNT = re.compile(r"line_items\[(\d+)\]\[price_data\]\[unit_amount\]")
DAY = 86_400  # seconds


class Stripe(StandIn):
    """Keeps what was created, and replays the first answer for an idempotency key."""

    name = "stripe"
    aliases = ("payments",)
    hosts = ("stripe.com",)
    variables = ("STRIPE_API_URL",)
    secrets = ("STRIPE_SECRET_KEY", "STRIPE_API_KEY")

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.reset()

    def reset(self) -> None:
        """Forget every object and idempotency key."""
        self._objects: dict[str, dict[str, Any]] = {}
        self._first: dict[str, tuple[bytes, Answer]] = {}

    def answer(self, exchange: Exchange) -> Answer:
        """Answer a create or a retrieve."""
        if exchange.method == "GET" and exchange.path.endswith("/v1/balance_transactions"):
            return self._transactions(exchange.query)
        if exchange.method == "GET":
            return self._retrieve(exchange.path.rsplit("/", 1)[-1])
        key = exchange.headers.get("idempotency-key")
        if key is None:
            return self._create(exchange)
        body, answer = self._first.setdefault(key, (exchange.body, self._create(exchange)))
        if body != exchange.body:
            message = "Keys for idempotent requests can only be used with the same parameters."
            return _error(400, "idempotency_error", message)
        return answer

    def _create(self, exchange: Exchange) -> Answer:
        form = exchange.form()
        if exchange.path.endswith("/checkout/sessions"):
            return self._keep("cs_test_", _session(form))
        if exchange.path.endswith("/refunds"):
            if not form.get("payment_intent") and not form.get("charge"):
                return _error(400, "invalid_request_error", "Name a payment_intent or a charge.")
            return self._keep("re_", _refund(form))
        return _error(404, "invalid_request_error", f"Unrecognized request URL ({exchange.path}).")

    def _keep(self, prefix: str, values: dict[str, Any]) -> Answer:
        number = str(next(self._numbers)).encode()
        identity = prefix + hashlib.sha256(number).hexdigest()[:24]
        stored = {"id": identity, "created": int(time.time()), "livemode": False} | values
        if prefix == "cs_test_":
            stored["url"] = f"https://checkout.stripe.com/c/pay/{identity}"
        self._objects[identity] = stored
        return Answer.json(stored)

    def _transactions(self, query: dict[str, str]) -> Answer:
        """A page of what refunds have moved, the newest first: no card is charged here."""
        moved = [_transaction(each) for each in self._objects.values() if "amount" in each]
        first, end = int(query.get("created[gte]", 0)), int(query.get("created[lt]", 1 << 53))
        listed = [each for each in reversed(moved) if first <= each["created"] < end]
        names = [each["id"] for each in listed]
        after, limit = query.get("starting_after"), int(query.get("limit", 10))
        if after is not None and after not in names:
            message = f"No such balance transaction: '{after}'"
            return _error(400, "invalid_request_error", message)
        rest = listed if after is None else listed[names.index(after) + 1 :]
        page, more = rest[:limit], len(rest) > limit
        url = "/v1/balance_transactions"
        return Answer.json({"object": "list", "url": url, "has_more": more, "data": page})

    def _retrieve(self, identity: str) -> Answer:
        if identity in self._objects:
            return Answer.json(self._objects[identity])
        return _error(404, "invalid_request_error", f"No such object: '{identity}'")


def _session(form: dict[str, str]) -> dict[str, Any]:
    total = sum(
        int(value) * int(form.get(f"line_items[{match.group(1)}][quantity]", "1"))
        for name, value in form.items()
        if (match := AMOUNT.fullmatch(name))
    )
    return {
        "object": "checkout.session",
        "amount_total": total,
        "currency": form.get("line_items[0][price_data][currency]", "usd"),
        "mode": form.get("mode", "payment"),
        "status": "open",
        "payment_status": "unpaid",
        "payment_intent": None,
        "client_reference_id": form.get("client_reference_id"),
        "customer_email": form.get("customer_email"),
        "success_url": form.get("success_url"),
        "cancel_url": form.get("cancel_url"),
        "expires_at": int(time.time()) + DAY,
        "metadata": _metadata(form),
    }


def _refund(form: dict[str, str]) -> dict[str, Any]:
    return {
        "object": "refund",
        "amount": int(form.get("amount", "0")),
        "currency": "usd",
        "payment_intent": form.get("payment_intent"),
        "charge": form.get("charge"),
        "reason": form.get("reason"),
        "status": "succeeded",
        "metadata": _metadata(form),
    }


def _transaction(refund: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "txn_" + refund["id"].removeprefix("re_"),
        "object": "balance_transaction",
        "type": "refund",
        "amount": -refund["amount"],
        "net": -refund["amount"],
        "fee": 0,
        "currency": refund["currency"],
        "created": refund["created"],
        "source": refund,
    }


def _metadata(form: dict[str, str]) -> dict[str, str]:
    return {
        match.group(1): value for name, value in form.items() if (match := METADATA.match(name))
    }


def _error(status: int, kind: str, message: str) -> Answer:
    return Answer.json({"error": {"type": kind, "message": message}}, status)
