"""What is reported to slack-intel, and what is not."""

from collections.abc import Coroutine
from typing import Any

import pytest

from edgekit import App
from edgekit.context import Context
from edgekit.facts import FACT_HEADERS, address_facts
from edgekit.reports import BINDING, report


def reports_of(path: str, status: int) -> int:
    """How many entries an answer sends."""
    app = App("items")
    app.worker.bindings[BINDING] = object()
    facts = ["GET", *address_facts(f"https://items.example{path}"), "0", "req-1"]
    ctx: Context[Any] = Context(app.worker, [*facts, *("" for _ in FACT_HEADERS)], None, object())
    sent: list[Coroutine[Any, Any, Any]] = []
    ctx.wait_until = sent.append  # type: ignore[method-assign]
    report(ctx, status, 300)
    for entry in sent:
        entry.close()
    return len(sent)


@pytest.mark.parametrize(
    ("path", "status", "entries"),
    [("/items", 200, 1), ("/items", 500, 1), ("/health", 200, 0), ("/health?deep=1", 200, 0),
     ("/health", 503, 1)],
)  # fmt: skip
def test_slow_and_failed_answers_are_reported_but_no_slow_probe(
    path: str, status: int, entries: int
) -> None:
    assert reports_of(path, status) == entries
