"""A worker that never answers costs its own callers a deadline, and nobody else anything."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from gateway_at_work import ARTICLES, bearer, new_key, problem

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables
from fleet.project import read_fleet

RUNNING = ("gateway", "playbook-api", "market-intelligence")
OTHER = "/market-intelligence/health"
SHORTEST, LONGEST = 1.0, 15.0  # seconds; the deadline is a second, and machines may be busy


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """A gateway that waits for a second, and two of the workers behind it."""
    without = tuple(name for name in read_fleet().workers if name not in RUNNING)
    given = Variables.parse(["gateway:UPSTREAM_TIMEOUT_MS=1000"])
    options = quiet(tmp_path_factory.mktemp("state"))
    with run_locally(
        replace(options, only=RUNNING, without=without, seed=None, variables=given)
    ) as fleet:
        yield fleet


@pytest.fixture
def hasty_gateway(hasty: LocalFleet) -> Iterator[httpx.Client]:
    """A client of that gateway, which itself waits longer."""
    with hasty.worker("gateway") as client:
        client.timeout = httpx.Timeout(60)
        yield client


def test_a_hanging_worker_is_given_up_at_the_deadline(
    hasty: LocalFleet, hasty_gateway: httpx.Client
) -> None:
    key = bearer(new_key(hasty_gateway))
    with hasty.fault("playbook-api", "hang"):
        began = time.monotonic()
        answer = hasty_gateway.get(ARTICLES, headers=key)
        took = time.monotonic() - began
    assert "did not answer in time" in problem(answer, 504)["detail"]
    assert SHORTEST <= took < LONGEST
    assert hasty_gateway.get(ARTICLES, headers=key).status_code == 200


def test_many_callers_of_a_hanging_worker_keep_nobody_else_waiting(
    hasty: LocalFleet, hasty_gateway: httpx.Client
) -> None:
    key = bearer(new_key(hasty_gateway))
    assert hasty_gateway.get(OTHER, headers=key).status_code == 200
    with hasty.fault("playbook-api", "hang"), ThreadPoolExecutor(20) as clients:
        hanging = [clients.submit(hasty_gateway.get, ARTICLES, headers=key) for _ in range(19)]
        others = [hasty_gateway.get(OTHER, headers=key).status_code for _ in range(5)]
        statuses = [call.result().status_code for call in hanging]
    assert others == [200] * 5
    assert statuses == [504] * 19
    assert hasty_gateway.get(ARTICLES, headers=key).status_code == 200


def test_what_a_hanging_worker_did_not_answer_counts(
    hasty: LocalFleet, hasty_gateway: httpx.Client
) -> None:
    key = bearer(new_key(hasty_gateway, quota_per_month=2))
    with hasty.fault("playbook-api", "hang"):
        problem(hasty_gateway.get(ARTICLES, headers=key), 504)
    assert hasty_gateway.get("/usage", headers=key).json()["remaining"] == 1


def test_the_document_leaves_out_who_does_not_answer(hasty_gateway: httpx.Client) -> None:
    answer = hasty_gateway.get("/openapi.json")
    assert answer.headers["cache-control"] == "no-cache"
    paths = answer.json()["paths"]
    assert "/playbook-api/api/articles" in paths
    assert "/leads/api/leads" not in paths
