"""Whatever a provider signs is an event that can be stored, or is refused with 400 or 413."""

import json
from typing import Any

import pytest
from hook_requests import (
    NOW,
    Sent,
    by_followupboss,
    by_form,
    by_github,
    by_hubspot,
    by_postmark,
    by_slack,
    by_standard,
    by_stripe,
    by_twilio,
)
from hypothesis import given
from hypothesis import strategies as st

from edgekit import Problem
from hook_event import Event, Reply, form_fields, payload_text

NAMES = st.sampled_from(
    ["id", "type", "created", "timestamp", "created_at", "event", "event_id", "eventId", "payload",
     "eventCreated", "RecordType", "subscriptionType", "occurredAt", "action", "challenge"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["evt_1", "url_verification", "event_callback", "2026-01-01", "0001-01-01T00:00+23:59"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(NAMES | st.text(max_size=4), VALUES, max_size=5)
# The packages of stripe, hubspot and standardwebhooks sign text: what UTF-8 can't hold is none.
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


def storable(sent: Sent) -> None:
    """The request is an event as the worker stores it, or refused as its client's mistake."""
    try:
        found = sent.verified()
        text = payload_text(found) if isinstance(found, Event) else "{}"
    except Problem as problem:
        assert problem.status in (400, 413, 415), problem  # noqa: PT017
        return
    if isinstance(found, Reply):
        return
    assert json.loads(text) == found.payload
    assert found.id.isascii()
    assert 0 <= found.occurred_at < NOW * 1000
    text.encode()


def has_only_utf_8(value: Any) -> bool:
    text = json.dumps(value, ensure_ascii=False)
    return text == text.encode(errors="replace").decode() and "NaN" not in text


@given(VALUES | OBJECTS)
def test_any_json_in_any_envelope(value: Any) -> None:
    body = json.dumps(value).encode()
    for sent in (by_slack(body), by_github(body), by_form(body, kind="application/json")):
        storable(sent)
    if has_only_utf_8(value):
        for signed in (by_stripe, by_standard, by_postmark, by_followupboss, by_hubspot):
            storable(signed(value))


@given(st.lists(OBJECTS, max_size=3))
def test_any_batch_of_hubspots(events: list[Any]) -> None:
    if has_only_utf_8(events):
        storable(by_hubspot(events))


@given(st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS, min_size=1, max_size=3), max_size=4))
def test_any_form_that_twilio_signs_comes_with_all_its_fields(fields: dict[str, Any]) -> None:
    sent = by_twilio(fields)
    storable(sent)
    read = form_fields(sent.body)
    assert read == {
        name: [value] if isinstance(value, str) else value for name, value in fields.items()
    }


@given(st.binary(max_size=200))
def test_any_bytes_in_any_envelope(body: bytes) -> None:
    for kind in ("", "application/json", "text/plain", "application/x-www-form-urlencoded", "x"):
        for sent in (
            by_slack(body, kind=kind),
            by_github(body, kind=kind),
            by_form(body, kind=kind),
        ):
            storable(sent)


@pytest.mark.parametrize("depth", [100, 100_000])
def test_depth_is_no_servers_error(depth: int) -> None:
    for text in ("[" * depth + "]" * depth, '{"id":' * depth + "1" + "}" * depth):
        storable(by_slack(text.encode()))
        storable(by_github(text.encode()))


@given(st.integers(300, 5000))
def test_a_number_of_any_length_is_no_servers_error(digits: int) -> None:
    storable(by_github(b'{"a": 1' + b"0" * digits + b"}"))
    storable(by_stripe({"id": "evt_1", "type": "a", "created": 10**300}))
