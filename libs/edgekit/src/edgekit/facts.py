"""What is read of every request at once: a list of texts, in this order.

Method, URL, the time in epoch milliseconds, the ``X-Request-Id`` that was given, a fresh one if
none was, then the values of ``FACT_HEADERS``; what is missing is empty.
"""

FACT_HEADERS = (
    "origin",
    "traceparent",
    "authorization",
    "content-type",
    "if-none-match",
    "idempotency-key",
    "cf-connecting-ip",
)
FIRST_HEADER = 5
PLACES = {name: FIRST_HEADER + index for index, name in enumerate(FACT_HEADERS)}


def facts_of_event(kind: str, worker: str, started_ms: int) -> list[str]:
    """The facts of something that is no request: a cron run, or a batch of a queue."""
    url = f"https://{worker}/{kind}"
    return [kind.upper(), url, str(started_ms), "", "", *("" for _ in FACT_HEADERS)]
