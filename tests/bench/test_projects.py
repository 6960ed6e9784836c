"""The benchmark's workers answer alike, so that what is compared is the same work."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fleet.bench.driver import GREETING, drive, running
from fleet.bench.variants import CASES, VARIANTS, python_projects
from fleet.errors import FleetError
from fleet.vendor import vendor_workers
from pyworkerd import Runtime

REPOSITORY = Path(__file__).resolve().parents[2]
WORKERS = [variant.worker for variant in VARIANTS]
SAME_AS_EDGEKIT = ["js", "edgekit", "edgekit-class"]
LEAD = {"name": "Ann", "phone": "+1 555 123 4567", "address": "12 Oak St", "asking": None}


class Bench:
    """A running benchmark, called from synchronous tests."""

    def __init__(self, loop: asyncio.AbstractEventLoop, runtime: Runtime) -> None:
        self.loop, self.runtime = loop, runtime

    def drive(self, worker: str, count: int) -> float:
        return self.loop.run_until_complete(drive(self.runtime, worker, CASES, count))

    def request(self, worker: str, method: str, path: str, **options: Any) -> httpx.Response:
        client = self.runtime.client(worker)
        return self.loop.run_until_complete(client.request(method, path, **options))


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    vendor_workers(python_projects(REPOSITORY))
    with asyncio.Runner() as runner:
        context = running(REPOSITORY)
        runtime = runner.run(context.__aenter__())
        yield Bench(runner.get_loop(), runtime)
        runner.run(context.__aexit__(None, None, None))


@pytest.mark.parametrize("worker", WORKERS)
def test_every_variant_answers_every_case_with_the_same(bench: Bench, worker: str) -> None:
    assert bench.request(worker, "GET", "/text").text == "hello"
    assert bench.request(worker, "GET", "/json").json() == {"ok": True, "n": 1}
    assert bench.request(worker, "POST", "/lead", json=LEAD).json() == LEAD
    assert bench.request(worker, "GET", "/kv").text == GREETING
    home = {"id": 5, "city": "Seattle", "price": 400000}
    assert bench.request(worker, "GET", "/d1").json() == home
    assert bench.request(worker, "GET", "/call").json() == {"price": 400000}


@pytest.mark.parametrize("worker", WORKERS)
@pytest.mark.parametrize("field", ["name", "phone", "address", "asking"])
def test_every_variant_refuses_an_invalid_lead(bench: Bench, worker: str, field: str) -> None:
    answer = bench.request(worker, "POST", "/lead", json={**LEAD, field: -1})
    assert answer.status_code == 422
    assert field in answer.text


@pytest.mark.parametrize("worker", SAME_AS_EDGEKIT)
def test_the_yardstick_does_all_that_edgekit_does(bench: Bench, worker: str) -> None:
    given = {"x-request-id": "req-1", "origin": "https://example.com"}
    answer = bench.request(worker, "GET", "/json", headers=given)
    assert answer.headers["x-request-id"] == "req-1"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["vary"] == "Origin"
    made = bench.request(worker, "GET", "/json").headers["x-request-id"]
    assert len(made) >= 26
    missing = bench.request(worker, "GET", "/nothing")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.json()["error"] == missing.json()["detail"]
    assert bench.request(worker, "POST", "/lead", content="{").status_code == 400


@pytest.mark.parametrize("worker", ["js", "edgekit"])
def test_both_log_one_line_a_request(bench: Bench, worker: str) -> None:
    lines: list[dict[str, Any]] = []
    unsubscribe = bench.runtime.subscribe(lines.append)
    bench.request(worker, "GET", "/json", headers={"x-request-id": f"logged-{worker}"})
    bench.loop.run_until_complete(asyncio.sleep(0.5))
    unsubscribe()
    texts = [event["text"] for event in lines if f"logged-{worker}" in event.get("text", "")]
    assert len(texts) == 1
    assert json.loads(texts[0])["event"] == "request"


def test_the_driver_times_requests_and_stops_at_a_wrong_answer(bench: Bench) -> None:
    assert bench.drive("js", 12) > 0
    with pytest.raises(FleetError, match="benchmark stopped"):
        bench.drive("nobody", 1)


def test_the_driver_numbers_requests_that_are_to_differ(bench: Bench) -> None:
    body = json.dumps(LEAD | {"name": "Ann {n} of {day}"})
    headers = {"content-type": "application/json"}
    lead = {"path": "/lead?n={n}", "method": "POST", "headers": headers, "body": body}
    order = {"worker": "edgekit", "requests": [lead], "count": 3, "start": 1000}
    last = bench.request("driver", "POST", "/", json=order).json()["body"]
    assert "Ann 1002 of 2024-02-02" in last
    again = bench.request("driver", "POST", "/", json=order | {"same": True}).json()["body"]
    assert "Ann 1000 of 2024-02-04" in again
