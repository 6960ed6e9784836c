"""A client of the supervisor's protocol, and requests to what it serves."""

import base64
import json
import os
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

import httpx

from pyworkerd.npm import find_node_parts
from pyworkerd.supervisor import SCRIPT


class SupervisorError(Exception):
    """An error answer; ``kind`` tells them apart."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class SupervisorClient:
    """Speaks JSON lines with a supervisor of its own."""

    def __init__(self) -> None:
        parts = find_node_parts(Path(__file__).parent)
        self.process = subprocess.Popen(
            [parts.node, SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYWORKERD_NODE_MODULES": str(parts.modules)},
        )
        self.events: list[dict[str, Any]] = []
        self._answers: dict[int, dict[str, Any]] = {}
        self._changed = threading.Condition()
        self._calls = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message = json.loads(line)
            with self._changed:
                if "id" in message:
                    self._answers[message["id"]] = message
                else:
                    self.events.append(message)
                self._changed.notify_all()

    def call(self, method: str, **params: Any) -> Any:
        """Return the result of a method, or raise `SupervisorError`."""
        assert self.process.stdin is not None
        self._calls += 1
        number = self._calls
        request = {"id": number, "method": method, "params": params}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        with self._changed:
            assert self._changed.wait_for(lambda: number in self._answers, 240), (
                f"{method}: no answer"
            )
            answer = self._answers.pop(number)
        if "error" in answer:
            raise SupervisorError(answer["error"]["message"], answer["error"]["kind"])
        return answer["result"]

    def wait_for_event(self, since: int = 0, **members: Any) -> dict[str, Any]:
        """Return the first event from number ``since`` on with these members, waiting for it."""
        found: list[dict[str, Any]] = []

        def arrived() -> bool:
            late = self.events[since:]
            found[:] = [event for event in late if members.items() <= event.items()]
            return bool(found)

        with self._changed:
            assert self._changed.wait_for(arrived, 120), self.events[since:]
        return found[0]

    def close(self) -> None:
        """End the supervisor by closing its input, as a parent that dies would; once."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(20)
        self._reader.join(20)
        self.process.stdout.close()


class Served:
    """Projects that run: their supervisor, and requests to them by worker name.

    ``official`` says whether Cloudflare's own loader has booted them.
    """

    def __init__(
        self, supervisor: SupervisorClient, result: dict[str, Any], *, official: bool = False
    ) -> None:
        self.supervisor = supervisor
        self.official = official
        self.result = result
        self.port = result["port"]
        self._http = httpx.Client(base_url=result["url"], timeout=120)

    def request(
        self, worker: str, path: str, method: str = "GET", **options: Any
    ) -> httpx.Response:
        """Send a request to a worker."""
        headers = {"host": f"{worker}.localhost:{self.port}", **options.pop("headers", {})}
        return self._http.request(method, path, headers=headers, **options)

    def get(self, worker: str, path: str, **options: Any) -> Any:
        """Return the JSON that a worker answers with 200."""
        answer = self.request(worker, path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def close(self) -> None:
        """Stop everything."""
        self._http.close()
        self.supervisor.close()


def websocket_exchange(served: Served, worker: str, path: str, message: str) -> str:
    """Open a WebSocket (RFC 6455), send one short text message and return the answer to it."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=120) as connection:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {worker}.localhost:{served.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        stream = connection.makefile("rb")
        status = stream.readline().decode()
        assert " 101 " in status, status
        while stream.readline().strip():
            pass
        # A client's frames are masked; a mask of zeros leaves the text as it is.
        payload = message.encode()
        connection.sendall(bytes([0x81, 0x80 | len(payload)]) + bytes(4) + payload)
        _, length = stream.read(2)
        answer = stream.read(length).decode()
        stream.close()
        return answer
