"""A refund whose answer was lost: found out by cron, and never made twice."""

import json
from typing import Any

import httpx
import pytest
from money_at_work import deliver, give_back, happen, paid, reconciled, stand_in, sums

from fleet.dev.local import LocalFleet
from fleet.dev.providers import Exchange

HOUR_MS = 3_600_000
OWN_500 = {"status": 500, "body": {"error": {"type": "api_error", "message": "Unknown."}}}


def age(fleet: LocalFleet, hours: float) -> None:
    """Make every refund that is open older, but leave Stripe's keys as they are."""
    by = int(hours * HOUR_MS)
    fleet.write("payments", "UPDATE refunds SET created_at = created_at - ?1", by)


def refunds(fleet: LocalFleet) -> list[dict[str, Any]]:
    """The rows of refunds that were asked for here."""
    return fleet.d1("payments", "SELECT id, status, attempt, stripe_id FROM refunds")


def at_stripe(fleet: LocalFleet, method: str, path: str, form: str = "") -> dict[str, Any]:
    headers = {"authorization": "Bearer sk_test_1"}
    url = f"https://api.stripe.com/v1/{path}"
    answer = stand_in(fleet).answer(Exchange("", method, url, headers, form.encode()))
    assert answer.status == 200, answer.body

    told: dict[str, Any] = json.loads(answer.body)
    return told


def made(fleet: LocalFleet) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = at_stripe(fleet, "GET", "refunds")["data"]
    return found


def asked(fleet: LocalFleet) -> list[str]:
    """The idempotency keys under which refunds were asked for."""
    return [
        each["headers"]["idempotency-key"]
        for each in fleet.outbox(provider="stripe")
        if each["method"] == "POST" and each["url"].endswith("/v1/refunds")
    ]


@pytest.fixture
def in_doubt(fleet: LocalFleet, payments: httpx.Client) -> str:
    """A payment with a refund that Stripe keeps answering 500 for."""
    payment_id = paid(fleet, payments)
    fleet.rule("stripe", times=1, **OWN_500)
    assert give_back(payments, payment_id, 4_000, "r1").status_code == 502
    age(fleet, 0.1)
    return payment_id


def test_it_stays_open_and_is_asked_for_under_the_same_key(
    fleet: LocalFleet, payments: httpx.Client, in_doubt: str
) -> None:
    fleet.cron("payments")
    age(fleet, 19)
    fleet.cron("payments")
    [row] = refunds(fleet)
    assert (row["status"], row["attempt"]) == ("asked", 1)
    assert set(asked(fleet)) == {row["id"]}
    assert made(fleet) == []
    assert give_back(payments, in_doubt, 6_002).status_code == 422


def test_between_20_and_24_hours_it_is_only_looked_for(
    fleet: LocalFleet, payments: httpx.Client, in_doubt: str
) -> None:
    before = len(asked(fleet))
    age(fleet, 21)
    fleet.cron("payments")
    again = give_back(payments, in_doubt, 4_000, "r1")
    assert (again.status_code, again.headers["retry-after"]) == (503, "3600")
    assert len(asked(fleet)) == before


def test_after_a_day_it_is_asked_for_under_another_key(
    fleet: LocalFleet, payments: httpx.Client, in_doubt: str
) -> None:
    age(fleet, 25)
    fleet.cron("payments")
    fleet.cron("payments")
    [row] = refunds(fleet)
    assert (row["status"], row["attempt"]) == ("succeeded", 2)
    assert asked(fleet)[-1] == f"{row['id']}:2"
    assert [each["amount"] for each in made(fleet)] == [4_000]
    assert sums(payments, in_doubt) == ("partially_refunded", 10_001, 4_000, 0)
    assert give_back(payments, in_doubt, 4_000, "r1").json()["status"] == "succeeded"
    assert reconciled(payments)["agrees"]


@pytest.mark.parametrize("hours", [0, 21, 25])
def test_what_stripe_has_made_is_found_and_not_made_again(
    fleet: LocalFleet, payments: httpx.Client, in_doubt: str, hours: int
) -> None:
    [row] = refunds(fleet)
    [intent] = at_stripe(fleet, "GET", "payment_intents")["data"]
    metadata = f"metadata[refund_id]={row['id']}"
    form = f"payment_intent={intent['id']}&amount=4000&{metadata}"
    there = at_stripe(fleet, "POST", "refunds", form)
    age(fleet, hours)
    before = len(asked(fleet))
    fleet.cron("payments")
    assert refunds(fleet)[0] == row | {"status": "succeeded", "stripe_id": there["id"]}
    assert len(asked(fleet)) == before
    assert [each["id"] for each in made(fleet)] == [there["id"]]
    assert sums(payments, in_doubt)[2] == 4_000


def test_an_event_ends_the_doubt(fleet: LocalFleet, payments: httpx.Client) -> None:
    payment_id = paid(fleet, payments)
    fleet.rule("stripe", times=3, delay_ms=1500)  # made, but its answer comes too late
    assert give_back(payments, payment_id, 4_000, "r1").status_code == 504
    deliver(payments, happen(fleet, payment_id, "refund.created"))
    assert refunds(fleet)[0]["status"] == "succeeded"
    # Nothing of the payment is held back any more.
    assert give_back(payments, payment_id, 6_001).status_code == 201
    assert len(made(fleet)) == 2


def test_a_refund_that_fails_later_is_told_so(fleet: LocalFleet, payments: httpx.Client) -> None:
    payment_id = paid(fleet, payments)
    give_back(payments, payment_id, 4_000, "r1")
    succeeded = happen(fleet, payment_id, "refund.updated")
    failed = happen(fleet, payment_id, "refund.failed")
    for each in (failed, succeeded):
        deliver(payments, each)
    assert give_back(payments, payment_id, 4_000, "r1").json()["status"] == "failed"
    assert sums(payments, payment_id) == ("paid", 10_001, 0, 0)
    assert give_back(payments, payment_id).json()["amount_cents"] == 10_001
    assert reconciled(payments)["agrees"]


def test_one_that_stays_in_doubt_holds_up_no_other(
    fleet: LocalFleet, payments: httpx.Client, in_doubt: str
) -> None:
    other = paid(fleet, payments)
    fleet.rule("stripe", times=3, status=500)
    assert give_back(payments, other, 100, "r2").status_code == 502
    age(fleet, 0.1)
    fleet.cron("payments")
    assert [each["status"] for each in refunds(fleet)] == ["asked", "succeeded"]
    assert (sums(payments, in_doubt)[2], sums(payments, other)[2]) == (0, 100)
