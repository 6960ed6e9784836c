"""What events use of Cloudflare's limits, counted where that is wanted."""

from collections.abc import Callable
from typing import Any

from .serving import Served


def taken(served: Served) -> list[dict[str, Any]]:
    """What was used since the last call, summed up by chain, in the order of the first entries."""
    chains: dict[str, dict[str, Any]] = {}
    for entry in served.supervisor.call("usage"):
        known = chains.setdefault(entry["chain"], {})
        for name, value in entry.items():
            known[name] = known.get(name, 0) + value if isinstance(value, int) else value
    return list(chains.values())


def test_what_an_event_does_in_all_workers_counts_as_the_one_that_began_it(
    serve: Callable[..., Served], upstream: str
) -> None:
    served = serve("features", "neighbour", "script", usage=True, outboundUrl=upstream)
    served.get("features", "/self_binding", headers={"x-request-id": "to-itself"})
    [called] = taken(served)
    told = (called["worker"], called["event"], called["request_id"], called["invocations"])
    assert told == ("features", "fetch", "to-itself", 2)
    served.get("features", "/d1")
    [queried] = taken(served)
    assert (queried["invocations"], queried["d1_queries"]) == (1, 8)
    served.get("features", "/outbound?https://api.example.com/v1")
    [sent] = taken(served)
    assert (sent["d1_queries"], sent["subrequests"]) == (0, 1)
    assert taken(served) == []


def test_nothing_is_counted_unless_asked_for(serve: Callable[..., Served]) -> None:
    served = serve("typed")
    served.request("typed", "/")
    assert taken(served) == []
