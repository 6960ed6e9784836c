"""A call goes to the worker that its path names, whatever it says of hosts."""

import httpx
import pytest
from gateway_at_work import ARTICLES, new_key, raw

from fleet.dev.local import LocalFleet

EVIL = "evil.example"


@pytest.mark.parametrize(
    "path",
    [
        "/playbook-api@evil.example/api/articles",
        "/playbook-api:8080/api/articles",
        "/playbook-api.evil.example/api/articles",
        "/playbook-api%40evil.example/api/articles",
        "/playbook-api%00.evil.example/api/articles",
        "/evil.example/api/articles",
        "/http://evil.example/api/articles",
        "/https:%2f%2fevil.example/api/articles",
        "/PLAYBOOK-API/api/articles",
        "/%70laybook-api/api/articles",
        "/playbook%2dapi/api/articles",
        "/constructor/api/articles",
        "/__proto__/api/articles",
    ],
)
def test_a_host_in_the_path_leads_nowhere(
    fleet: LocalFleet, gateway: httpx.Client, path: str
) -> None:
    status, answer = raw(fleet.port, path, f"X-Api-Key: {new_key(gateway)['key']}")
    assert status in (400, 404), answer
    assert "application/problem+json" in answer
    assert '"items"' not in answer


@pytest.mark.parametrize("rest", ["/@evil.example/api", "/:80/api", "/http:/evil.example", "/%40x"])
def test_a_host_behind_the_worker_is_a_path_of_it(
    fleet: LocalFleet, gateway: httpx.Client, rest: str
) -> None:
    key = f"X-Api-Key: {new_key(gateway)['key']}"
    status, answer = raw(fleet.port, f"/playbook-api{rest}", key)
    assert status == 404, answer
    assert f'"instance":"{rest}"' in answer.replace('": "', '":"')


@pytest.mark.parametrize(
    "host",
    [
        "gateway.localhost.evil.example",
        "evil.example",
        "gateway.localhost@evil.example",
        "playbook-api.localhost/x",
        "gateway.localhost:80:80",
        "[::1",
    ],
)
def test_another_host_is_not_the_gateway(
    fleet: LocalFleet, gateway: httpx.Client, host: str
) -> None:
    key = f"X-Api-Key: {new_key(gateway)['key']}"
    status, answer = raw(fleet.port, ARTICLES, key, host=host)
    assert status >= 400, answer
    assert '"items"' not in answer


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Host: evil.example", "Forwarded: host=evil.example;proto=https",
     "X-Host: evil.example", "X-Forwarded-Server: evil.example", "X-Original-Host: evil.example",
     "X-Rewrite-URL: /admin/keys", "Origin: https://evil.example"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/playbook-api/feed.xml", "/status/feed.xml", "/openapi.json"])
def test_no_answer_believes_in_another_host(
    fleet: LocalFleet, gateway: httpx.Client, path: str, header: str
) -> None:
    status, answer = raw(fleet.port, path, f"X-Api-Key: {new_key(gateway)['key']}", header)
    assert status == 200, answer
    assert EVIL not in answer
    assert "key_" not in answer or path == "/openapi.json"


def test_the_target_of_a_proxy_is_taken_by_its_path(
    fleet: LocalFleet, gateway: httpx.Client
) -> None:
    key = f"X-Api-Key: {new_key(gateway)['key']}"
    status, answer = raw(fleet.port, f"http://evil.example{ARTICLES}", key)
    assert EVIL not in answer.partition("\r\n\r\n")[2]
    assert status in (200, 400, 404), answer
