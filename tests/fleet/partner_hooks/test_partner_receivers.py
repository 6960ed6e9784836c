"""partner-hooks and receivers that are real: HTTP servers of this machine, as in development."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from partners_at_work import attempted, detail, publish, subscribe
from standardwebhooks import Webhook

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables

TIMEOUT_MS = 1500


class Receiver(BaseHTTPRequestHandler):
    """Notes what comes, and answers as the path says."""

    taken: list[tuple[str, dict[str, str], bytes]]
    given_up: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.taken.append((self.path, headers, body))
        if self.path == "/reset":
            self.connection.close()
            return
        if self.path == "/drip":
            self._drip()
            return
        if self.path == "/moved":
            self.send_response(307)
            self.send_header("Location", "/target")
            self.send_header("Content-Length", "0")
        else:
            self.send_response(200)
            self.send_header("Content-Length", "4")
        self.end_headers()
        if self.path != "/moved":
            self.wfile.write(b"good")

    def _drip(self) -> None:
        """Answer a byte at a time, until nobody listens any more."""
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            self.wfile.write(b"good")
            while True:
                self.wfile.write(b".")
                time.sleep(0.05)
        except OSError:
            self.given_up.append(self.path)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def given_up() -> list[str]:
    """Where somebody has stopped listening."""
    return []


@pytest.fixture
def receiver(given_up: list[str]) -> Iterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    taken: list[tuple[str, dict[str, str], bytes]] = []
    handler = type("Noting", (Receiver,), {"taken": taken, "given_up": given_up})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", taken
        server.shutdown()
        thread.join()


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LocalFleet]:
    settings = ["ALLOW_LOCAL_RECEIVERS=true", f"ATTEMPT_TIMEOUT_MS={TIMEOUT_MS}"]
    given = Variables.parse([f"partner-hooks:{each}" for each in settings])
    options = replace(
        quiet(tmp_path / "state"), only=("partner-hooks",), seed=None, variables=given, live=True
    )
    with run_locally(options) as fleet:
        yield fleet


def test_a_receiver_of_this_machine_verifies_what_it_gets(
    live: LocalFleet, receiver: tuple[str, list[tuple[str, dict[str, str], bytes]]]
) -> None:
    address, taken = receiver
    with live.worker("partner-hooks") as hooks:
        secret = subscribe(hooks, f"{address}/ok")["secret"]
        publish(hooks, "evt_1", note="José 🏠")
        assert attempted(hooks, 1)["status"] == "delivered"
        [(_, headers, body)] = taken
        assert Webhook(secret).verify(body, headers)["data"]["note"] == "José 🏠"
        _break(hooks, address, taken)


def _break(
    hooks: httpx.Client, address: str, taken: list[tuple[str, dict[str, str], bytes]]
) -> None:
    """A redirect and a connection that breaks off are failures, and lead nowhere else."""
    for path in ("/moved", "/reset"):
        made = subscribe(hooks, address + path, "offer.created")
        publish(hooks, kind="offer.created")
        assert attempted(hooks, 1, subscription=made["id"])["status"] == "pending"
        hooks.delete(f"/api/subscriptions/{made['id']}")
    assert [where for where, _, _ in taken] == ["/ok", "/moved", "/reset"]


def test_a_receiver_that_drips_has_taken_it_and_is_listened_to_no_longer_than_an_attempt(
    live: LocalFleet,
    receiver: tuple[str, list[tuple[str, dict[str, str], bytes]]],
    given_up: list[str],
) -> None:
    address, taken = receiver
    with live.worker("partner-hooks") as hooks:
        subscribe(hooks, f"{address}/drip")
        publish(hooks, "evt_1")
        found = attempted(hooks, 1)
        assert (found["status"], found["last_status"]) == ("delivered", 200)
        [attempt] = detail(hooks, found["id"])["log"]
        assert attempt["excerpt"].startswith("good.")
        eventually(lambda: given_up == ["/drip"])
        assert len(taken) == 1
