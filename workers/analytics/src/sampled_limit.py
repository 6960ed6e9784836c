"""Ask the platform's rate limit about every hundredth call of a client only.

Asking costs as much as taking an event does. A client's calls are counted here, in the isolate, and
the platform's binding counts hundreds of them, for all isolates of a place together.
"""

EVERY = 100
MAX_CLIENTS = 10_000


class CallSample:
    """Which calls of which client the platform is asked about."""

    def __init__(self, every: int = EVERY, max_clients: int = MAX_CLIENTS) -> None:
        self._every = every
        self._max_clients = max_clients
        self._calls: dict[str, int] = {}

    def is_due(self, client: str) -> bool:
        """Count a call; whether it is one to ask about."""
        calls = self._calls.get(client, 0) + 1
        if calls >= self._every:
            return True
        if len(self._calls) >= self._max_clients:
            self._calls.clear()
        self._calls[client] = calls
        return False

    def passed(self, client: str) -> None:
        """The platform let the call pass. Until then every call of the client is due."""
        self._calls[client] = 0
