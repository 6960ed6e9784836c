"""Whatever Twilio or a person says is read; numbers are judged by libphonenumber's port."""

import json
from contextlib import suppress
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.contact import e164
from edgekit import Upstream
from sms_inbound import _fields, _phone
from sms_segments import segments
from sms_twilio import listed, outcome
from sms_zones import clock, whereabouts

NAMES = st.sampled_from(["messages", "sid", "body", "direction", "date_created", "code", "message"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    | st.sampled_from(["outbound-api", "Fri, 27 Nov 2026 10:00:00 +0000", "Hi"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=9,
)  # fmt: skip
ANSWERS = st.builds(
    Upstream,
    st.integers(200, 599),
    st.dictionaries(NAMES, VALUES, max_size=4).map(json.dumps) | st.text(max_size=20),
    st.dictionaries(st.just("retry-after"), st.text(max_size=9)),
)


@given(ANSWERS)
def test_any_answer_to_a_message_means_something(answer: Upstream) -> None:
    found = outcome(answer, 1_795_900_000)
    assert 0 <= found.seconds < 400 * 86_400
    assert found.code is None or abs(found.code) < 2**53


MESSAGE = {
    "direction": "outbound-api",
    "body": "Hi",
    "date_created": "Fri, 27 Nov 2026 10:00:00 +0000",
}
MESSAGES = VALUES | st.just(MESSAGE) | st.builds(lambda sid: {**MESSAGE, "sid": sid}, VALUES)


@given(st.lists(MESSAGES, max_size=3) | VALUES)
def test_any_list_of_messages_can_be_read(messages: Any) -> None:
    found = listed(Upstream(200, json.dumps({"messages": messages})), "Hi", 0)
    assert found is None or all(isinstance(sid, str) for sid in found)


def test_a_code_that_no_database_takes_is_none() -> None:
    assert outcome(Upstream(400, f'{{"code": {10**30}}}'), 0).code is None


@given(st.dictionaries(st.text(max_size=9), VALUES))
def test_any_form_has_texts_for_fields(payload: dict[str, Any]) -> None:
    assert all(isinstance(value, str) for value in _fields(payload).values())


@given(st.text(max_size=20) | st.from_regex(r"\+?[0-9 ().-]{1,20}"))
def test_any_sender_is_a_number_or_nobody(text: str) -> None:
    phone = _phone(text)
    assert phone is None or phone.startswith("+")
    if phone is not None:
        assert _phone(phone) == phone


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_number_of_the_world_is_taken_as_it_is(region: str) -> None:
    example = phonenumbers.example_number(region)
    assert example is not None
    formats = phonenumbers.PhoneNumberFormat
    code = phonenumbers.format_number(example, formats.E164)
    for way in (formats.E164, formats.INTERNATIONAL):
        with suppress(ValueError):  # some are shorter than a mobile telephone's
            assert e164(phonenumbers.format_number(example, way)) == code


@given(st.text(max_size=15), st.none() | st.text(max_size=10))
def test_anybody_is_somewhere(phone: str, zip_code: str | None) -> None:
    found = whereabouts(phone, zip_code)
    assert found.zones
    for zone in found.zones:
        assert clock(zone)


@given(st.text(max_size=400))
def test_any_text_has_segments_that_hold_it(text: str) -> None:
    found = segments(text)
    assert found.segments >= (1 if text else 0)
    assert found.remaining >= 0
