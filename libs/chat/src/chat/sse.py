"""Server-sent events (WHATWG HTML, 9.2): one JSON object an event, so that line breaks are safe."""

import json
from typing import Any

KEEP_ALIVE = ": keep-alive\n\n"
"""A comment; the blank line ends it, or some clients would take it for a part of the next event."""


def event(name: str, data: dict[str, Any]) -> str:
    """An event with its data on one line.

    >>> event("delta", {"text": "a\\nb"})
    'event: delta\\ndata: {"text": "a\\\\nb"}\\n\\n'
    """
    return raw_event(name, json.dumps(data, ensure_ascii=False))


def raw_event(name: str, text: str) -> str:
    """An event whose data is JSON text already, without line breaks."""
    return f"event: {name}\ndata: {text}\n\n"
