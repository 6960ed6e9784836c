"""What an isolate keeps of its worker from one request to the next."""

from collections.abc import Callable, Mapping
from typing import Any

from .bindings import Bindings
from .database import Database
from .dead_letters import Replay
from .flights import Flight
from .platform import Bridge
from .topics import Topic
from .vars import Vars


class Worker:
    """A worker as its requests and events see it; the ``App`` that it belongs to owns it.

    ``services`` makes a request's services out of its context; ``calls`` are the bindings that
    these need. The bridge is there, and the bindings and vars are the environment's, from the first
    request on.
    """

    def __init__(
        self,
        name: str,
        *,
        version: str,
        essential: tuple[str, ...],
        sessions: bool,
        services: Callable[[Any], Any],
        calls: tuple[str, ...],
        vars: Vars,  # noqa: A002 - what wrangler.jsonc calls them
    ) -> None:
        self.name = name
        self.version = version
        self.essential = essential
        self.sessions = sessions
        self.services = services
        self.calls = calls
        self.vars = vars
        self.topics: Mapping[str, Topic] = {}
        self.replays: Mapping[str, Replay] = {}
        self.bindings = Bindings(None)
        self.bridge: Bridge | None = None
        self.databases: dict[str, Database] = {}
        self.flights: dict[str, Flight] = {}
