"""Earnest money is paid through Stripe, told of three times, and half of it given back."""

from typing import Any

from fleet.demo.day import Day

AMOUNT, BACK = 250_000, 125_000  # cents
SITE = "https://hearthstack.example"
PAID = "checkout.session.completed"


def payment_is_made(day: Day) -> None:
    """A checkout is asked for and paid; three events tell of it, and the ledger has it once."""
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
    for kind in (PAID, PAID, "charge.succeeded"):
        day.fleet.event("stripe", of=day.payment, type=kind)
    day.tell.wait(
        "it is paid: Stripe says so three times, the ledger once",
        lambda: _entries(day, "capture") == [AMOUNT],
        day.console("outbox?provider=stripe"),
    )
    day.fleet.cron("payments")
    day.tell.wait("cron has found what Stripe keeps of it", lambda: _entries(day, "fee"))


def half_is_given_back(day: Day) -> None:
    """A refund is asked of Stripe; two events tell of it, and the ledger has it once."""
    path = f"/api/payments/{day.payment}/refund"
    refund = day.ask("payments", "POST", path, {"amount_cents": BACK})
    for kind in ("charge.refunded", "refund.created"):
        day.fleet.event("stripe", of=day.payment, type=kind)
    day.tell.did(f"Half of it is given back: {refund['id']}.")
    day.tell.wait(
        "the payment is partially_refunded, and each entry's lines sum to zero",
        lambda: _is_settled(_read(day)),
    )
    day.tell.wait("the ledger and Stripe's balance agree on it", lambda: _is_reconciled(day))


def _entries(day: Day, kind: str) -> list[int]:
    """The amounts of the payment's entries of one kind."""
    entries = _read(day)["entries"]
    return [each["amount_cents"] for each in entries if each["kind"] == kind]


def _is_settled(payment: dict[str, Any]) -> bool:
    sums = [sum(line["amount_cents"] for line in each["lines"]) for each in payment["entries"]]
    return (payment["status"], payment["refunded_cents"], any(sums)) == (
        "partially_refunded",
        BACK,
        False,
    )


def _is_reconciled(day: Day) -> bool:
    """Whether Stripe says the same; payments of the demo data were never asked of Stripe."""
    books = day.ask("payments", "GET", "/api/reconcile")
    intent = _read(day)["entries"][0]["stripe_id"]
    differences = (*books["missing_here"], *books["missing_at_stripe"], *books["different"])
    return intent not in {each["stripe_id"] for each in differences}


def _read(day: Day) -> dict[str, Any]:
    found: dict[str, Any] = day.ask("payments", "GET", f"/api/payments/{day.payment}")
    return found
