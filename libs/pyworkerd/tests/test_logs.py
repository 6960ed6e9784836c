"""How log lines of workers read in a terminal."""

import json

from pyworkerd.logs import LogRecord


def record(text: str, **event: str) -> LogRecord:
    return LogRecord.from_event({"event": "log", "worker": "shop", "text": text, **event})


def test_plain_text_keeps_its_level_and_words() -> None:
    line = record("hello [there]", level="warn")
    assert (line.level, line.message) == ("warning", "hello [there]")
    assert "hello [there]" in line.render().plain


def test_a_json_request_line_reads_as_a_sentence() -> None:
    text = json.dumps(
        {"level": "info", "event": "request", "worker": "shop", "request_id": "abcdef0123456789",
         "method": "GET", "path": "/a", "status": 200, "duration_ms": 1.25}
    )  # fmt: skip
    line = record(text)
    assert line.message == "GET /a → 200 in 1.2 ms"
    assert line.render(6).plain.endswith("shop   info    abcdef012345 GET /a → 200 in 1.2 ms")


def test_other_json_fields_are_shown_as_pairs() -> None:
    line = record('{"level":"error","event":"sale.failed","sale":7,"why":"no stock"}')
    assert (line.level, line.message) == ("error", "sale.failed sale=7 why=no stock")


def test_json_that_is_not_an_object_is_plain_text() -> None:
    assert record("[1, 2]").message == "[1, 2]"
    assert record("{broken").message == "{broken"
