"""Our books beside Stripe's: nothing after a busy day, and each kind of difference."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from money_at_work import PAID, checkout, event, give_back, happen, paid, reconciled, tell

from fleet.dev.local import LocalFleet

NOWHERE: dict[str, list[Any]] = {
    "missing_here": [],
    "missing_at_stripe": [],
    "different": [],
    "other_currency": [],
}


def intent_of(payments: httpx.Client, payment_id: str) -> str:
    entries = payments.get(f"/api/payments/{payment_id}").json()["entries"]
    name: str = entries[0]["stripe_id"]
    return name


def differences(payments: httpx.Client, **days: str) -> dict[str, list[Any]]:
    """Where the sides differ, without the places where they agree."""
    found = reconciled(payments, **days)
    told = {name: found[name] for name in NOWHERE if found[name]}
    assert found["agrees"] is not bool(told)
    assert found["complete"]
    return told


def test_a_busy_day_leaves_no_difference(fleet: LocalFleet, payments: httpx.Client) -> None:
    plain = paid(fleet, payments)
    yen = paid(fleet, payments, currency="jpy", amount_cents=5_800)
    refunded = paid(fleet, payments)
    give_back(payments, refunded, 4_000)
    give_back(payments, refunded, 1)
    failing = paid(fleet, payments)
    give_back(payments, failing, 300)
    tell(fleet, payments, failing, "refund.failed")
    outside = paid(fleet, payments)
    tell(fleet, payments, outside, "charge.refunded", amount=77)
    won, lost = paid(fleet, payments), paid(fleet, payments)
    for each, status in ((won, "won"), (lost, "lost")):
        tell(fleet, payments, each, "charge.dispute.created", amount=5_000)
        tell(fleet, payments, each, "charge.dispute.closed", status=status)
    assert (differences(payments), reconciled(payments)["transactions"]) == ({}, 15)
    assert len({intent_of(payments, each) for each in (plain, yen, refunded, failing)}) == 4


def test_what_was_settled_in_another_currency_agrees(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    payment_id = checkout(payments, currency="eur").json()["id"]
    tell(fleet, payments, payment_id, PAID, settled={"currency": "usd", "rate": 1.08})
    give_back(payments, payment_id, 1_000)
    tell(fleet, payments, payment_id, "charge.dispute.created", amount=2_000)
    assert differences(payments) == {}
    totals = payments.get("/api/summary").json()["totals"]
    told = {each["currency"]: (each["captured_cents"], each["fees_cents"]) for each in totals}
    assert told == {"eur": (10_001, 0), "usd": (0, 1_500)}


def test_more_than_a_page_agrees(fleet: LocalFleet, payments: httpx.Client) -> None:
    payment_id = paid(fleet, payments)
    for _ in range(120):
        happen(fleet, payment_id, "refund.created", amount=1)
    tell(fleet, payments, payment_id, "charge.refunded")
    found = reconciled(payments)
    assert (found["agrees"], found["transactions"]) == (True, 121)


def test_what_we_were_not_told_is_missing_here(fleet: LocalFleet, payments: httpx.Client) -> None:
    payment_id = paid(fleet, payments)
    happen(fleet, payment_id, "refund.created", amount=500)
    [told] = differences(payments)["missing_here"]
    assert told == {
        "stripe_id": intent_of(payments, payment_id),
        "kind": "refund",
        "currency": "usd",
        "here_cents": 0,
        "at_stripe_cents": 500,
    }


def test_what_stripe_does_not_know_is_missing_there(payments: httpx.Client) -> None:
    session = {
        "id": "cs_1",
        "object": "checkout.session",
        "payment_intent": "pi_1",
        "payment_status": "paid",
        "amount_total": 700,
        "currency": "usd",
    }
    event(payments, "checkout.session.completed", session)
    [told] = differences(payments, **{"from": "2026-11-20"})["missing_at_stripe"]
    assert (told["stripe_id"], told["kind"], told["here_cents"]) == ("pi_1", "capture", 700)


def test_another_amount_and_another_currency_are_told(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    amount, currency = paid(fleet, payments), paid(fleet, payments)
    for payment_id, change in ((amount, {"amount": 5_000}), (currency, {"currency": "eur"})):
        dispute = dict(happen(fleet, payment_id, "charge.dispute.created")["data"]["object"])
        event(payments, "charge.dispute.created", dispute | change, second=60 * 60 * 24 * 30)
    today = datetime.now(UTC).date()
    days = {"to": (today + timedelta(days=40)).isoformat(), "from": "2026-11-01"}
    told = differences(payments, **days)
    [different], [other] = told["different"], told["other_currency"]
    assert (different["here_cents"], different["at_stripe_cents"]) == (5_000, 10_001)
    assert different["stripe_id"] == intent_of(payments, amount)
    assert (other["here_currency"], other["at_stripe_currency"]) == ("eur", "usd")
    assert other["stripe_id"] == intent_of(payments, currency)
