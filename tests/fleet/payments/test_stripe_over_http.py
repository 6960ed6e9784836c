"""The official package pointed at a running fleet: it finds what the worker has made."""

from collections.abc import Iterator

import httpx
import pytest
import stripe
from money_at_work import (
    PAID,
    checkout,
    deliver,
    give_back,
    happen,
    paid,
    reconciled,
    stand_in,
    sums,
    tell,
)

from fleet.dev.local import LocalFleet


@pytest.fixture
def client(fleet: LocalFleet) -> Iterator[stripe.StripeClient]:
    address = f"http://127.0.0.1:{fleet.port}/__fleet/providers/stripe/api"
    http = stripe.RequestsClient()
    yield stripe.StripeClient("sk_test_1", base_addresses={"api": address}, http_client=http)
    http.close()


def test_the_package_reads_what_payments_has_asked_for(
    fleet: LocalFleet, payments: httpx.Client, client: stripe.StripeClient
) -> None:
    made = checkout(payments).json()
    [session] = client.v1.checkout.sessions.list().data
    assert (session.client_reference_id, session.url) == (made["id"], made["url"])
    deliver(payments, happen(fleet, made["id"]))
    answer = give_back(payments, made["id"], 4_000)
    [refund] = client.v1.refunds.list().data
    assert refund.metadata is not None
    assert (refund.amount, refund.metadata["refund_id"]) == (4_000, answer.json()["id"])


def test_what_the_package_does_is_in_the_outbox_and_under_its_rules(
    fleet: LocalFleet, payments: httpx.Client, client: stripe.StripeClient
) -> None:
    paid(fleet, payments)
    fleet.rule("stripe", times=1, status=500)
    with pytest.raises(stripe.APIError):
        client.v1.charges.list()
    assert len(client.v1.charges.list().data) == 1
    sent = [each for each in fleet.outbox(provider="stripe") if each["worker"] != "payments"]
    assert [each["status"] for each in sent] == [500, 200]


def test_stripe_remembers_what_the_books_say_that_it_did(
    fleet: LocalFleet, payments: httpx.Client
) -> None:
    payment_id = paid(fleet, payments)
    waiting = checkout(payments).json()["id"]
    give_back(payments, payment_id, 4_000)
    tell(fleet, payments, payment_id, "charge.dispute.created", amount=1_000)
    stand_in(fleet).reset()
    fleet.recall()
    assert reconciled(payments)["agrees"]
    tell(fleet, payments, payment_id, "charge.dispute.closed", status="won")
    tell(fleet, payments, waiting, PAID)
    assert give_back(payments, payment_id).json()["amount_cents"] == 6_001
    assert sums(payments, payment_id) == ("refunded", 10_001, 10_001, 0)
    assert reconciled(payments)["agrees"]
