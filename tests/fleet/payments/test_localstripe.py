"""payments against localstripe, somebody else's idea of Stripe, as far as it goes.

localstripe (on PyPI) keeps payment intents and refunds. It has no Checkout,
no disputes and no idempotency keys, and can't list balance transactions of a span of time.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
import stripe
from money_at_work import checkout, event, give_back, sums

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables

KEY = "sk_test_12345"
# Its own command listens on all addresses, and keeps what it has in a file that all runs share.
SERVE = """
import sys
from aiohttp import web
from localstripe.resources import store
from localstripe.server import app
type(store).dump_to_disk = lambda self: None
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def is_up(address: str) -> bool:
    try:
        return httpx.get(f"{address}/v1/refunds", auth=(KEY, "")).is_success
    except httpx.ConnectError:
        return False


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where localstripe runs."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-c", SERVE, str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            eventually(lambda: is_up(f"http://127.0.0.1:{port}"))
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def fleet(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """A fleet of payments whose calls go out, to localstripe."""
    given = [f"payments:STRIPE_API_URL={address}", f"STRIPE_SECRET_KEY={KEY}"]
    options = replace(quiet(tmp_path_factory.mktemp("live")), only=("payments",), seed=None)
    with run_locally(replace(options, live=True, variables=Variables.parse(given))) as fleet:
        yield fleet


@pytest.fixture
def client(address: str) -> Iterator[stripe.StripeClient]:
    http = stripe.RequestsClient()
    yield stripe.StripeClient(KEY, base_addresses={"api": address}, http_client=http)
    http.close()


@pytest.fixture
def payment_id(fleet: LocalFleet, client: stripe.StripeClient, payments: httpx.Client) -> str:
    """A payment that was made there: an intent, since there is no Checkout."""
    answer = checkout(payments)
    assert (answer.status_code, "404" in answer.json()["detail"]) == (422, True)
    [row] = fleet.d1("payments", "SELECT id FROM payments ORDER BY created_at DESC LIMIT 1")
    name: str = row["id"]
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    method = client.v1.payment_methods.create({"type": "card", "card": card})  # type: ignore[typeddict-item]
    intent = client.v1.payment_intents.create(
        {
            "amount": 10_001,
            "currency": "usd",
            "confirm": True,
            "payment_method": method.id,
            "metadata": {"payment_id": name},
        }
    )
    event(payments, "payment_intent.succeeded", intent.to_dict() | {"amount_received": 10_001})
    assert sums(payments, name) == ("paid", 10_001, 0, 0)
    return name


def test_refunds_are_made_there(
    client: stripe.StripeClient, payments: httpx.Client, payment_id: str
) -> None:
    made = [give_back(payments, payment_id, amount) for amount in (4_000, None)]
    assert [each.status_code for each in made] == [201, 201], made[0].text
    assert sums(payments, payment_id) == ("refunded", 10_001, 10_001, 0)
    there = client.v1.refunds.list({"limit": 2}).data
    assert sorted(each.amount for each in there) == [4_000, 6_001]


def test_one_in_doubt_is_found_there(
    fleet: LocalFleet, client: stripe.StripeClient, payments: httpx.Client, payment_id: str
) -> None:
    refund_id = give_back(payments, payment_id, 4_000).json()["id"]
    before = len(client.v1.refunds.list({"limit": 100}).data)
    doubt = "UPDATE refunds SET status = 'asked', created_at = created_at - 600000 WHERE id = ?1"
    fleet.write("payments", doubt, refund_id)
    fleet.cron("payments")
    [row] = fleet.d1("payments", f"SELECT status FROM refunds WHERE id = '{refund_id}'")
    assert (row["status"], sums(payments, payment_id)[2]) == ("succeeded", 4_000)
    assert len(client.v1.refunds.list({"limit": 100}).data) == before
