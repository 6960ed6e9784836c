"""Cross-origin resource sharing as the Fetch standard has it; every header set is made once."""

from functools import lru_cache

EXPOSED = "X-Request-Id, ETag, Location, Retry-After, Idempotent-Replayed, X-D1-Bookmark"
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
DEFAULT_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, X-Request-Id"
MAX_AGE_SECONDS = 86400


class Cors:
    """The header lines for each origin.

    ``origins`` is a comma-separated list or ``*`` (open to all, and then never with credentials).
    """

    def __init__(self, origins: str) -> None:
        listed = [origin.strip().rstrip("/") for origin in origins.split(",") if origin.strip()]
        self.open = "*" in listed
        self._lines = {origin: self._allow(origin, credentials=True) for origin in listed}
        self._fallback = self._allow("*", credentials=False) if self.open else "vary: Origin"

    @staticmethod
    def _allow(origin: str, *, credentials: bool) -> str:
        lines = [
            f"access-control-allow-origin: {origin}",
            f"access-control-expose-headers: {EXPOSED}",
            "vary: Origin",
        ]
        if credentials:
            lines.append("access-control-allow-credentials: true")
        return "\n".join(lines)

    def lines(self, origin: str) -> str:
        """Header lines of an answer to ``origin`` (empty when the request had none)."""
        if self.open:
            return self._fallback
        return self._lines.get(origin, self._fallback)

    def preflight(self, origin: str, methods: str, requested_headers: str) -> str:
        """Header lines that answer an ``OPTIONS`` request."""
        return _preflight(self.lines(origin), methods or METHODS, requested_headers)


@lru_cache(maxsize=64)
def _preflight(lines: str, methods: str, requested_headers: str) -> str:
    return "\n".join(
        [
            lines,
            f"access-control-allow-methods: {methods}",
            f"access-control-allow-headers: {requested_headers or DEFAULT_HEADERS}",
            f"access-control-max-age: {MAX_AGE_SECONDS}",
            f"allow: {methods}, OPTIONS",
        ]
    )
