"""Whatever is changed of a signed request, it is refused: 401 or 400, never an error of ours."""

import json
from dataclasses import replace

import pytest
from hook_requests import (
    FORM,
    JSON,
    KEY,
    NOW,
    SENT,
    Sent,
    by_form,
    by_github,
    by_hubspot,
    by_sendgrid,
    by_slack,
    by_standard,
    by_stripe,
    by_twilio,
    sendgrid_key,
)
from hypothesis import given
from hypothesis import strategies as st

from edgekit import Problem
from hook_event import Event, payload_text

SIGNED = ("stripe", "twilio", "slack", "github", "standard", "hubspot", "followupboss", "sendgrid")
TIMED = {
    "stripe": by_stripe,
    "slack": by_slack,
    "standard": by_standard,
    "hubspot": by_hubspot,
    "sendgrid": by_sendgrid,
}
KEYED = ("standard", "sendgrid")  # whose secret has a form: what has another opens nothing
names = st.sampled_from(sorted(SENT))
header_text = st.text(st.characters(codec="utf-8"), max_size=60)


def refusal(sent: Sent, now: float = NOW) -> int:
    """The status with which it is refused, 0 if it is not."""
    try:
        found = sent.verified(now)
        if isinstance(found, Event):
            payload_text(found)
    except Problem as problem:
        return problem.status
    return 0


@given(name=st.sampled_from(SIGNED), data=st.data())
def test_no_byte_of_a_body_can_be_changed(name: str, data: st.DataObject) -> None:
    sent = SENT[name]
    place = data.draw(st.integers(0, len(sent.body) - 1))
    changed = bytearray(sent.body)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    if name == "twilio" and _says_the_same(sent.body, bytes(changed)):
        return
    assert refusal(replace(sent, body=bytes(changed))) in (400, 401)


def _says_the_same(one: bytes, other: bytes) -> bool:
    from urllib.parse import parse_qsl

    said = parse_qsl(other.decode(errors="replace"), keep_blank_values=True)
    return sorted(parse_qsl(one.decode(), keep_blank_values=True)) == sorted(said)


@given(name=st.sampled_from(SIGNED), more=st.binary(min_size=1, max_size=20))
def test_nothing_can_be_added_to_a_body(name: str, more: bytes) -> None:
    sent = SENT[name]
    longer = replace(sent, body=sent.body + more)
    if name == "twilio" and _says_the_same(sent.body, longer.body):
        return
    assert refusal(longer) in (400, 401)


@given(name=names, text=header_text, data=st.data())
def test_no_header_of_a_signature_can_be_any_other(
    name: str, text: str, data: st.DataObject
) -> None:
    sent = SENT[name]
    deciding = [h for h in sent.headers if h not in ("content-type", "x-github-event")]
    deciding = [h for h in deciding if h != "x-github-delivery"]
    header = data.draw(st.sampled_from(sorted(deciding)))
    if text.strip() == sent.headers[header].strip():
        return
    assert refusal(sent.with_header(header, text)) in (400, 401)
    assert refusal(sent.with_header(header, "")) == 401


@given(name=names, headers=st.dictionaries(st.integers(0, 9), header_text), body=st.binary())
def test_noise_is_refused(name: str, headers: dict[int, str], body: bytes) -> None:
    reads = list(SENT[name].headers)
    noise = {reads[place % len(reads)]: text for place, text in headers.items()}
    assert refusal(replace(SENT[name], headers=noise, body=body)) in (400, 401)


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 86_400])
def test_what_is_old_or_of_the_future_is_refused(name: str, seconds: int) -> None:
    assert refusal(TIMED[name](at=NOW + seconds)) == 401
    assert refusal(TIMED[name](at=NOW + (299 if seconds > 0 else -299))) == 0


@pytest.mark.parametrize("name", SENT)
def test_what_was_recorded_can_not_be_played_later_where_a_time_is_signed(name: str) -> None:
    assert refusal(SENT[name], now=NOW + 3600) == (401 if name in TIMED else 0)


@pytest.mark.parametrize(
    "time", ["9" * 400, "-1", "", "١٧٠٠", "1e9", " ", "NaN", f"{NOW}.0", f"+{NOW}", "\ud800"]
)
def test_a_time_that_is_none_is_refused(time: str) -> None:
    stripes = SENT["stripe"].headers["stripe-signature"].replace(str(NOW), time)
    assert refusal(SENT["stripe"].with_header("stripe-signature", stripes)) == 401
    assert refusal(SENT["slack"].with_header("x-slack-request-timestamp", time)) == 401
    assert refusal(SENT["standard"].with_header("webhook-timestamp", time)) == 401
    sendgrids = "x-twilio-email-event-webhook-timestamp"
    assert refusal(SENT["sendgrid"].with_header(sendgrids, time)) == 401


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=,v1=",
        f"t={NOW}",
        f"t={NOW},t={NOW},v1=00",
        f"t={NOW},v0=00",
        ",,,",
        "t=1,v1=é",
        f"t={NOW}," + ",".join(["v1=00"] * 21),
        f"t={NOW}," * 5000,
    ],
)
def test_a_header_of_stripes_that_says_too_little_or_too_much_is_refused(header: str) -> None:
    assert refusal(SENT["stripe"].with_header("stripe-signature", header)) == 401


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("secret", ["other", "é🏠", "a b c", f"whsec_{'bmV3' * 8}"])
def test_under_another_secret_nothing_is_right(name: str, secret: str) -> None:
    is_closed = name in KEYED and not (name == "standard" and secret[:6] == "whsec_")
    assert refusal(replace(SENT[name], secret=secret)) == (403 if is_closed else 401)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (by_stripe(), by_stripe(secret="gone")),
        (by_twilio(), by_twilio(token="gone")),
        (by_github(), by_github(key="gone")),
        (by_standard(), by_standard(key=f"whsec_{'bmV3' * 8}")),
        (by_form(), by_form(token="gone")),
        (by_sendgrid(), by_sendgrid(number=2)),
    ],
)
def test_a_secret_that_was_replaced_holds_no_more(right: Sent, wrong: Sent) -> None:
    assert (refusal(right), refusal(wrong)) == (0, 401)


def test_headers_of_two_families_are_nobodys_signature() -> None:
    sent = by_standard(prefix="svix")
    mixed = sent.headers | {"webhook-signature": "v1,AAAA"}
    assert refusal(replace(sent, headers=mixed)) == 401


@pytest.mark.parametrize("body", [b"\xff\xfe", b"payload=%FF%FE", b'{"a":"\xff"}'])
@pytest.mark.parametrize("kind", [JSON, FORM, "", "text/plain"])
def test_broken_utf_8_is_400_however_well_it_is_signed(body: bytes, kind: str) -> None:
    assert refusal(by_slack(body, kind=kind)) == 400
    assert refusal(by_github(body, kind=kind)) in (400, 0 if body.isascii() else 400)
    assert refusal(by_form(body, kind=kind)) == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"1",
        b'"text"',
        b"{",
        b'{"id":1e999}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"id":"\\ud800"}',
        b'{"id":NaN}',
    ],
)
def test_what_is_no_json_object_is_400_however_well_it_is_signed(body: bytes) -> None:
    assert refusal(by_slack(body)) == 400
    assert refusal(by_github(body)) == 400
    assert refusal(by_form(body, kind=JSON)) == 400
    assert refusal(by_sendgrid(body=body)) == 400


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"id": 1, "type": "a"},
        {"id": "", "type": "a"},
        {"id": "evt", "type": None},
        {"id": "evt", "type": ["a"]},
        {"id": "evt\n", "type": "a"},
        {"id": "é", "type": "a"},
        {"id": "e" * 256, "type": "a"},
        {"id": "evt", "type": "t" * 201},
    ],
)
def test_an_event_without_a_usable_id_or_type_is_400(event: dict[str, object]) -> None:
    assert refusal(by_stripe(event)) == 400


@pytest.mark.parametrize("at", [None, "soon", -1, 10**400, True, 1e300, []])
def test_a_time_that_an_event_can_not_have_happened_is_that_of_the_request(at: object) -> None:
    event = by_stripe({"id": "evt", "type": "a", "created": at}).event()
    assert event.occurred_at == NOW


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_json_that_slack_signs_is_an_event_or_400(value: object) -> None:
    for body in ({"type": value}, {"event_id": value, "event": value}, {"event": {"type": value}}):
        sent = by_slack(json.dumps(body).encode())
        assert refusal(sent) in (0, 400)


@given(st.binary(max_size=300))
def test_any_form_that_a_provider_signs_is_an_event_or_400(body: bytes) -> None:
    for sent in (by_slack(body, kind=FORM), by_github(body, kind=FORM), by_form(body)):
        assert refusal(sent) in (0, 400)


def test_more_fields_than_anybody_sends_are_400() -> None:
    assert refusal(by_form(b"a=1&" * 2000)) == 400
    assert refusal(by_form(b"&" * 500_000)) in (0, 400)


def test_a_key_that_is_none_is_told_as_closed() -> None:
    assert refusal(replace(SENT["standard"], secret="no key")) == 403
    assert refusal(replace(SENT["standard"], secret=f"{KEY} short")) == 403
    assert refusal(replace(SENT["sendgrid"], secret=f"{sendgrid_key()} MFkw")) == 403
