"""Whoever may not call an endpoint learns nothing of it: not even what its body should be."""

import json
import re
from typing import Any

import pytest
from openapi_at_work import document_of

from fleet.dev.local import LocalFleet
from fleet.project import read_fleet

WORKERS = sorted(read_fleet().workers)
OUTSIDE = {"CF-Connecting-IP": "203.0.113.5"}
BODIES = (
    (b"", {}),
    (b"", {"Content-Type": "application/json"}),
    (b"{", {"Content-Type": "application/json"}),
    (b"[]", {"Content-Type": "application/json"}),
    (b"x", {"Content-Type": "text/plain"}),
)
METHODS = ("get", "post", "put", "patch", "delete")


def protected(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Method and path of what wants the admin token, and nothing else opens."""
    return [
        (method.upper(), re.sub(r"{[^}]+}", "x", path))
        for path, operations in document["paths"].items()
        for method in METHODS
        if operations.get(method, {}).get("security") == [{"admin": []}]
    ]


@pytest.mark.parametrize("worker", WORKERS)
def test_without_a_token_the_answer_is_401_whatever_is_sent(fleet: LocalFleet, worker: str) -> None:
    told = []
    with fleet.worker(worker) as client:
        for method, path in protected(document_of(fleet, worker)):
            for content, headers in BODIES:
                sent = client.request(method, path, content=content, headers=OUTSIDE | headers)
                told.append((method, path, content, sent.status_code))
    assert [each for each in told if each[-1] != 401] == []


@pytest.mark.parametrize("worker", ["leads", "payments", "sms", "email", "calendar", "crm-sync"])
def test_events_from_outside_want_the_token_before_their_body(
    fleet: LocalFleet, worker: str
) -> None:
    assert ("POST", "/api/inbound") in protected(document_of(fleet, worker))
    with fleet.worker(worker) as client:
        broken = {"content": b"{", "headers": OUTSIDE | {"Content-Type": "application/json"}}
        assert client.post("/api/inbound", **broken).status_code == 401
        within = client.post("/api/inbound", json={})
        assert within.status_code == 422
        assert json.loads(within.text)["errors"]
