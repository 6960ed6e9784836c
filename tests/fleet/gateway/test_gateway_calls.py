"""Calls that are passed on: what goes with them, what does not, and what comes back."""

import httpx
import pytest
from gateway_at_work import ADMIN, ARTICLES, bearer, new_key, problem, raw
from openapi_spec_validator import validate

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ORIGIN = {"Origin": "https://partner.example"}


def test_an_answer_comes_back_as_it_is(fleet: LocalFleet, gateway: httpx.Client) -> None:
    key = bearer(new_key(gateway))
    through = gateway.get(ARTICLES + "?limit=2&tag=%C3%A9&x=a%20b+c", headers=key)
    with fleet.worker("playbook-api") as playbook:
        direct = playbook.get("/api/articles?limit=2&tag=%C3%A9&x=a%20b+c")
    assert (through.status_code, through.content) == (direct.status_code, direct.content)
    for name in ("content-type", "etag", "cache-control"):
        assert through.headers.get(name) == direct.headers.get(name)
    tag = {**key, "If-None-Match": gateway.get(ARTICLES, headers=key).headers["etag"]}
    assert gateway.get(ARTICLES, headers=tag).status_code == 304


def test_methods_bodies_and_problems_pass(gateway: httpx.Client) -> None:
    key = bearer(new_key(gateway))
    head = gateway.head(ARTICLES, headers=key)
    assert (head.status_code, head.content) == (200, b"")
    wrong = gateway.post(
        "/valuation/api/quick", content=b"{", headers={**key, "Content-Type": "application/json"}
    )
    assert problem(wrong, 400)["request_id"] == wrong.headers["x-request-id"]
    large = {"address": "x" * (1 << 20)}
    problem(gateway.post("/valuation/api/quick", json=large, headers=key), 413)
    problem(gateway.get("/playbook-api/api/articles/none", headers=key), 404)
    refused = gateway.put(ARTICLES, json={}, headers=key)
    problem(refused, 405)
    assert "GET" in refused.headers["allow"]


def test_a_stream_is_passed_on_as_it_comes(gateway: httpx.Client) -> None:
    key = bearer(new_key(gateway))
    asked = {**key, "Accept": "text/event-stream"}
    with gateway.stream(
        "POST", "/chatbot/api/chat", json={"message": "How does an offer work?"}, headers=asked
    ) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        text = "".join(answer.iter_text())
    assert "event: delta" in text
    assert "event: done" in text


def test_admin_endpoints_stay_shut_for_partners(gateway: httpx.Client) -> None:
    key = new_key(gateway)
    problem(gateway.get("/leads/api/leads", headers=bearer(key)), 401)
    both = {"X-Api-Key": key["key"], **ADMIN}
    problem(gateway.get("/leads/api/leads", headers=both), 401)


@pytest.mark.parametrize("worker", ["comps", "email", "payments", "dashboard", "gateway", "nobody"])
def test_what_is_not_for_partners_is_not_there(gateway: httpx.Client, worker: str) -> None:
    problem(gateway.get(f"/{worker}/health", headers=bearer(new_key(gateway))), 404)


@pytest.mark.parametrize(
    "path",
    [
        "/playbook-api/../admin/keys",
        "/playbook-api/%2e%2e/admin/keys",
        "/playbook-api/.%2E/leads/api/leads",
        "/playbook-api/api/%252e%252e/x",
        "/playbook-api//api/articles",
        "//playbook-api/api/articles",
        "/playbook-api/api%2farticles",
        "/playbook-api/api%5c..%5cx",
        "/playbook-api/api/x%00",
        "/playbook-api/..;/admin/keys",
        "/playbook-api/api/articles;x=1",
        "/playbook-api/%zz",
        "/playbook-api/%ff",
    ],
)
def test_tricks_of_a_path_lead_nowhere(fleet: LocalFleet, gateway: httpx.Client, path: str) -> None:
    status, answer = raw(fleet.port, path, f"X-Api-Key: {new_key(gateway)['key']}")
    assert status in (400, 401, 404), answer
    assert "application/problem+json" in answer
    assert '"items"' not in answer


def test_a_client_can_not_say_who_it_is(fleet: LocalFleet, gateway: httpx.Client) -> None:
    made = new_key(gateway, rate_per_minute=3)
    for name in ("X-Gateway-Key-Id", "X-Forwarded-Host", "Forwarded", "X-Original-URL"):
        status, answer = raw(
            fleet.port, ARTICLES, f"X-Api-Key: {made['key']}", f"{name}: /admin/keys"
        )
        assert status == (200 if name != "X-Original-URL" else 429), answer


def test_two_partners_may_choose_the_same_idempotency_key(gateway: httpx.Client) -> None:
    homes = [
        {"name": "Ann Lee", "phone": f"(425) 555-014{n}", "address": f"{n} Oak St, Kent, WA 98030"}
        for n in (1, 2)
    ]
    keys = [bearer(new_key(gateway)) | {"Idempotency-Key": "order-1"} for _ in homes]
    answers = [
        gateway.post("/leads/api/leads", json=home, headers=key)
        for home, key in zip(homes, keys, strict=True)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    again = gateway.post("/leads/api/leads", json=homes[0], headers=keys[0])
    assert (again.status_code, again.text) == (201, answers[0].text)
    assert gateway.post("/leads/api/leads", json=homes[1], headers=keys[0]).status_code == 409


def test_a_conversation_is_the_key_s_own(gateway: httpx.Client) -> None:
    keys = [bearer(new_key(gateway)) | {"Idempotency-Key": "msg-1"} for _ in range(2)]
    begun = [
        gateway.post("/chatbot/api/chat", json={"message": "Hello"}, headers=key) for key in keys
    ]
    assert [answer.status_code for answer in begun] == [200, 200]
    assert begun[0].json()["session_id"] != begun[1].json()["session_id"]


def test_no_partner_is_taken_for_a_worker(gateway: httpx.Client) -> None:
    event = {
        "id": "evt_1",
        "provider": "form",
        "type": "form.submitted",
        "occurred_at": "2026-11-30T03:22:00Z",
        "payload": {"name": "Mal", "phone": "(206) 555-0197", "address": "1 Oak St, Kent, WA"},
    }
    key = bearer(new_key(gateway))
    for headers in (key, key | {"CF-Connecting-IP": "203.0.113.7"}):
        problem(gateway.post("/leads/api/inbound", json=event, headers=headers), 401)


def test_browsers_may_call_and_read_refusals(gateway: httpx.Client) -> None:
    asked = {**ORIGIN, "Access-Control-Request-Method": "POST"}
    asked["Access-Control-Request-Headers"] = "authorization,content-type"
    preflight = gateway.options("/valuation/api/quick", headers=asked)
    assert preflight.status_code == 204
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    problem(gateway.get(ARTICLES, headers=ORIGIN), 401)
    key = {**ORIGIN, **bearer(new_key(gateway, rate_per_minute=1))}
    answer = gateway.get(ARTICLES, headers=key)
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]
    refused = gateway.get(ARTICLES, headers=key)
    assert "retry-after" in refused.headers["access-control-expose-headers"].lower()
    problem(refused, 429)


@pytest.mark.parametrize(("mode", "statuses"), [("down", (502, 503)), ("error", (500, 502, 503))])
def test_a_worker_that_fails_is_told_as_such(
    fleet: LocalFleet, gateway: httpx.Client, mode: str, statuses: tuple[int, ...]
) -> None:
    key = bearer(new_key(gateway))
    with fleet.fault("playbook-api", mode):
        answer = gateway.get(ARTICLES, headers=key)
    assert answer.status_code in statuses
    if answer.status_code == 503:
        assert answer.headers["retry-after"] == "60"
        told = "playbook-api can't be reached right now; try again in a minute."
        assert answer.json()["detail"] == told
    assert gateway.get(ARTICLES, headers=key).status_code == 200


def test_the_merged_document_is_valid_and_whole(fleet: LocalFleet, gateway: httpx.Client) -> None:
    answer = gateway.get("/openapi.json")
    document = answer.json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    for worker in ("leads", "valuation", "chatbot", "webhooks"):
        with fleet.worker(worker) as client:
            own = client.get("/openapi.json").json()
        for path, item in own["paths"].items():
            assert item.keys() <= document["paths"][f"/{worker}{path}"].keys()
    ids = [
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
    ]
    assert len(ids) == len(set(ids))
    tag = {"If-None-Match": answer.headers["etag"]}
    assert gateway.get("/openapi.json", headers=tag).status_code == 304


def test_a_document_that_was_made_serves_other_isolates(
    fleet: LocalFleet, gateway: httpx.Client
) -> None:
    fleet.in_runtime("reload", "gateway")
    assert gateway.get("/openapi.json").status_code == 200
    eventually(lambda: fleet.kv("gateway", "openapi"))
    fleet.in_runtime("reload", "gateway")
    with fleet.fault("leads", "down"):
        document = gateway.get("/openapi.json").json()
    assert "/leads/api/leads" in document["paths"]


def test_the_page_of_the_documentation_is_served_from_here(gateway: httpx.Client) -> None:
    page = gateway.get("/docs")
    assert page.status_code == 200
    assert "swagger-ui-bundle.js" in page.text
    assert gateway.get("/vendor/swagger-ui-bundle.js").status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
