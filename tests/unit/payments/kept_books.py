"""The books that are kept while events come in, one by one."""

from collections.abc import Iterable
from typing import Any

from payment_events import told
from payment_facts import Fact
from payment_ledger import Due, due, postings

Event = tuple[str, dict[str, Any], int]
"""As the worker hears one: its kind, its object, and its time. An id decides nothing."""


def kept(events: Iterable[Event]) -> Due:
    """What is written on the way, event by event; each entry's lines sum to zero."""
    facts: list[Fact] = []
    written: Due = {}
    for kind, found, at in events:
        heard = told(kind, {"data": {"object": found}}, at)
        assert heard is not None
        facts += heard.facts
        for entry in postings(due(facts), written):
            assert sum(line.amount for line in entry.lines) == 0
            key = (entry.kind, entry.currency)
            written[key] = written.get(key, 0) + entry.amount
    return {key: amount for key, amount in written.items() if amount}
