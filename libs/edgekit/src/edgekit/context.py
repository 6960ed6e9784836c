"""What a handler knows of its request, and its way to the worker's bindings."""

from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic

from typing_extensions import TypeVar as TypeVarWithDefault

from .allowance import Allowance
from .bucket import Bucket
from .cache import Cache
from .database import Database
from .dead_letter_office import DeadLetterOffice
from .effects import Effects
from .facts import BASE, EMPTY, METHOD, ORIGIN, PATH, PLACES, QUERY, REQUEST_ID, STARTED
from .key_value import KeyValue
from .logs import Log
from .outbox import Outbox
from .outbox_messages import OwnMessages
from .platform import Bridge
from .queues import Producer
from .routing import NO_PARAMETERS
from .upstream import Upstream, fetch
from .vars import Vars
from .worker import Worker

S = TypeVarWithDefault("S", default=Any)
V = TypeVarWithDefault("V", bound=Vars, default=Vars, covariant=True)


class Context(Generic[S, V]):
    """One request (or event) and the worker around it.

    ``S`` names the services that it may call, ``V`` declares the worker's vars.
    """

    path_parameters: Mapping[str, str] = NO_PARAMETERS
    body_text = ""
    _session: Database | None = None

    def __init__(
        self, worker: Worker, facts: list[str], request: Any = None, js_context: Any = None
    ) -> None:
        """``facts`` are what ``edgekit.facts`` says."""
        self.worker = worker
        self.bridge: Bridge = worker.bridge  # type: ignore[assignment] # there is one in a request
        self.request = request
        self.js_context = js_context
        self._facts = facts

    # The request

    @property
    def method(self) -> str:
        """The request's method, in capitals."""
        return self._facts[METHOD]

    @property
    def path(self) -> str:
        """The path, as the client wrote it."""
        return self._facts[PATH]

    @property
    def request_id(self) -> str:
        """``X-Request-Id`` as the client gave it, else a new one."""
        return self._facts[REQUEST_ID]

    @cached_property
    def origin(self) -> str:
        """``Origin``; empty without one."""
        return self._facts[ORIGIN]

    @property
    def url(self) -> str:
        """The request's address."""
        address = self._facts[BASE] + self.path
        return f"{address}?{self.query}" if self.query else address

    @property
    def query(self) -> str:
        """The query, without its question mark, as the client wrote it."""
        return self._facts[QUERY]

    @property
    def started_ms(self) -> int:
        """When the request came in, in epoch milliseconds."""
        return int(self._facts[STARTED])

    @property
    def authorization(self) -> str:
        """``Authorization``; empty without one."""
        return self._facts[PLACES["authorization"]].strip()

    @property
    def content_type(self) -> str:
        """``Content-Type``; empty without one."""
        return self._facts[PLACES["content-type"]].strip()

    @cached_property
    def allowance(self) -> Allowance:
        """What this request or event may still deliver of an outbox."""
        return Allowance(self.clock_ms)

    @cached_property
    def own_messages(self) -> OwnMessages:
        """What this request has put into the outbox, and is still to deliver."""
        return OwnMessages()

    def header(self, name: str) -> str | None:
        """A request header's value, ``None`` without one; names are case-insensitive."""
        place = PLACES.get(name.lower())
        if place is not None:
            value = self._facts[place]
            return "" if value == EMPTY else value or None
        if self.request is None:
            return None
        given = self.request.headers.get(name)
        return given if isinstance(given, str) else None

    @property
    def client_ip(self) -> str:
        """The client's address as Cloudflare's edge saw it; empty where there is none."""
        return self.header("cf-connecting-ip") or ""

    def now(self) -> datetime:
        """The time of the request, UTC."""
        return datetime.fromtimestamp(self.started_ms / 1000, UTC)

    def clock_ms(self) -> int:
        """The time, in epoch milliseconds: the one clock, which stands still between I/O."""
        return self.bridge.now_ms()

    def elapsed_ms(self) -> int:
        """Milliseconds since the request came in; the clock stands still between I/O."""
        return max(0, self.bridge.now_ms() - int(self._facts[STARTED]))

    @cached_property
    def traceparent(self) -> str:
        """The ``traceparent`` that goes out with this request's calls."""
        return self.bridge.traceparent(self)

    # The worker

    def binding(self, name: str) -> Any:
        """A binding as JavaScript gives it; raises ``LookupError`` that says what to declare."""
        worker = self.worker
        binding = worker.bindings[name]
        if binding is None:
            raise LookupError(f"{worker.name} has no binding {name}: add it to wrangler.jsonc.")
        return binding

    @property
    def vars(self) -> V:
        """The worker's vars, as its ``Vars`` declare them."""
        return self.worker.vars  # type: ignore[return-value] # the app has made them of that class

    def secret(self, name: str) -> str | None:
        """A secret, or ``None`` where it is not set."""
        value = self.worker.bindings[name]
        return str(value) if value else None

    @cached_property
    def log(self) -> Log:
        """Structured log lines that carry the request id."""
        return Log(self.worker.name, self.request_id)

    @property
    def db(self) -> Database:
        """The D1 database bound as ``DB``; a replica session where the app asks for one."""
        if self._session is not None:
            return self._session
        database = self.database("DB")
        if not self.worker.sessions:
            return database
        bookmark = self.header("x-d1-bookmark") or "first-unconstrained"
        self._session = database.session(bookmark)
        return self._session

    @property
    def bookmark(self) -> str | None:
        """Where this request's D1 session stands; ``None`` without one."""
        return None if self._session is None else self._session.bookmark()

    def database(self, binding: str) -> Database:
        """A D1 database under another binding's name."""
        databases = self.worker.databases
        if binding not in databases:
            databases[binding] = Database(self.bridge, self.binding(binding))
        return databases[binding]

    @property
    def cache(self) -> Cache:
        """The KV namespace bound as ``CACHE_KV``."""
        return Cache(self, self.binding("CACHE_KV"))

    def kv(self, binding: str) -> KeyValue:
        """Another KV namespace."""
        return KeyValue(self.bridge, self.binding(binding))

    def bucket(self, binding: str) -> Bucket:
        """An R2 bucket."""
        return Bucket(self.bridge, self.binding(binding))

    # Neither is kept: both know their context, and a circle would hold on to the request's
    # JavaScript objects until Python's collector comes, which on Pyodide is hardly ever.
    @property
    def services(self) -> S:
        """The declared services, each with its operations as methods."""
        services: S = self.worker.services(self)
        return services

    @property
    def outbox(self) -> Outbox:
        """Messages that are stored with the fact that they announce, and delivered after it."""
        return Outbox(self, self.worker.topics)

    @property
    def dead_letters(self) -> DeadLetterOffice:
        """What was given up, and waits for a replay."""
        return DeadLetterOffice(self, self.worker.replays)

    @property
    def effects(self) -> Effects:
        """What happens once, however often what causes it is delivered."""
        return Effects(self)

    async def fetch(self, url: str, **options: Any) -> Upstream:
        """Call an upstream over HTTP; see ``edgekit.upstream.fetch`` for the options."""
        return await fetch(self, url, **options)

    def queue(self, binding: str = "QUEUE") -> Producer:
        """A queue to send messages to."""
        return Producer(self.bridge, self.binding(binding))

    def wait_until(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do ``work`` behind the answer; a failure is logged, never the client's.

        It begins in the runtime's next turn: by then a handler that waits for nothing more has
        answered.
        """
        self.bridge.hold(self.js_context, self._watched(work))

    async def _watched(self, work: Coroutine[Any, Any, Any]) -> None:
        await self.bridge.sleep(0)
        try:
            await work
        except Exception as error:
            self.log.exception("background", error)
