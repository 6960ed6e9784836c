"""payments in workerd: checkout, Stripe's events in any order, refunds, the books."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from money_at_work import (
    ADMIN,
    PAID,
    checkout,
    deliver,
    event,
    give_back,
    happen,
    paid,
    read,
    reconciled,
    sums,
    tell,
)

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


def session(payment_id: str, status: str = "paid") -> dict[str, Any]:
    return {
        "id": f"cs_{payment_id}",
        "object": "checkout.session",
        "client_reference_id": payment_id,
        "payment_intent": f"pi_{payment_id}",
        "payment_status": status,
        "amount_total": 10_001,
        "currency": "usd",
    }


def stripe_refund(payment_id: str, status: str) -> dict[str, Any]:
    return {
        "id": f"re_{payment_id}",
        "object": "refund",
        "payment_intent": f"pi_{payment_id}",
        "charge": f"ch_{payment_id}",
        "amount": 3_000,
        "currency": "usd",
        "status": status,
        "created": 1_795_176_002,
    }


def stripe_dispute(payment_id: str) -> dict[str, Any]:
    return {
        "id": f"dp_{payment_id}",
        "object": "dispute",
        "charge": f"ch_{payment_id}",
        "payment_intent": f"pi_{payment_id}",
        "amount": 2_000,
        "currency": "usd",
        "status": "needs_response",
        "balance_transactions": [{"id": f"txn_{payment_id}", "fee": 1_500, "currency": "usd"}],
    }


def test_the_same_key_is_one_payment_and_another_body_is_refused(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    first, again = checkout(payments, "k1"), checkout(payments, "k1")
    assert (first.json(), again.headers["idempotent-replayed"]) == (again.json(), "true")
    assert checkout(payments, "k1", amount_cents=5).status_code == 422
    assert len(fleet.outbox(provider="stripe")) == 1


@pytest.mark.parametrize(
    ("currency", "amount", "status"),
    [("jpy", 5_800, 201), ("kwd", 5_800, 201), ("kwd", 5_801, 422), ("usd", 1.5, 422)],
)
def test_amounts_are_what_stripe_takes(
    payments: httpx.Client, currency: str, amount: float, status: int
) -> None:
    assert checkout(payments, currency=currency, amount_cents=amount).status_code == status


def test_completed_is_not_paid_for_a_delayed_method(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    payment_id = checkout(payments).json()["id"]
    tell(fleet, payments, payment_id, PAID, payment_status="unpaid")
    assert sums(payments, payment_id) == ("processing", 0, 0, 0)
    tell(fleet, payments, payment_id, "checkout.session.async_payment_succeeded")
    assert sums(payments, payment_id) == ("paid", 10_001, 0, 0)


def test_a_delayed_method_that_fails_is_no_money(fleet: LocalFleet, payments: httpx.Client) -> None:
    payment_id = checkout(payments).json()["id"]
    completed = happen(fleet, payment_id, PAID, payment_status="unpaid")
    tell(fleet, payments, payment_id, "checkout.session.async_payment_failed")
    deliver(payments, completed)
    assert sums(payments, payment_id) == ("failed", 0, 0, 0)
    assert reconciled(payments)["agrees"]


def test_a_session_that_nobody_paid_expires(fleet: LocalFleet, payments: httpx.Client) -> None:
    payment_id = checkout(payments).json()["id"]
    tell(fleet, payments, payment_id, "checkout.session.expired")
    assert sums(payments, payment_id) == ("expired", 0, 0, 0)


@pytest.mark.parametrize("seed", range(6))
def test_no_order_and_no_repeat_changes_the_books(payments: httpx.Client, seed: int) -> None:
    payment_id = checkout(payments).json()["id"]
    happenings = [
        ("checkout.session.completed", session(payment_id), 1),
        ("refund.created", stripe_refund(payment_id, "succeeded"), 2),
        ("refund.failed", stripe_refund(payment_id, "failed"), 4),
        ("charge.dispute.created", stripe_dispute(payment_id), 5),
    ] * 2
    random.Random(seed).shuffle(happenings)
    for happening in happenings:
        event(payments, *happening)
    assert sums(payments, payment_id) == ("disputed", 10_001, 0, 2_000)
    found = read(payments, payment_id)
    for entry in found["entries"]:
        assert sum(line["amount_cents"] for line in entry["lines"]) == 0
    assert [e["amount_cents"] for e in found["entries"] if e["kind"] == "dispute_fee"] == [1_500]


def test_refunds_go_up_to_the_rest_and_no_further(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    payment_id = paid(fleet, payments)
    assert give_back(payments, payment_id, 10_002).status_code == 422
    part = give_back(payments, payment_id, 4_000, "r1")
    assert part.status_code == 201, part.text
    assert give_back(payments, payment_id, 4_000, "r1").json() == part.json()
    assert read(payments, payment_id)["status"] == "partially_refunded"
    assert give_back(payments, payment_id, 6_002).status_code == 422
    assert give_back(payments, payment_id).json()["amount_cents"] == 6_001
    assert read(payments, payment_id)["status"] == "refunded"
    assert give_back(payments, payment_id).status_code == 422


def test_a_refund_wants_the_admin_token(payments: httpx.Client) -> None:
    assert payments.post("/api/payments/pay_1/refund", json={}).status_code == 401


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"status": 429}, {"delay_ms": 1500}], ids=["500", "429", "hang"]
)
def test_a_fault_at_stripe_loses_nothing_and_doubles_nothing(
    fleet: LocalFleet, payments: httpx.Client, fault: dict[str, int]
) -> None:
    payment_id = paid(fleet, payments)
    fleet.rule("stripe", times=6, **fault)  # each call is tried three times
    assert give_back(payments, payment_id, 9_000, "r1").status_code >= 500
    assert checkout(payments, "k2").status_code >= 500
    # What Stripe may have given back already is not given again, but under its own key.
    assert give_back(payments, payment_id, 9_000).status_code == 422
    assert give_back(payments, payment_id, 9_000, "r1").status_code == 201
    assert read(payments, payment_id)["refunded_cents"] == 9_000
    assert checkout(payments, "k2").status_code == 201


def test_the_ledger_is_paged_and_never_changed(fleet: LocalFleet, payments: httpx.Client) -> None:
    names = [paid(fleet, payments) for _ in range(3)]
    first = payments.get("/api/ledger", params={"limit": 2}, headers=ADMIN).json()
    query = {"limit": 2, "cursor": first["cursor"]}
    second = payments.get("/api/ledger", params=query, headers=ADMIN).json()
    told = [each["payment_id"] for each in (*first["items"], *second["items"])]
    assert (sorted(told), second["cursor"]) == (sorted(names), None)


def test_the_summary_tells_the_days(payments: httpx.Client) -> None:
    event(payments, "checkout.session.completed", session("pay_1"))
    days = {"from": "2026-11-20", "to": "2026-11-20"}
    found = payments.get("/api/summary", params=days).json()
    assert found["totals"][0]["captured_cents"] == 10_001
    assert [day["date"] for day in found["days"]] == ["2026-11-20"]


@pytest.mark.parametrize("path", ["/api/summary", "/api/ledger", "/api/reconcile"])
@pytest.mark.parametrize(
    "days",
    [{"from": "0001-01-01", "to": "9999-12-31"}, {"to": "0001-01-01"}, {"from": "9999-12-31"}],
    ids=["all", "to the first", "from the last"],
)
def test_the_first_and_the_last_day_there_are_can_be_asked_for(
    payments: httpx.Client, path: str, days: dict[str, str]
) -> None:
    assert payments.get(path, params=days, headers=ADMIN).status_code == 200


def test_an_erased_person_is_not_named_and_the_money_stays(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    payment_id = paid(fleet, payments)
    assert payments.post("/api/forget", json={"lead_id": "lead_1"}).json() == {"payments": 1}
    found = read(payments, payment_id)
    kept = found["lead_id"], found["description"], found["captured_cents"]
    assert kept == (None, None, 10_001)


@pytest.mark.parametrize("sql", ["UPDATE {} SET amount = 1", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["entries", "ledger_lines"])
def test_the_database_refuses_to_change_the_ledger(
    fleet: LocalFleet, payments: httpx.Client, sql: str, table: str
) -> None:
    paid(fleet, payments)
    with pytest.raises(AssertionError, match="never"):
        fleet.write("payments", sql.format(table))


def test_events_at_once_are_each_counted_once(payments: httpx.Client) -> None:
    payment_id = checkout(payments).json()["id"]
    happenings = [
        ("checkout.session.completed", session(payment_id)),
        ("refund.created", stripe_refund(payment_id, "succeeded")),
        ("charge.dispute.created", stripe_dispute(payment_id)),
    ] * 3
    with ThreadPoolExecutor(9) as pool:
        list(pool.map(lambda each: event(payments, *each), happenings))
    assert sums(payments, payment_id) == ("disputed", 10_001, 3_000, 2_000)


def test_parallel_refunds_never_give_back_more_than_was_paid(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    payment_id = paid(fleet, payments)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: give_back(payments, payment_id, 4_000), range(6)))
    assert sorted(each.status_code for each in answers) == [201, 201, 422, 422, 422, 422]


def test_an_event_before_the_checkouts_answer_was_stored_is_counted(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    fleet.rule("stripe", times=3, status=500)
    assert checkout(payments, "k1").status_code == 502
    [row] = fleet.d1("payments", "SELECT id FROM payments")
    event(payments, "checkout.session.completed", session(row["id"]))
    assert read(payments, row["id"])["status"] == "paid"
    assert checkout(payments, "k1").json()["id"] == row["id"]


def test_what_was_paid_twice_and_refunded_once_is_paid(payments: httpx.Client) -> None:
    payment_id = checkout(payments).json()["id"]
    for name in ("one", "two"):
        double = session(payment_id) | {"id": f"cs_{name}", "payment_intent": f"pi_{name}"}
        event(payments, "checkout.session.completed", double)
    refund = stripe_refund(payment_id, "succeeded")
    for number, amount in enumerate((4_000, 6_001, 1)):
        one = {"id": f"re_{number}", "payment_intent": "pi_one", "charge": "ch_one"}
        event(payments, "refund.created", refund | one | {"amount": amount})
        if number == 1:
            assert sums(payments, payment_id) == ("paid", 20_002, 10_001, 0)
    assert sums(payments, payment_id)[0] == "partially_refunded"


@pytest.mark.parametrize("call", ["checkout", "refund"])
def test_another_body_is_refused_while_the_first_is_at_work(
    fleet: LocalFleet, payments: httpx.Client, call: str
) -> None:
    payment_id = paid(fleet, payments)

    def ask(amount: int) -> httpx.Response:
        if call == "checkout":
            return checkout(payments, "k1", amount_cents=amount)
        return give_back(payments, payment_id, amount, "k1")

    seen = len(fleet.outbox(provider="stripe"))
    fleet.rule("stripe", times=1, delay_ms=900)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, 100)
        table, key = "payments" if call == "checkout" else "refunds", "key:k1"
        stored = f"SELECT id FROM {table} WHERE key = '{key}'"
        eventually(lambda: fleet.d1("payments", stored))
        assert ask(200).status_code == 422
        assert first.result().status_code == 201
    assert len(fleet.outbox(provider="stripe")) == seen + 1


def test_the_same_body_while_the_first_is_at_work_at_stripe_is_409(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    message = "There is currently another in-progress request using this Idempotent Key."
    error = {"error": {"type": "idempotency_error", "message": message}}
    fleet.rule("stripe", times=1, status=409, body=error)
    answer = checkout(payments, "k1")
    assert (answer.status_code, answer.headers["retry-after"]) == (409, "1")
    assert checkout(payments, "k1").status_code == 201
