"""What the account has from an earlier run of the fleet, or from the sample data.

The stand-in keeps nothing on disk; the workers' databases stay. So it believes what payments' books
say that it has told: then a payment of yesterday can be refunded, and the two sides agree.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from fleet.dev.providers.stripe import shapes
from fleet.dev.providers.stripe.account import Account
from fleet.dev.providers.stripe.refusals import Refusal
from fleet.dev.providers.stripe.shapes import Object

Row = Mapping[str, Any]
QUERY = """SELECT payments.*, books.book, (SELECT json_group_array(json_object('kind', kind,
    'object', object, 'currency', currency, 'amount', amount, 'rank', rank, 'at', at))
  FROM facts WHERE facts.book = books.book) AS facts
FROM payments LEFT JOIN books ON books.payment_id = payments.id ORDER BY payments.created_at"""
"""Payments, each with what the worker was told of it: see its ``payment_facts``."""
NOT_YET, LIVE = 0, 1
DISPUTES = ("warning_needs_response", "needs_response", "lost", "won")
"""By the rank that the worker gives them."""


def recall(account: Account, rows: Iterable[Row]) -> None:
    """Fill an empty account."""
    for row in rows:
        # What does not fit together stays forgotten.
        with suppress(Refusal):
            _recall(account, row)


def _recall(account: Account, row: Row) -> None:
    facts = sorted(json.loads(row["facts"] or "[]"), key=lambda fact: fact["at"])
    paid = _of(facts, "capture")
    session = _session(account, row, paid[0]["amount"] if paid else row["amount"])
    if not paid:
        _unpaid(account, session, row["outcome"])
        return
    with account.as_of(paid[0]["at"]):
        account.complete(session, "card")
    intent = account.named(session["payment_intent"], "payment_intent", "intent")
    charge = account.named(intent["latest_charge"], "charge", "charge")
    account.rename(intent, row["book"], session, charge)
    for fact in _of(facts, "refund"):
        if fact["rank"] != NOT_YET:
            _refund(account, charge, fact)
    for report in _of(facts, "report"):
        with account.as_of(report["at"]):
            _refund_the_rest(account, charge, report["amount"])
    for fact in _of(facts, "dispute"):
        _dispute(account, charge, fact, _of(facts, "dispute_fee"))


def _of(facts: list[Object], kind: str) -> list[Object]:
    return [fact for fact in facts if fact["kind"] == kind]


def _session(account: Account, row: Row, amount: int) -> Object:
    created, metadata = row["created_at"] // 1000, {"payment_id": row["id"]}
    given = {"client_reference_id": row["id"], "metadata": metadata}
    made = shapes.session(created, amount, row["currency"], given)
    made["id"] = row["session_id"] or made["id"]
    line = shapes.line_item(row["description"] or "", amount, 1, row["currency"])
    return account.open_session(made, [line], {"metadata": metadata})


def _unpaid(account: Account, session: Object, outcome: str | None) -> None:
    if outcome == "expired":
        account.expire(session)
    elif outcome is not None:
        account.complete(session, "us_bank_account")
    if outcome == "failed":
        account.settle(session, well=False)


def _refund(account: Account, charge: Object, fact: Object) -> None:
    with account.as_of(fact["at"]):
        made = account.refund(charge, fact["amount"], {"metadata": {}})
        if fact["rank"] != LIVE:
            account.fail_refund(made)
    moved = account.all("balance_transaction", source=made["id"])
    account.rename(made, fact["object"], *moved)


def _refund_the_rest(account: Account, charge: Object, total: int) -> None:
    """Refund what only the charge has told of."""
    if total > charge["amount_refunded"]:
        account.refund(charge, total - charge["amount_refunded"], {"metadata": {}})


def _dispute(account: Account, charge: Object, fact: Object, fees: list[Object]) -> None:
    status = DISPUTES[fact["rank"]]
    with account.as_of(fact["at"]):
        first = status if status.startswith("warning_") else "needs_response"
        made = account.dispute(charge, fact["amount"], fact["currency"], first)
        if status != first:
            account.change_dispute(made, status)
    account.rename(made, fact["object"], *made["balance_transactions"])
    for moved, fee in zip(made["balance_transactions"], fees, strict=False):
        account.rename(moved, fee["object"])
