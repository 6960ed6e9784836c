"""What a request calls of its worker's bindings, and a JavaScript worker that calls as much."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from fleet.main_requests import MainRequest

TWIN = "bench-twin"
TABLE = "CREATE TABLE items (id TEXT PRIMARY KEY, body TEXT NOT NULL, at INTEGER NOT NULL) STRICT"
ITEM = "INSERT INTO items VALUES ('item', '{}', 0)"
KEY, VALUE = "item", "{}"


@dataclass(frozen=True)
class Calls:
    """Calls of bindings by kind, of one request on the average.

    A trip to D1 takes one statement or a batch of several; they are read or written.
    """

    d1_reads: float = 0
    d1_writes: float = 0
    d1_statements: float = 0
    kv_reads: float = 0
    kv_writes: float = 0
    calls: float = 0
    fetches: float = 0
    limits: float = 0
    messages: float = 0

    @classmethod
    def each(cls, counted: Mapping[str, int], requests: int) -> "Calls":
        """What one of so many requests has called."""
        return cls(**{each.name: counted.get(each.name, 0) / requests for each in fields(cls)})

    def __bool__(self) -> bool:
        """Whether anything is called, by one request in two at least."""
        return bool(str(self))

    def __str__(self) -> str:
        """A few words, as a table has room for."""
        d1 = round(self.d1_reads + self.d1_writes)
        said = [
            f"{d1} D1 ({round(self.d1_statements)})" if d1 else "",
            _some(self.kv_reads + self.kv_writes, "KV"),
            _some(self.calls, "call", "calls"),
            _some(self.fetches, "fetch", "fetches"),
            _some(self.limits, "limit"),
            _some(self.messages, "queue"),
        ]
        return ", ".join(word for word in said if word)

    def twin(self, request: MainRequest) -> MainRequest:
        """The request to the JavaScript worker that has it call as much."""
        asked = urlencode({each.name: round(getattr(self, each.name)) for each in fields(self)})
        body = request.body or "{}"
        return MainRequest("POST", f"/items?{asked}", body, {"content-type": "application/json"})


NO_CALLS = Calls()


def _some(count: float, one: str, several: str = "") -> str:
    number = round(count)
    return f"{number} {several if several and number > 1 else one}" if number else ""
