"""The server: who may call, what is counted, what fails, and where deployed workers answer."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from cloudflare_stand_in import resources, workers
from cloudflare_stand_in.account import Account, Worker
from cloudflare_stand_in.envelope import ApiError, success
from cloudflare_stand_in.faults import REFUSALS, Fault
from cloudflare_stand_in.requests import Request, routes

ACCOUNT_ID = "0123456789abcdef0123456789abcdef"
TOKEN = "a-token-for-tests"
API = "/client/v4"
LIVE = "/live/"
SICK = b"# sick"
"""A version with this in a module is up, and its health is an error."""

__all__ = ["ACCOUNT_ID", "TOKEN", "Cloudflare", "resources", "workers"]


@dataclass(frozen=True)
class Call:
    """One call that came in, with the status of its answer; 0 for none."""

    method: str
    path: str
    status: int

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Cloudflare:
    """Cloudflare's API with one account, on a free port of 127.0.0.1 while it is entered."""

    account: Account = field(default_factory=Account)
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._lock = threading.RLock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.cloudflare = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self.account.close()

    @property
    def base_url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def api(self) -> str:
        """What ``CLOUDFLARE_API_BASE_URL`` is to be."""
        return self.base_url + API

    @property
    def addresses(self) -> str:
        """Where the deployed workers answer: a pattern with ``{worker}``."""
        return f"{self.base_url}{LIVE}{{worker}}"

    def called(self, method: str = "", part: str = "") -> list[str]:
        """The calls of this method whose path has this part, without their query."""
        return [str(c) for c in self.calls if c.method.startswith(method) and part in c.path]

    def uploads(self) -> list[str]:
        """The names of the workers that were uploaded, in order."""
        return [
            call.path.split("/")[-2 if call.method == "POST" else -1]
            for call in self.calls
            if call.status == 200
            and (
                (call.method == "PUT" and call.path.split("/")[-2] == "scripts")
                or (call.method == "POST" and call.path.endswith("/versions"))
            )
        ]

    def health(self, name: str) -> tuple[int, dict[str, Any]]:
        """What a deployed worker's deep health answers."""
        worker = self.account.workers.get(name)
        if worker is None or not worker.public:
            return 404, {"error": "error code: 1042"}
        bindings = {
            each["name"]: self._bound(each["service"])
            for each in worker.active.bindings.values()
            if each["type"] == "service"
        }
        if _sick(worker):
            return 503, {"status": "down", "worker": name, "version": "1", "bindings": bindings}
        down = any(each["status"] == "down" for each in bindings.values())
        told = {"status": "degraded" if down else "ok", "worker": name, "version": "1"}
        return 200, told | {"bindings": bindings}

    def _bound(self, target: str) -> dict[str, Any]:
        worker = self.account.workers.get(target)
        if worker is None or _sick(worker):
            return {"status": "down", "kind": "service", "error": "it answered 503"}
        return {"status": "ok", "kind": "service"}

    def answer(self, method: str, path: str, request: Request) -> Any:
        """What the account answers, one call at a time."""
        with self._lock:
            return routes.answer(method, path, request)

    def struck(self, call: str) -> Fault | None:
        """The fault that this call meets."""
        with self._lock:
            return next((fault for fault in self.faults if fault.strikes(call)), None)


def _sick(worker: Worker) -> bool:
    modules = worker.active.modules.items()
    return any(SICK in text for name, text in modules if not name.startswith("python_modules/"))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    cloudflare: Cloudflare


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _serve(self) -> None:
        body = self._body()
        url = urlsplit(self.path)
        if url.path.startswith(LIVE):
            name = url.path.removeprefix(LIVE).split("/")[0]
            self._send(*self.server.cloudflare.health(name))
        elif url.path.startswith("/uploads/"):
            self.server.cloudflare.account.assets[url.path.split("/")[-1]] = body
            self._send(200, {}, etag=f'"{resources.etag(body)}"')
        else:
            self._call(url.path.removeprefix(API), parse_qs(url.query), body)

    def _call(self, path: str, query: dict[str, list[str]], body: bytes) -> None:
        cloudflare = self.server.cloudflare
        fault = cloudflare.struck(f"{self.command} {path}")
        if fault is None or fault.late:
            status, document = self._outcome(path, query, body)
        if fault is not None and fault.refusal is None:
            cloudflare.calls.append(Call(self.command, path, 0))
            if fault.kind == "timeout":
                time.sleep(fault.seconds)
            self.close_connection = True
            self.connection.close()
            return
        if fault is not None and fault.refusal is not None:
            status, document = fault.refusal.status, fault.refusal.document()
        cloudflare.calls.append(Call(self.command, path, status))
        retry = {"Retry-After": "0"} if status == 429 else {}
        self._send(status, document, **retry)

    def _outcome(self, path: str, query: dict[str, list[str]], body: bytes) -> tuple[int, Any]:
        cloudflare = self.server.cloudflare
        kind = self.headers.get("Content-Type") or ""
        request = Request(cloudflare.account, query, kind, body, cloudflare.base_url)
        try:
            below = self._authorized(path)
            return 200, success(cloudflare.answer(self.command, below, request))
        except ApiError as refusal:
            return refusal.status, refusal.document()

    def _authorized(self, path: str) -> str:
        """The path below the account. Raises `ApiError` for another token or account."""
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token != TOKEN and not token.endswith(".jwt"):
            raise ApiError(401, *REFUSALS[401])
        account = f"/accounts/{ACCOUNT_ID}"
        if not path.startswith(account):
            raise ApiError(403, *REFUSALS[403])
        return unquote(path.removeprefix(account))

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().strip(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _send(self, status: int, document: Any, **headers: str) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815
