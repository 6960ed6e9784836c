"""Fetches on their way into a cache, of which an isolate keeps one for each key."""

from dataclasses import dataclass


@dataclass
class Flight:
    """A fetch on its way, and its text until KV has it.

    The runtime drops a request whose caller has gone, and nothing of it ever runs again: a flight
    of which nothing was heard until ``until`` (epoch milliseconds) is lost, and the next one flies.
    """

    until: int
    text: str | None = None
