"""Keys as the tests make them, and requests whose bytes no client would write."""

import socket
from typing import Any

import httpx

ADMIN = {"Authorization": "Bearer dev-admin-token"}
ARTICLES = "/playbook-api/api/articles"
EVERYTHING = ["playbook-api", "status", "valuation", "leads", "chatbot", "market-intelligence"]


def new_key(gateway: httpx.Client, **asked: Any) -> dict[str, Any]:
    """Make a key, of everything unless said."""
    body = {"name": "Sound Brokers", "scopes": EVERYTHING} | asked
    answer = gateway.post("/admin/keys", json=body, headers=ADMIN)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def bearer(key: str | dict[str, Any]) -> dict[str, str]:
    """The headers of a call with a key."""
    return {"Authorization": f"Bearer {key if isinstance(key, str) else key['key']}"}


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The body of a problem, once it is sure to be one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    found: dict[str, Any] = answer.json()
    assert found["error"] == found["detail"]
    return found


def raw(port: int, target: str, *headers: str, host: str = "") -> tuple[int, str]:
    """Send a GET byte for byte as it is written; the status and the whole answer."""
    host = host or f"gateway.localhost:{port}"
    lines = [f"GET {target} HTTP/1.1", f"Host: {host}", *headers]
    text = "\r\n".join([*lines, "Connection: close", "", ""])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(text.encode("latin-1"))
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    answer = b"".join(parts).decode("utf-8", "replace")
    return int(answer.split(" ", 2)[1]), answer
