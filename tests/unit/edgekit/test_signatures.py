"""Signatures, by the judgement of the Standard Webhooks project's own package."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from edgekit import Problem
from edgekit.signatures import WebhookKeys, check_timestamp, new_webhook_secret, same

NOW = 1_790_000_000
OLD, NEW = (new_webhook_secret(bytes([seed]) * 32) for seed in (1, 2))
BODY = '{"type":"lead.created","name":"José ₹ 🏠"}'.encode()


def by_the_clock() -> int:
    """The second that it is: their package looks at the clock itself."""
    return int(datetime.now(UTC).timestamp())


@given(key=st.binary(min_size=24, max_size=64), body=st.text())
def test_what_we_sign_the_standard_package_verifies(key: bytes, body: str) -> None:
    secret = new_webhook_secret(key)
    sent = json.dumps({"text": body}, ensure_ascii=True)
    headers = WebhookKeys.parse(secret).sign("msg_1", by_the_clock(), sent.encode())
    assert Webhook(secret).verify(sent, headers) == {"text": body}


@given(key=st.binary(min_size=24, max_size=64), body=st.text())
def test_what_the_standard_package_signs_we_verify(key: bytes, body: str) -> None:
    secret = new_webhook_secret(key)
    at = datetime.fromtimestamp(NOW, UTC)
    text = body.encode("utf-8", "replace").decode()
    signature = Webhook(secret).sign("msg_1", at, text)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(NOW),
        "webhook-signature": signature,
    }
    assert WebhookKeys.parse(secret).verify(headers, text.encode(), NOW) == "msg_1"


def test_while_keys_rotate_receivers_with_the_old_and_the_new_one_verify() -> None:
    headers = WebhookKeys.parse(f"{NEW} {OLD}").sign("msg_1", by_the_clock(), BODY)
    for secret in (OLD, NEW):
        assert Webhook(secret).verify(BODY, headers)
        alone = WebhookKeys.parse(secret).sign("msg_1", NOW, BODY)
        assert WebhookKeys.parse(f"{NEW},{OLD}").verify(alone, BODY, NOW) == "msg_1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "msg_2"),
        ("webhook-id", ""),
        ("webhook-timestamp", "{later}"),
        ("webhook-timestamp", "9" * 400),
        ("webhook-timestamp", "-1"),
        ("webhook-timestamp", "1e9"),
        ("webhook-timestamp", "١٧٠٠٠٠٠٠٠٠"),
        ("webhook-timestamp", " {now}"),
        ("webhook-signature", ""),
        ("webhook-signature", "v1,"),
        ("webhook-signature", "v1,ünïcödé"),
        ("webhook-signature", "v1a," + "A" * 43 + "="),
        ("webhook-signature", "\ud800"),
    ],
)
def test_any_other_header_is_refused(name: str, value: str) -> None:
    keys = WebhookKeys.parse(NEW)
    sent = value.format(now=NOW, later=NOW + 1)
    headers = keys.sign("msg_1", NOW, BODY) | {name: sent}
    with pytest.raises(Problem) as raised:
        keys.verify(headers, BODY, NOW)
    assert raised.value.status == 401


@given(st.data())
def test_no_byte_of_the_body_can_be_changed(data: st.DataObject) -> None:
    keys = WebhookKeys.parse(NEW)
    place = data.draw(st.integers(0, len(BODY) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    changed = BODY[:place] + bytes([BODY[place] ^ bit]) + BODY[place + 1 :]
    with pytest.raises(Problem, match="not one of this body"):
        keys.verify(keys.sign("msg_1", NOW, BODY), changed, NOW)


@pytest.mark.parametrize("away", [-301, 301, -86_400, 10**9])
def test_what_was_recorded_can_not_be_played_later_or_sooner(away: int) -> None:
    keys = WebhookKeys.parse(NEW)
    with pytest.raises(Problem, match="300 seconds away"):
        keys.verify(keys.sign("msg_1", NOW, BODY), BODY, NOW + away)


@pytest.mark.parametrize("away", [-300, 0, 300])
def test_five_minutes_of_difference_are_taken(away: int) -> None:
    assert check_timestamp(str(NOW), NOW + away) == NOW


@pytest.mark.parametrize(
    "secrets",
    [
        "",
        " , ",
        "whsec_",
        "whsec_no base64",
        "whsec_" + base64.b64encode(b"short").decode(),
        "ключ",
    ],
)
def test_a_secret_that_is_none_is_never_used(secrets: str) -> None:
    with pytest.raises(ValueError, match="webhook secret"):
        WebhookKeys.parse(secrets)


@given(st.text(), st.text())
def test_texts_are_the_same_only_if_they_are_equal(one: str, other: str) -> None:
    assert same(one, other) == (one == other)
    assert same(one, one)
