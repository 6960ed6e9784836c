"""One request or event, as far as the modules below ``Context`` know it."""

from collections.abc import Coroutine
from typing import Any, Protocol

from .allowance import Allowance
from .database import Database
from .key_value import KeyValue
from .logs import Log
from .outbox_messages import OwnMessages
from .platform import Bridge, Caller
from .queues import Producer
from .worker import Worker


class Scope(Caller, Protocol):
    """What a request or event offers to those who work on its behalf; ``Context`` is one."""

    bridge: Bridge
    worker: Worker
    js_context: Any

    @property
    def method(self) -> str:
        """The request's method, in capitals; for an event its kind."""

    @property
    def path(self) -> str:
        """The path, as the client wrote it."""

    @property
    def body_text(self) -> str:
        """The body as it came, where it was JSON."""

    @property
    def authorization(self) -> str:
        """``Authorization``; empty without one."""

    @property
    def client_ip(self) -> str:
        """The client's address; empty where there is none."""

    @property
    def started_ms(self) -> int:
        """When it began, in epoch milliseconds."""

    @property
    def own_messages(self) -> OwnMessages:
        """What it has put into the outbox, and is still to deliver."""

    @property
    def allowance(self) -> Allowance:
        """What it may still deliver of an outbox."""

    @property
    def log(self) -> Log:
        """Log lines that carry its id."""

    @property
    def db(self) -> Database:
        """The D1 database bound as ``DB``."""

    def clock_ms(self) -> int:
        """The time, in epoch milliseconds."""

    def elapsed_ms(self) -> int:
        """Milliseconds since it began."""

    def secret(self, name: str) -> str | None:
        """A secret, or ``None`` where it is not set."""

    def kv(self, binding: str) -> KeyValue:
        """A KV namespace."""

    def queue(self, binding: str) -> Producer:
        """A queue to send messages to."""

    def wait_until(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do ``work`` after the answer; a failure is logged."""
