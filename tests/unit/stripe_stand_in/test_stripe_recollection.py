"""A stand-in that starts anew knows the payments that the worker's books know."""

import json
from typing import Any

import stripe
from stripe_client import Shop

AT = 1_795_000_000


def fact(kind: str, name: str, amount: int, rank: int = 0, after: int = 0) -> dict[str, Any]:
    at = AT + after
    return {
        "kind": kind,
        "object": name,
        "currency": "usd",
        "amount": amount,
        "rank": rank,
        "at": at,
    }


def row(*facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    usual = {
        "id": "pay_1",
        "created_at": AT * 1000,
        "amount": 10_000,
        "currency": "usd",
        "description": None,
        "session_id": "cs_test_1",
        "outcome": None,
        "book": "pi_1" if facts else None,
    }
    return usual | {"facts": json.dumps(facts) if facts else None} | more


def test_money_is_where_it_was(shop: Shop) -> None:
    shop.stripe.recall(
        [
            row(
                fact("capture", "pi_1", 10_000),
                fact("refund", "re_1", 1_000, rank=1, after=10),
                fact("refund", "re_2", 500, rank=2, after=20),
                fact("report", "ch_1", 1_300, after=30),
                fact("dispute", "du_1", 2_000, rank=1, after=40),
                fact("dispute_fee", "txn_1", 1_500, after=40),
            )
        ]
    )
    assert shop.moved() == [
        ("charge", 10_000, 320, "usd"),
        ("refund", -1_000, 0, "usd"),
        ("refund", -500, 0, "usd"),
        ("refund_failure", 500, 0, "usd"),
        ("refund", -300, 0, "usd"),
        ("adjustment", -2_000, 1_500, "usd"),
    ]
    times = [each.created for each in shop.client.v1.balance_transactions.list().data]
    assert times[::-1] == [AT, AT + 10, AT + 20, AT + 20, AT + 30, AT + 40]
    intent = shop.client.v1.payment_intents.retrieve("pi_1")
    assert (intent.status, intent.metadata["payment_id"]) == ("succeeded", "pay_1")
    moved = shop.client.v1.balance_transactions.list({"expand": ["data.source"]}).data[-2].source
    assert isinstance(moved, stripe.Refund)
    assert (moved.id, moved.payment_intent) == ("re_1", "pi_1")
    won = shop.happen("charge.dispute.closed", status="won").data["object"]
    assert (won.id, won.balance_transactions[0].id) == ("du_1", "txn_1")


def test_a_session_that_is_open_can_be_paid(shop: Shop) -> None:
    shop.stripe.recall([row(), row(id="pay_2", session_id="cs_test_2", outcome="expired")])
    assert shop.happen().data["object"].payment_status == "paid"
    assert shop.client.v1.checkout.sessions.retrieve("cs_test_2").status == "expired"


def test_what_does_not_fit_is_left_out(shop: Shop) -> None:
    too_much = row(fact("capture", "pi_1", 10), fact("refund", "re_1", 11, rank=1))
    other = row(fact("capture", "pi_2", 10), id="pay_2", book="pi_2", session_id="cs_test_2")
    shop.stripe.recall([too_much, other])
    assert shop.client.v1.payment_intents.retrieve("pi_2").status == "succeeded"
