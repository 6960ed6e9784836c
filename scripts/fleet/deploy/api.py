"""Cloudflare's API, for what is looked up, made, switched or removed by one call each.

Uploads, migrations and triggers are wrangler's. The token is in ``CLOUDFLARE_API_TOKEN``, and the
account in ``CLOUDFLARE_ACCOUNT_ID``, as wrangler has them.
"""

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self, TypeVar

import httpx

from fleet.errors import FleetError

PUBLIC_API = "https://api.cloudflare.com/client/v4"
TIMEOUT_S = 30.0
ATTEMPTS = 5
AT_ONCE = 8
FIRST_WAIT_S = 0.25
LONGEST_WAIT_S = 20.0
MANY = 429
PER_PAGE = 100
NO_ACCESS = (401, 403)

Item = TypeVar("Item")
Result = TypeVar("Result")


class RefusedError(FleetError):
    """Cloudflare answered with an error; ``code`` is its own number, 0 for none."""

    def __init__(self, what: str, status: int, code: int, reason: str) -> None:
        hint = ""
        if status in NO_ACCESS:
            hint = " Look whether CLOUDFLARE_API_TOKEN may edit Workers, D1, KV, R2 and Queues."
        super().__init__(f"Cloudflare refuses {what} ({status}, code {code}): {reason}.{hint}")
        self.status, self.code = status, code


class UnreachableError(FleetError):
    """No answer came, so nobody knows whether the call had its effect."""


class Api:
    """The API of one account; paths are below ``/accounts/<id>``. Safe for threads."""

    def __init__(self, base: str, account: str, token: str, timeout_s: float = TIMEOUT_S) -> None:
        self.base, self.account, self.token = base.rstrip("/"), account, token
        self._client = httpx.Client(
            base_url=f"{self.base}/accounts/{account}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout_s,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str, **query: Any) -> Any:
        """The result of a lookup, tried again where Cloudflare is out of breath."""
        return self._result("GET", path, query, None, again=True)

    def list(self, path: str) -> list[Any]:
        """All entries of a list, over all its pages."""
        found: list[Any] = []
        page = 1
        while True:
            answer = self._answer("GET", path, {"page": page, "per_page": PER_PAGE}, None, True)
            found += answer["result"]
            info = answer.get("result_info") or {}
            total = info.get("total_count", len(found))
            if not answer["result"] or len(found) >= total or "page" not in info:
                return found
            page += 1

    def post(self, path: str, body: Any, *, again: bool = False, **query: Any) -> Any:
        """Make something; ``again`` says that doing it twice is doing it once."""
        return self._result("POST", path, query, body, again=again)

    def put(self, path: str, body: Any) -> Any:
        """Replace something."""
        return self._result("PUT", path, {}, body, again=True)

    def delete(self, path: str, **query: Any) -> None:
        """Remove something; that it is gone already is fine."""
        try:
            self._result("DELETE", path, query, None, again=True)
        except RefusedError as error:
            if error.status != httpx.codes.NOT_FOUND:
                raise

    def _result(self, method: str, path: str, query: Any, body: Any, *, again: bool) -> Any:
        return self._answer(method, path, query, body, again)["result"]

    def _answer(self, method: str, path: str, query: Any, body: Any, again: bool) -> dict[str, Any]:
        wait = FIRST_WAIT_S
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS
            try:
                answer = self._client.request(method, path, params=query, json=body)
            except httpx.TransportError as error:
                if last or not again:
                    message = f"Cloudflare's API did not answer {method} {path}: {error}."
                    raise UnreachableError(f"{message} Run the command again.") from error
            else:
                busy = answer.status_code == MANY or (again and answer.status_code >= 500)
                if last or not busy:
                    return _document(f"{method} {path}", answer)
                wait = _asked_wait(answer, wait)
            time.sleep(min(wait, LONGEST_WAIT_S))
            wait *= 2
        raise AssertionError("the last attempt returns or raises")


def _asked_wait(answer: httpx.Response, wait: float) -> float:
    told = answer.headers.get("Retry-After", "")
    return max(float(told), 0.0) if told.isdigit() else wait


def _document(what: str, answer: httpx.Response) -> dict[str, Any]:
    try:
        document: dict[str, Any] = answer.json()
    except ValueError:
        document = {}
    if answer.is_success and document.get("success", False):
        return document
    errors = document.get("errors") or [{"code": 0, "message": answer.reason_phrase}]
    reason = "; ".join(str(each.get("message", "")).rstrip(".") for each in errors)
    raise RefusedError(what, answer.status_code, int(errors[0].get("code", 0)), reason)


def connect(api: str | None, account: str | None = None) -> Api:
    """The API that the environment's variables give access to; ``api`` is another address of it."""
    token = os.environ.get("CLOUDFLARE_API_TOKEN", "").strip()
    account = os.environ.get("CLOUDFLARE_ACCOUNT_ID", "").strip() or account
    if not token or not account:
        missing = "CLOUDFLARE_ACCOUNT_ID" if token else "CLOUDFLARE_API_TOKEN"
        raise FleetError(f"{missing} is not set: put it into the environment, and try again.")
    base = api or os.environ.get("CLOUDFLARE_API_BASE_URL") or PUBLIC_API
    return Api(base, account, token)


def each(items: Iterable[Item], do: Callable[[Item], Result]) -> list[Result]:
    """``do`` for all items, several at once, in their order; the first error is raised."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(do, items))
