"""Whatever is sent to a worker is answered as its OpenAPI document says, and never with a 5xx.

``make fuzz`` looks longer, and elsewhere each time.
"""

import itertools
import random
import re
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import pytest
from openapi_at_work import TOKEN, Effort, Findings, document_of, look, odd_bodies
from playbook import load_playbook

from fleet.dev.local import LocalFleet
from fleet.project import read_fleet

WORKERS = sorted(read_fleet().workers)
FEW_EXAMPLES, FEW_ODD_BODIES = 3, 30

ODD_HEADERS = (
    {"x-request-id": b"\xff" * 200},
    {"traceparent": b"00-zz-1-"},
    {"cookie": b'=;;session="\xe9; session=%00'},
    {"origin": b"null"},
    {"origin": b""},
    {"accept": b"*/*;q=NaN,text/html;q=-1;;"},
    {"accept-language": b"\xe9" * 99},
    {"authorization": b"Bearer \xe9"},
    {"authorization": b""},
    {"if-none-match": b'W/"' * 999},
    {"if-match": b",,*"},
    {"idempotency-key": b"\xe9"},
    {"idempotency-key": b"k" * 256},
    {"x-d1-bookmark": b"nonsense"},
    {"cf-connecting-ip": b"nobody"},
    {"user-agent": b""},
)


@pytest.fixture
def effort(request: pytest.FixtureRequest) -> Effort:
    """How long to look, and where."""
    examples = request.config.getoption("--examples")
    if examples is None:
        return Effort(FEW_EXAMPLES, seed=1, is_long=False)
    return Effort(examples, request.config.getoption("--fuzz-seed"), is_long=True)


@pytest.fixture
def playbook(fleet: LocalFleet) -> Iterator[None]:
    """What made-up requests have put in place of the bots' knowledge goes with them."""
    yield
    load_playbook(fleet)


def some(bodies: list[str], effort: Effort) -> list[str]:
    if effort.is_long or len(bodies) < FEW_ODD_BODIES:
        return bodies
    return random.Random(effort.seed).sample(bodies, FEW_ODD_BODIES)


def shortened(text: str) -> str:
    """A text whose long repetitions are told in short."""
    return re.sub(r"(.{1,5}?)\1{20,}", r"\1…", text)[:1500]


def check(document: dict[str, Any], label: str, answer: httpx.Response, findings: Findings) -> None:
    """An answer is one that the document declares, with a body of its schema."""
    method, _, path = label.partition(" ")
    declared = document["paths"][path][method.lower()]["responses"].get(str(answer.status_code))
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    try:
        assert answer.status_code < 500, "a server error"
        assert declared is not None, "a status that is not declared"
        if media_type.endswith("json"):
            schema = declared["content"][media_type]["schema"]
            jsonschema.validate(answer.json(), {**document, **schema})
    except (AssertionError, KeyError, ValueError, jsonschema.ValidationError) as error:
        sent = answer.request
        told = f"{label}: {str(error)[:300]}\n{sent.headers} {shortened(sent.content.decode())}"
        shown = f"{told}\n-> {answer.status_code} {answer.text[:500]}"
        findings.told.setdefault((label, str(answer.status_code)), shown)


@pytest.mark.usefixtures("playbook")
@pytest.mark.parametrize("worker", WORKERS)
def test_a_worker_does_what_its_document_says(
    fleet: LocalFleet, worker: str, effort: Effort
) -> None:
    findings = look(fleet, worker, effort)
    assert findings.requests > 50
    assert not findings.told, str(findings)

    document = document_of(fleet, worker)
    with fleet.worker(worker) as client:
        client.headers["authorization"] = f"Bearer {TOKEN}"
        for label, body in findings.taken.items():
            method, _, path = label.partition(" ")
            for text in some(list(odd_bodies(body)), effort):
                kind = {"content-type": "application/json"}
                answer = client.request(method, path, content=text, headers=kind)
                check(document, label, answer, findings)
    assert not findings.told, str(findings)


@pytest.mark.usefixtures("playbook")
@pytest.mark.parametrize("worker", WORKERS)
def test_odd_headers_are_no_servers_error(fleet: LocalFleet, worker: str) -> None:
    document, findings = document_of(fleet, worker), Findings()
    with fleet.worker(worker) as client:
        for path, operations in document["paths"].items():
            for method, headers in itertools.product(operations, ODD_HEADERS):
                body = {} if method in ("get", "delete") else {"json": {}}
                answer = client.request(method.upper(), path, headers=headers, **body)
                check(document, f"{method.upper()} {path}", answer, findings)
    assert not findings.told, str(findings)
