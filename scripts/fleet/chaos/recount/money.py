"""Money: what Stripe said was paid and given back is in the books, once, and they add up."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fleet.chaos.desk import Desk
from fleet.chaos.letters import pages
from fleet.chaos.record import Finding, PaymentTaken, Record
from fleet.chaos.recount.counting import grouped, once
from fleet.chaos.witness import Witness


def read(record: Record, desk: Desk) -> Mapping[str, dict[str, Any]]:
    """What payments says of each payment, by id."""
    asked = {
        each.id: desk.ask("payments", "GET", f"/api/payments/{each.id}") for each in record.payments
    }
    return {name: reply.said for name, reply in asked.items() if reply and reply.ok}


def read_ledger(desk: Desk) -> list[dict[str, Any]]:
    """Every entry of the ledger, page by page."""
    return list(pages(desk, "payments", "/api/ledger?limit=500"))


def findings(
    record: Record,
    witness: Witness,
    payments: Mapping[str, dict[str, Any]],
    ledger: Sequence[dict[str, Any]],
) -> Iterator[Finding]:
    """What is wrong with payments."""
    made = grouped(((each.kind, each.ours), each.id) for each in witness.stripes.values())
    for taken in record.payments:
        sessions = len(made.get(("checkout.session", taken.id), []))
        yield from once(sessions, f"session of payment {taken.id}", "at Stripe")
        for refund_id in taken.refunds:
            refunds = len(made.get(("refund", refund_id), []))
            yield from once(refunds, f"refund {refund_id} of {taken.id}", "at Stripe")
        yield from _books(taken, payments.get(taken.id))
    for entry in ledger:
        if sum(line["amount_cents"] for line in entry["lines"]):
            yield Finding("wrong", f"entry {entry['id']}", "its lines do not sum to zero")
    captured = sum(each["amount_cents"] for each in ledger if each["kind"] == "capture")
    paid = sum(each.amount for each in record.payments if each.paid)
    if captured != paid:
        yield Finding("wrong", "ledger", f"captures of {captured} cents, and {paid} were paid")


def _books(taken: PaymentTaken, said: dict[str, Any] | None) -> Iterator[Finding]:
    if said is None:
        yield Finding("lost", f"payment {taken.id}", "not in GET /api/payments")
        return
    expected = {
        "captured_cents": taken.amount if taken.paid else 0,
        "refunded_cents": sum(taken.refunds.values()),
    }
    for name, cents in expected.items():
        if said[name] != cents:
            kind = "lost" if said[name] < cents else "doubled"
            yield Finding(kind, f"{name} of {taken.id}", f"{said[name]}, and it should be {cents}")
