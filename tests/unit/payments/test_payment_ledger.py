"""The ledger is a function of what is known: no order, repeat or other event id changes it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_books import Event, kept

from payment_events import told

CHARGE = {
    "id": "ch_1",
    "object": "charge",
    "payment_intent": "pi_1",
    "status": "succeeded",
    "captured": True,
    "currency": "usd",
    "amount_captured": 10_001,
}


def refund(number: int, amount: int, status: str, made: int) -> dict[str, Any]:
    return {
        "id": f"re_{number}",
        "object": "refund",
        "payment_intent": "pi_1",
        "charge": "ch_1",
        "currency": "usd",
        "amount": amount,
        "status": status,
        "created": made,
    }


def dispute(status: str, *fees: int) -> dict[str, Any]:
    transactions = [
        {"id": f"txn_{number}", "fee": fee, "currency": "usd"} for number, fee in enumerate(fees)
    ]
    return {
        "id": "dp_1",
        "object": "dispute",
        "charge": "ch_1",
        "payment_intent": "pi_1",
        "currency": "usd",
        "amount": 4_000,
        "status": status,
        "balance_transactions": transactions,
    }


STORY: list[Event] = [
    ("payment_intent.succeeded", {**CHARGE, "id": "pi_1", "object": "payment_intent",
                                  "amount_received": 10_001}, 1),
    ("charge.succeeded", CHARGE, 1),
    ("charge.refunded", {**CHARGE, "amount_refunded": 2_000}, 2),
    ("refund.created", refund(1, 2_000, "pending", 2), 2),
    ("refund.updated", refund(1, 2_000, "succeeded", 2), 3),
    ("charge.refunded", {**CHARGE, "amount_refunded": 5_001}, 4),
    ("charge.refund.updated", refund(1, 2_000, "failed", 2), 6),
    ("refund.failed", refund(1, 2_000, "failed", 2), 6),
    ("charge.dispute.created", dispute("needs_response", 1_500), 7),
    ("charge.dispute.updated", dispute("under_review", 1_500), 8),
]  # fmt: skip


EXPECTED = {
    ("capture", "usd"): 10_001,
    ("refund", "usd"): 3_001,
    ("dispute", "usd"): 4_000,
    ("dispute_fee", "usd"): 1_500,
}


@given(st.permutations(STORY), st.lists(st.sampled_from(STORY)), st.data())
def test_no_order_and_no_repeat_changes_the_balance(
    order: list[Event], again: list[Event], data: st.DataObject
) -> None:
    happenings = data.draw(st.permutations([*order, *again]))
    assert kept(happenings) == EXPECTED


@pytest.mark.parametrize("last", ["failed", "canceled"])
def test_a_refund_that_ends_is_reversed_and_not_revived(last: str) -> None:
    first = [STORY[1], ("refund.created", refund(2, 700, "succeeded", 2), 2)]
    assert kept(first)["refund", "usd"] == 700
    ended = [*first, ("refund.updated", refund(2, 700, last, 2), 5)]
    late = ("refund.updated", refund(2, 700, "succeeded", 2), 9)
    assert ("refund", "usd") not in kept(ended)
    assert ("refund", "usd") not in kept([*ended, late])


def test_a_card_refund_told_by_its_charge_alone_counts() -> None:
    assert kept([STORY[2]]) == {("capture", "usd"): 10_001, ("refund", "usd"): 2_000}


def test_a_won_dispute_brings_the_amount_back_and_not_the_fee() -> None:
    won = [*STORY[:2], *STORY[8:], ("charge.dispute.closed", dispute("won", 1_500), 9)]
    late = [*won, STORY[9]]
    assert kept(late) == {("capture", "usd"): 10_001, ("dispute_fee", "usd"): 1_500}


def test_an_inquiry_moves_no_money() -> None:
    inquiry = ("charge.dispute.created", dispute("warning_needs_response"), 3)
    assert kept([STORY[1], inquiry]) == {("capture", "usd"): 10_001}


def session(status: str, currency: str = "usd") -> dict[str, Any]:
    return {
        "id": "cs_1",
        "object": "checkout.session",
        "payment_intent": "pi_1",
        "payment_status": status,
        "amount_total": 5_800,
        "currency": currency,
        "client_reference_id": "pay_1",
    }


def test_a_session_that_is_completed_but_unpaid_is_no_money() -> None:
    heard = told("checkout.session.completed", {"data": {"object": session("unpaid")}}, 1)
    assert heard is not None
    assert (heard.facts, heard.outcome, heard.payment_id) == ((), "processing", "pay_1")


@pytest.mark.parametrize("currency", ["usd", "jpy", "kwd"])
def test_amounts_are_what_they_are_in_every_currency(currency: str) -> None:
    paid = ("checkout.session.async_payment_succeeded", session("paid", currency), 1)
    assert kept([paid]) == {("capture", currency): 5_800}
