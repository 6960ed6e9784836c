"""Earnest money is paid through Stripe, told of twice, and half of it given back."""

from typing import Any

from fleet.demo.day import Day

AMOUNT, BACK = 250_000, 125_000  # cents
SITE = "https://hearthstack.example"


def payment_is_made(day: Day) -> None:
    """A checkout is asked for, paid, and its event comes twice: the ledger has it once."""
    asked = {
        "amount_cents": AMOUNT,
        "currency": "usd",
        "description": "Earnest money",
        "lead_id": day.lead,
        "success_url": f"{SITE}/paid",
        "cancel_url": f"{SITE}/back",
    }
    made = day.ask("payments", "POST", "/api/checkout", asked)
    day.payment = made["id"]
    day.tell.did(f"Earnest money of ${AMOUNT / 100:,.2f} is asked for: {day.payment}.", made["url"])
    session = {
        "client_reference_id": day.payment,
        "amount_total": AMOUNT,
        "payment_intent": f"pi_{day.payment}",
    }
    event = {"id": f"evt_{day.payment}", "data": {"object": session}}
    for _ in range(2):
        day.fleet.event("stripe", **event)
    day.tell.wait(
        "it is paid: Stripe says so twice, the ledger once",
        lambda: _read(day)["captured_cents"] == AMOUNT and len(_read(day)["entries"]) == 1,
        day.console("data"),
    )


def half_is_given_back(day: Day) -> None:
    """A refund is asked of Stripe, and the payment is `partially_refunded`."""
    path = f"/api/payments/{day.payment}/refund"
    refund = day.ask("payments", "POST", path, {"amount_cents": BACK})
    day.tell.did(f"Half of it is given back: {refund['id']}.")
    day.tell.wait(
        "the payment is partially_refunded, and each entry's lines sum to zero",
        lambda: _is_settled(_read(day)),
    )


def _is_settled(payment: dict[str, Any]) -> bool:
    sums = [sum(line["amount_cents"] for line in each["lines"]) for each in payment["entries"]]
    return (payment["status"], payment["refunded_cents"], any(sums)) == (
        "partially_refunded",
        BACK,
        False,
    )


def _read(day: Day) -> dict[str, Any]:
    found: dict[str, Any] = day.ask("payments", "GET", f"/api/payments/{day.payment}")
    return found
