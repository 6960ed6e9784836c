"""What tests of payments do: ask for money, let customers and banks act, read the books."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

import httpx

from fleet.dev.local import LocalFleet
from fleet.dev.providers.stripe import Stripe

ADMIN = {"Authorization": "Bearer dev-admin-token"}
NEW = {
    "amount_cents": 10_001,
    "currency": "usd",
    "description": "Earnest money",
    "lead_id": "lead_1",
    "success_url": "https://example.com/paid",
    "cancel_url": "https://example.com/back",
}
PAID = "checkout.session.completed"
_numbers = itertools.count(1)


def checkout(payments: httpx.Client, key: str | None = None, **more: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return payments.post("/api/checkout", json=NEW | more, headers=headers)


def stand_in(fleet: LocalFleet) -> Stripe:
    [found] = fleet.dev.outbox.directory.called("stripe")
    return cast("Stripe", found)


def happen(fleet: LocalFleet, payment_id: str, kind: str = PAID, **asked: Any) -> Mapping[str, Any]:
    """Let something happen to a payment at Stripe; return the event that tells of it."""
    return stand_in(fleet).event({"of": payment_id, "type": kind} | asked)


def deliver(payments: httpx.Client, event: Mapping[str, Any]) -> None:
    """Deliver an event as `webhooks` does."""
    at = datetime.fromtimestamp(event["created"], UTC)
    body = {
        "id": event["id"],
        "provider": "stripe",
        "type": event["type"],
        "occurred_at": at.isoformat(),
        "payload": event,
    }
    headers = {"Idempotency-Key": event["id"], **ADMIN}
    answer = payments.post("/api/inbound", json=body, headers=headers)
    assert answer.status_code == 202, answer.text


def tell(
    fleet: LocalFleet, payments: httpx.Client, payment_id: str, kind: str, **asked: Any
) -> Any:
    """Let something happen, and deliver the event of it; return the object that it is about."""
    event = happen(fleet, payment_id, kind, **asked)
    deliver(payments, event)
    return event["data"]["object"]


def event(payments: httpx.Client, kind: str, found: dict[str, Any], second: int = 0) -> None:
    """Deliver an event that was made up, under an id of its own."""
    at = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()) + second
    name = f"evt_{next(_numbers)}"
    deliver(payments, {"id": name, "type": kind, "created": at, "data": {"object": found}})


def paid(fleet: LocalFleet, payments: httpx.Client, **more: Any) -> str:
    """A payment that its customer has made."""
    answer = checkout(payments, **more)
    assert answer.status_code == 201, answer.text
    payment_id: str = answer.json()["id"]
    tell(fleet, payments, payment_id, PAID)
    return payment_id


def read(payments: httpx.Client, payment_id: str) -> dict[str, Any]:
    answer = payments.get(f"/api/payments/{payment_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def sums(payments: httpx.Client, payment_id: str) -> tuple[str, int, int, int]:
    """How a payment stands: status, captured, refunded and disputed."""
    found = read(payments, payment_id)
    amounts = (found[f"{name}_cents"] for name in ("captured", "refunded", "disputed"))
    return (found["status"], *amounts)  # type: ignore[return-value]


def give_back(
    payments: httpx.Client, payment_id: str, amount: int | None = None, key: str = ""
) -> httpx.Response:
    body = {} if amount is None else {"amount_cents": amount}
    headers = ADMIN | ({"Idempotency-Key": key} if key else {})
    return payments.post(f"/api/payments/{payment_id}/refund", json=body, headers=headers)


def reconciled(payments: httpx.Client, **days: str) -> dict[str, Any]:
    answer = payments.get("/api/reconcile", params=days, headers=ADMIN)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
