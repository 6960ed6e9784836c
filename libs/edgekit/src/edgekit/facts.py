"""What is read of every request at once: a list of texts, in this order.

Method, the address up to its path (``https://host``), path, query, the time in epoch milliseconds,
the request's id (``X-Request-Id`` where one was given, else a new one), then the values of
``FACT_HEADERS``; what is missing is empty, and a header that was given without a value ``EMPTY``.
"""

METHOD, BASE, PATH, QUERY, STARTED, REQUEST_ID, ORIGIN = range(7)
FACT_HEADERS = (
    "origin",
    "traceparent",
    "authorization",
    "content-type",
    "if-none-match",
    "idempotency-key",
    "cf-connecting-ip",
)
EMPTY = " "
"""No header's value begins or ends with a space; edgekit.mjs says the same."""
PLACES = {name: ORIGIN + index for index, name in enumerate(FACT_HEADERS)}


def address_facts(url: str) -> list[str]:
    """Base, path and query of a request's URL; a fragment is not sent to servers."""
    address = url.partition("#")[0]
    slash = address.find("/", len("https://"))
    path, _, query = address[slash:].partition("?")
    return [address[:slash], path, query]


def facts_of_event(kind: str, worker: str, started_ms: int, request_id: str) -> list[str]:
    """The facts of something that is no request: a cron run, or a batch of a queue."""
    address = [f"https://{worker}", f"/{kind}", ""]
    return [kind.upper(), *address, str(started_ms), request_id, *("" for _ in FACT_HEADERS)]
