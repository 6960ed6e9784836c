"""What `Accept` asks for."""

import pytest

from edgekit import prefers


@pytest.mark.parametrize(
    ("accept", "streams"),
    [
        (None, False),
        ("", False),
        ("*/*", False),
        ("text/event-stream", True),
        ("TEXT/Event-Stream", True),
        ("text/event-stream;q=0", False),
        ("text/event-stream; q=0.0, */*", False),
        ("text/event-stream;q=nonsense", False),
        ("application/json, text/event-stream", True),
        ("application/json, text/event-stream;q=0.5", False),
        ("application/json;q=0.2, text/event-stream;charset=utf-8;q=0.3", True),
        ("text/*", True),
        ("text/*, text/event-stream;q=0", False),
        ("text/event-streams", False),
    ],
)
def test_events_are_sent_to_those_who_ask(accept: str | None, streams: bool) -> None:
    assert prefers(accept, "text/event-stream", "application/json") == streams
