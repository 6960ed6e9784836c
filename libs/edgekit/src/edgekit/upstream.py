"""Calls to providers over HTTP: a deadline, safe retries, and ``Retry-After`` honoured."""

import json as jsonlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic_core import from_json

from .platform import PlatformError
from .problems import Problem
from .scope import Scope

WANTED = ("content-type", "etag", "last-modified", "location", "retry-after", "x-message-id")
SAFE_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
RETRIED_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
MAX_BYTES = 10 << 20
FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 2.0
LONGEST_ASKED_SECONDS = 366.0 * 86_400


class UpstreamError(Problem):
    """A provider can't be reached (502) or did not answer in time (504)."""


@dataclass(frozen=True)
class Upstream:
    """A provider's answer, whatever its status; header names are in lower case."""

    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    data: bytes = b""
    """The body as it came, where ``fetch`` was asked for it ``raw``; ``text`` is empty then."""

    @property
    def ok(self) -> bool:
        """Whether the status says success."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body parsed; raises ``UpstreamError`` 502 when it is not JSON."""
        try:
            # json.loads raises RecursionError for a deep one, and takes NaN and half characters.
            return from_json(self.text, allow_inf_nan=False)
        except ValueError as error:
            raise UpstreamError(502, "The provider's answer is not JSON.") from error

    def retry_after(self, now: float) -> float | None:
        """Seconds that ``Retry-After`` asks for (RFC 9110, 10.2.3), up to a year.

        ``now`` is epoch seconds. ``None`` without the header, and for one that can't be read.
        """
        value = self.headers.get("retry-after", "")
        try:
            asked = (
                float(value)
                if value.isdecimal()
                else parsedate_to_datetime(value).timestamp() - now
            )
        except (ValueError, OverflowError):
            return None
        return min(max(0.0, asked), LONGEST_ASKED_SECONDS)


async def fetch(
    ctx: Scope,
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: str | None = None,
    json: Any = None,
    timeout_ms: int = 5000,
    retries: int = 2,
    max_bytes: int = MAX_BYTES,
    cut: bool = False,
    raw: bool = False,
) -> Upstream:
    """Call a provider. Raises ``UpstreamError`` when no answer came; any status is an answer.

    Only methods that are safe to repeat, and calls with an ``Idempotency-Key``, are retried, and
    only while ``Retry-After`` asks for no more than two seconds. Redirects are not followed. An
    answer over ``max_bytes`` is an error, so that no feed can fill the isolate; with ``cut`` it
    ends there, or where it breaks off, for whom the status is enough. With ``raw`` the body is not
    decoded, for what may not be UTF-8. ``User-Agent`` is the
    worker's name and version, unless ``headers`` has another.
    """
    worker = ctx.worker
    # A provider's log leads back to ours by the request's id.
    sent = {
        "user-agent": f"{worker.name}/{worker.version}",
        "x-request-id": ctx.request_id,
    }
    sent |= {name.lower(): value for name, value in (headers or {}).items()}
    if json is not None:
        body = jsonlib.dumps(json)
        sent.setdefault("content-type", "application/json")
    packed = jsonlib.dumps(sent)
    repeatable = method in SAFE_METHODS or "idempotency-key" in sent
    attempts = retries + 1 if repeatable else 1
    for attempt in range(1, attempts + 1):
        last = attempt == attempts
        try:
            answer = _upstream(
                await ctx.bridge.fetch(
                    url, method, packed, body, timeout_ms, " ".join(WANTED), max_bytes, cut, raw
                ),
                raw,
            )
        except PlatformError as error:
            if last or error.is_too_large:
                raise _unreachable(url, error) from error
            await ctx.bridge.sleep(_wait(attempt))
            continue
        if last or answer.status not in RETRIED_STATUS:
            return answer
        asked = answer.retry_after(ctx.bridge.now_ms() / 1000)
        if asked is not None and asked > LONGEST_WAIT_SECONDS:
            return answer
        await ctx.bridge.sleep(_wait(attempt) if asked is None else asked)
    raise AssertionError("the last attempt returns or raises")


def _upstream(answer: str, raw: bool) -> Upstream:
    status, *values, text = answer.split("\n", 1 + len(WANTED))
    found = {name: value for name, value in zip(WANTED, values, strict=True) if value}
    if raw:
        return Upstream(int(status), "", found, text.encode("latin-1"))
    return Upstream(int(status), text, found)


def _wait(attempt: int) -> float:
    longest = min(FIRST_WAIT_SECONDS * 2**attempt, LONGEST_WAIT_SECONDS)
    return random.uniform(FIRST_WAIT_SECONDS, longest)  # noqa: S311 - jitter is no secret


def _unreachable(url: str, error: PlatformError) -> UpstreamError:
    host = url.split("/", 3)[2] if url.count("/") > 1 else url
    if error.is_deadline:
        return UpstreamError(504, f"{host} did not answer in time.")
    if error.is_too_large:
        return UpstreamError(502, f"{host} answered with more than can be taken.")
    return UpstreamError(502, f"{host} can't be reached.")
