"""Stripe's fees: found by cron, once, and not given back with a refund."""

import httpx
from money_at_work import PAID, checkout, give_back, paid, reconciled, tell

from fleet.dev.local import LocalFleet


def fees(payments: httpx.Client) -> dict[str, tuple[int, int]]:
    """Fees and net by currency."""
    totals = payments.get("/api/summary").json()["totals"]
    return {each["currency"]: (each["fees_cents"], each["net_cents"]) for each in totals}


def test_a_fee_is_its_own_entry_and_stays_when_money_goes_back(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    payment_id = paid(fleet, payments)
    assert fees(payments) == {"usd": (0, 10_001)}
    for _ in range(2):
        fleet.cron("payments")
        assert fees(payments) == {"usd": (320, 9_681)}
    give_back(payments, payment_id)
    fleet.cron("payments")
    assert fees(payments) == {"usd": (320, -320)}
    entries = payments.get(f"/api/payments/{payment_id}").json()["entries"]
    assert [each["kind"] for each in entries] == ["capture", "fee", "refund"]
    assert reconciled(payments)["agrees"]


def test_a_fee_is_in_the_currency_of_the_balance(fleet: LocalFleet, payments: httpx.Client) -> None:
    payment_id = checkout(payments, currency="eur").json()["id"]
    tell(fleet, payments, payment_id, PAID, settled={"currency": "usd", "rate": 1.1})
    fleet.cron("payments")
    assert fees(payments) == {"eur": (0, 10_001), "usd": (349, -349)}


def test_a_fee_that_cannot_be_read_is_read_later(fleet: LocalFleet, payments: httpx.Client) -> None:
    paid(fleet, payments)
    fleet.rule("stripe", times=3, status=500)
    fleet.cron("payments")
    assert fees(payments) == {"usd": (0, 10_001)}
    fleet.cron("payments")
    assert fees(payments)["usd"][0] == 320
    fleet.control("DELETE", "/outbox")
    fleet.cron("payments")
    assert fleet.outbox(provider="stripe") == []
