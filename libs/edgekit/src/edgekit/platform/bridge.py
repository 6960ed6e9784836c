"""The interface of both ways across."""

from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from typing import Any, Protocol

TOO_LARGE = "too-large"
"""What is said of a body over its limit; edgekit.mjs says the same."""


class PlatformError(Exception):
    """A binding or the network failed; the text is the runtime's own."""

    @property
    def is_deadline(self) -> bool:
        """Whether it failed because the deadline passed."""
        return "TimeoutError" in str(self)

    @property
    def is_too_large(self) -> bool:
        """Whether it failed because a body was over its limit."""
        return TOO_LARGE in str(self)


def status_and_text(answer: str) -> tuple[int, str]:
    """What ``Bridge.ask`` answers, in its two parts."""
    status, _, text = answer.partition("\n")
    return int(status), text


NO_HEADERS: Mapping[str, str] = {}
Head = int | str
"""Header lines that many answers share, or the number by which JavaScript has kept them."""
Reply = tuple[int, Any, Head, str]
"""Status, body, head, and further header lines."""


class Caller(Protocol):
    """On whose behalf a worker calls another: a request, or an event, which has none."""

    request: Any

    @property
    def request_id(self) -> str:
        """Its id."""

    @property
    def traceparent(self) -> str:
        """The ``traceparent`` of its calls."""

    def header(self, name: str) -> str | None:
        """A header of the request."""


class Bridge(Protocol):
    """What edgekit needs of the runtime. JavaScript objects are passed through as they are.

    What is to be awaited is to be awaited at once: it may have begun already.
    """

    def serve(self, request: Any, context: Any) -> Any:
        """Answer a request: something that the runtime takes as the result of ``on_fetch``."""

    async def enter(self, request: Any, context: Any) -> Any:
        """Answer a request from within a task of the runtime's own loop; gives the response."""

    def call(self, target: Any, method: str, *args: Any) -> Awaitable[Any]:
        """Await ``target.method(*args)``; null and undefined are ``None``."""

    def within(self, timeout_ms: int, target: Any, method: str, *args: Any) -> Awaitable[Any]:
        """The same for so long; after that a ``PlatformError`` that ``is_deadline``."""

    def limit(self, limiter: Any, key: str) -> Awaitable[bool]:
        """Count a call under a key of a rate-limit binding; whether it may go on."""

    def get(self, kv: Any, key: str) -> Awaitable[str | None]:
        """The text under a key of a KV namespace."""

    def query(self, database: Any, kind: str, sql: str, params: Sequence[Any]) -> Awaitable[Any]:
        """Run one D1 statement; ``first``, ``all`` and ``run`` answer JSON text (or ``None``)."""

    def batch(
        self, database: Any, statements: Sequence[tuple[str, Sequence[Any]]]
    ) -> Awaitable[str]:
        """Run D1 statements in one transaction; the rows of each, as JSON text."""

    def traceparent(self, ctx: Caller) -> str:
        """The ``traceparent`` of a request's calls: a new one, the same only for ``ask``."""

    def ask(
        self,
        ctx: Caller,
        target: Any,
        url: str,
        method: str,
        body: str | None,
        timeout_ms: int,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Awaitable[str]:
        """Call a service binding with JSON, if anything, under a deadline.

        The ids of the request or event, on whose behalf it is made, go with it. Answers the status
        and the text, a line each. Redirects are not followed.
        """

    def forward(
        self,
        ctx: Caller,
        target: Any,
        url: str,
        timeout_ms: int,
        dropped: str,
        kept_back: str,
        headers: Mapping[str, str],
    ) -> Awaitable[Any]:
        """Pass a request on to a service binding, its body as a stream.

        Headers of the connection (RFC 9110, 7.6.1) go no further, neither way; nor do those of the
        request whose names, in small letters, fit the expression ``dropped``, and those of the
        answer that fit ``kept_back``. ``headers`` are set instead, and the request's ids.
        Answers an object with ``status``, ``lines`` (a header each) and ``body``, a stream. Only
        the head of the answer has a deadline.
        """

    def fetch(
        self,
        url: str,
        method: str,
        headers: str,
        body: str | None,
        timeout_ms: int,
        wanted: str,
        limit: int,
        cut: bool = False,
        raw: bool = False,
    ) -> Awaitable[str]:
        """Call somebody over the network under a deadline.

        ``headers`` is a JSON object; ``wanted`` names the headers to bring back, with spaces
        between. Answers the status, each of those headers and the text, a line each. Redirects
        are not followed. A body over ``limit`` bytes is an error; with ``cut`` it ends there, and
        also where it breaks off. With ``raw`` the text has a character for each byte.
        """

    def now_ms(self) -> int:
        """JavaScript's clock, epoch milliseconds; it stands still between I/O.

        It is the one clock: Python's may run ahead of it within a turn.
        """

    def head(self, lines: str) -> Head:
        """Keep header lines for answers to come; answers what stands for them in a reply."""

    def keep(self, data: bytes) -> Any:
        """Keep a body for good; answers what to give in its place, again and again."""

    def buffer(self, data: bytes) -> Any:
        """Bytes as JavaScript takes them for a body."""

    def pipe(self) -> tuple[Any, Any]:
        """A body to answer with, and the writer of what it holds."""

    def write(self, writer: Any, data: str | bytes) -> Awaitable[None]:
        """Write a piece and wait until it is read; fails once nobody reads any more."""

    def end(self, writer: Any, error: str | None = None) -> Awaitable[None]:
        """Close a pipe; with ``error`` it breaks off instead."""

    def messages(self, batch: Any) -> str:
        """The messages of a queue's batch as JSON text: ``id``, ``body`` and ``attempts`` each."""

    def sleep(self, seconds: float) -> Awaitable[None]:
        """Wait without blocking other requests."""

    def join(self, key: str, timeout_ms: int) -> Awaitable[str]:
        """Wait for what another request of this isolate publishes under ``key``."""

    def publish(self, key: str, value: str | None, error: str | None) -> None:
        """Hand a result to the requests that have joined ``key``."""

    def hold(self, context: Any, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` in the background and keep the request's context alive until it is done."""

    async def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run the work of an event (cron, queue) to its end."""
