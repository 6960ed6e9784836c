"""What slack-intel takes, and which log entries are one kind."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.slack_intel import LogEntry, Notification
from log_storms import fingerprint, sample
from slack_messages import message

CARD = {"id": "lead_x", "name": "Ada", "address": "1 Main St", "score": 90}


def entry(**fields: Any) -> LogEntry:
    facts = {"level": "error", "worker": "leads", "event": "request_failed", **fields}
    return LogEntry.model_validate(facts)


def fields_of(refused: ValidationError) -> list[str]:
    return [".".join(map(str, error["loc"])) for error in refused.errors()]


@pytest.mark.parametrize(
    ("given", "channel"),
    [("#general", "#general"), ("general", "#general"), ("C0123ABCD", "C0123ABCD")],
)
def test_a_channel_is_known_by_its_name_or_id(given: str, channel: str) -> None:
    assert Notification(channel=given, text="x").channel == channel


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": "#", "text": "x"}, "channel"),
        ({"channel": "#a <!channel>", "text": "x"}, "channel"),
        ({"channel": "#general", "text": ""}, "text"),
        ({"channel": "#general", "template": "poem", "data": {}}, "template"),
        ({"channel": "#general", "lead": {**CARD, "score": 101}}, "lead.score"),
        ({"channel": "#general", "lead": {"id": "x"}}, "lead.name"),
        ({"channel": "#general"}, ""),
        ({"channel": "#general", "text": "x", "lead": CARD}, ""),
        ({"text": "x"}, "channel"),
    ],
)
def test_a_bad_notification_is_refused_by_field(body: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Notification.model_validate(body)
    assert fields_of(refused.value) == [field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": "loud"}, "level"),
        ({"worker": "Leads!"}, "worker"),
        ({"event": ""}, "event"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-01-01T00:00:00"}, "at"),
        ({"at": "9999-12-31T23:59:59-23:59"}, "at"),
        ({"at": "0001-01-01T00:00:00+23:59"}, "at"),
        ({"at": "1969-12-31T23:59:59Z"}, "at"),
    ],
)
def test_a_bad_entry_is_refused_by_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        entry(**change)
    assert fields_of(refused.value) == [field]


@pytest.mark.parametrize(
    ("given", "level"), [("warn", "warning"), ("critical", "error"), ("fatal", "error")]
)
def test_what_other_loggers_call_a_level_is_understood(given: str, level: str) -> None:
    assert entry(level=given).level == level


def test_entries_that_differ_in_numbers_and_ids_are_one_kind() -> None:
    kinds = {
        fingerprint(entry(path=f"/api/leads/lead_{letter * 26}", trace=f"ValueError: {number}"))
        for number, letter in enumerate("abc")
    }
    assert len(kinds) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"level": "warning"},
        {"worker": "comps"},
        {"event": "queue_failed"},
        {"path": "/api/notes"},
        {"error": "KeyError: b"},
    ],
)
def test_errors_of_different_kinds_are_told_apart(change: dict[str, Any]) -> None:
    facts = {"path": "/api/leads", "error": "KeyError: a"}
    assert fingerprint(entry(**facts)) != fingerprint(entry(**{**facts, **change}))


def test_a_sample_is_escaped_and_shows_the_last_line_of_a_trace() -> None:
    told = message(
        sample(entry(method="GET", path="/x", status=500, trace="line\nValueError: <!here>"))
    )["text"]
    assert "request_failed GET /x 500" in told
    assert told.endswith("> ValueError: &lt;!here&gt;")
