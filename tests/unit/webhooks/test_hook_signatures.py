"""Signatures, by the judgement of the providers' own packages and documents."""

import hashlib
import hmac
import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hook_requests import (
    FORM,
    HUBSPOT_EVENT,
    JSON,
    KEY,
    NOW,
    SENDGRID_EVENT,
    SENT,
    URL,
    Sent,
    by_followupboss,
    by_form,
    by_github,
    by_hubspot,
    by_postmark,
    by_sendgrid,
    by_slack,
    by_standard,
    by_stripe,
    by_twilio,
    json_bytes,
    sendgrid_key,
)
from twilio.request_validator import RequestValidator

from edgekit import Problem
from edgekit.signatures import WebhookKeys
from hook_event import Reply
from hook_providers import PROVIDERS
from hook_providers.twilio import TWIML
from hook_vars import HookVars

ODD_TEXT = {"id": "evt_2", "type": "a.b", "name": "José ₹ 🏠", "created": NOW}


@pytest.mark.parametrize("name", SENT)
def test_what_a_provider_signs_is_an_event(name: str) -> None:
    event = SENT[name].event()
    assert event.id
    assert event.type
    assert event.payload


def test_every_provider_has_a_secret_of_its_own_that_is_declared() -> None:
    assert set(PROVIDERS) == set(SENT)
    secrets = {each.secret for each in PROVIDERS.values()}
    assert secrets == {name for name, var in HookVars.declared.items() if var.is_secret}
    assert len(secrets) == len(PROVIDERS)


def test_no_signature_or_token_is_among_the_headers_that_are_kept() -> None:
    for provider in PROVIDERS.values():
        assert not any(
            word in name
            for name in provider.keeps
            for word in ("signature", "authorization", "cookie", "token ")
        )


def test_text_in_any_script_is_verified_as_its_bytes() -> None:
    assert by_stripe(ODD_TEXT).event().payload["name"] == "José ₹ 🏠"
    assert by_github(json_bytes(ODD_TEXT)).event().payload == ODD_TEXT
    assert by_standard(ODD_TEXT).event().payload == ODD_TEXT
    assert by_slack(json_bytes(ODD_TEXT | {"type": "x"})).event().payload["name"] == "José ₹ 🏠"


def test_while_stripes_secret_is_rolled_both_sign_in_any_order() -> None:
    sent, other = by_stripe(), by_stripe(secret="whsec_two")
    one, two = (each.headers["stripe-signature"].partition("v1=")[2] for each in (sent, other))
    for header in (
        f"t={NOW},v1={two},v1={one}",
        f"t={NOW},v1={one},v1={two}",
        f"v1={two},t={NOW},v0=old, v1={one}",
    ):
        assert sent.with_header("stripe-signature", header).event().id == "evt_1"
    rolled = Sent("stripe", "whsec_two whsec_one", sent.headers, sent.body)
    assert rolled.event().id == "evt_1"


@pytest.mark.parametrize("secret", [f"{KEY} whsec_{'bmV3' * 8}", f"whsec_{'bmV3' * 8},{KEY}"])
def test_while_a_standard_key_is_replaced_the_old_one_holds(secret: str) -> None:
    sent = by_standard()
    assert Sent("standard", secret, sent.headers, sent.body).event().id == "msg_1"
    both = WebhookKeys.parse(secret).sign("msg_9", NOW, sent.body)
    assert Sent("standard", KEY, both, sent.body).event().id == "msg_9"


def test_resend_signs_under_the_names_of_svix() -> None:
    assert by_standard(prefix="svix").event().type == "email.opened"


def test_two_tokens_of_twilio_and_of_forms_hold() -> None:
    for sent in (by_twilio(), by_form()):
        assert Sent(sent.provider, f"new {sent.secret}", sent.headers, sent.body, sent.url).event()


# https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
def test_githubs_documented_example_is_accepted() -> None:
    signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    headers = {"x-hub-signature-256": signature, "x-github-event": "ping"}
    sent = Sent("github", "It's a Secret to Everybody", headers, b"Hello, World!")
    assert sent.event().payload == {"text": "Hello, World!"}
    rotating = "another, with a comma\nIt's a Secret to Everybody"
    assert Sent("github", rotating, headers, b"Hello, World!").event()


def test_githubs_form_is_verified_raw_and_then_unwrapped() -> None:
    body = urlencode({"payload": '{"action":"closed","title":"a+b & c=é"}'}).encode()
    event = by_github(body, kind=f"{FORM}; charset=utf-8").event()
    assert event.type == "issues.closed"
    assert event.payload["title"] == "a+b & c=é"


@pytest.mark.parametrize(
    "signed",
    [
        f"{URL}/hooks/twilio?name=O'Brien",
        f"{URL}/hooks/twilio?b=2&a=1&a=0",
        f"{URL}/hooks/twilio?say=%22hi%22&to=%2B1206",
        f"{URL}/hooks/twilio?empty=&flag",
    ],
)
def test_twilio_signs_the_query_as_it_is_written(signed: str) -> None:
    assert by_twilio(url=signed).event().id.startswith("SM1:")


def test_a_query_that_a_parser_has_escaped_is_the_one_that_twilio_signed_raw() -> None:
    sent = by_twilio(url=f"""{URL}/hooks/twilio?name=O'Brien&said="no\"""")
    for seen in (
        f"{URL}/hooks/twilio?name=O%27Brien&said=%22no%22",
        f"""{URL}/hooks/twilio?name=O'Brien&said="no\"""",
    ):
        assert Sent("twilio", "tok", sent.headers, sent.body, seen).event()


@pytest.mark.parametrize(
    ("signed", "public"),
    [
        ("https://hooks.example.com:443/hooks/twilio", "https://hooks.example.com/hooks/twilio"),
        ("https://hooks.example.com/hooks/twilio", "https://hooks.example.com:443/hooks/twilio"),
        ("http://hooks.example.com:80/hooks/twilio", "http://hooks.example.com/hooks/twilio"),
        ("https://hooks.example.com/hooks/twilio", "https://hooks.example.com:8443/hooks/twilio"),
        ("http://[2001:db8::1]:80/hooks/twilio", "http://[2001:db8::1]/hooks/twilio"),
    ],
)
def test_twilio_may_sign_the_port_or_leave_it_out(signed: str, public: str) -> None:
    sent = by_twilio(url=signed)
    assert Sent("twilio", "tok", sent.headers, sent.body, public).event()


def test_another_port_is_another_address() -> None:
    sent = by_twilio(url="https://hooks.example.com:9000/hooks/twilio")
    with pytest.raises(Problem, match="PUBLIC_URL"):
        Sent("twilio", "tok", sent.headers, sent.body, f"{URL}/hooks/twilio").verified()


def test_twilios_repeated_fields_count_in_any_order() -> None:
    sent = by_twilio({"MessageSid": "SM2", "MediaUrl": ["b", "a", "a"], "Body": ""})
    assert sent.event().payload["MediaUrl"] == ["b", "a", "a"]
    turned = sent.body.replace(b"MediaUrl=b&MediaUrl=a", b"MediaUrl=a&MediaUrl=b")
    assert turned != sent.body
    assert Sent("twilio", "tok", sent.headers, turned, sent.url).event()


def test_a_shared_key_of_twilios_signs_with_a_newer_digest() -> None:
    sent = by_twilio({"MessageSid": "SM3"})
    validator = RequestValidator("tok")
    newer = validator.compute_signature(sent.url, {"MessageSid": "SM3"}, "HMAC_SHA256")
    settings = "x-twilio-webhooks-signature-settings"
    signed = sent.with_header("x-twilio-signature", newer)
    assert signed.with_header(settings, "key=k1,algorithm=HMAC_SHA256").event()
    for other in ("", "key=k1,algorithm=MD5", "é"):
        with pytest.raises(Problem, match="401"):
            signed.with_header(settings, other).verified()


def test_twilios_json_is_signed_by_its_digest_in_the_query() -> None:
    body = b'{"CallSid":"CA1","CallStatus":"ringing"}'
    url = f"{URL}/hooks/twilio?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = by_twilio({}, url=url).headers | {"content-type": JSON}
    assert Sent("twilio", "tok", headers, body, url).event().type == "call.ringing"
    with pytest.raises(Problem, match="401"):
        Sent("twilio", "tok", headers, body + b" ", url).verified()


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"MessageSid": "SM1", "MessageStatus": "delivered"}, "message.delivered"),
        ({"SmsSid": "SM1", "SmsStatus": "received", "Body": "x"}, "message.received"),
        ({"CallSid": "CA1", "CallStatus": "completed"}, "call.completed"),
        ({"Other": "1"}, "unknown"),
    ],
)
def test_twilios_events_are_told_apart(fields: dict[str, str], kind: str) -> None:
    event = by_twilio(fields).event()
    assert event.type == kind
    assert event.reply == TWIML
    assert event.id == by_twilio(fields).event().id
    is_same = event.id == by_twilio(fields | {"ErrorCode": "11200"}).event().id
    assert is_same is (kind == "message.received")


def test_slacks_challenge_is_answered_only_when_it_is_signed() -> None:
    body = json_bytes({"type": "url_verification", "challenge": "3eZbrw1aB"})
    sent = by_slack(body)
    assert sent.verified() == Reply("3eZbrw1aB")
    for name in ("x-slack-signature", "x-slack-request-timestamp"):
        with pytest.raises(Problem, match="401"):
            sent.with_header(name, "").verified()


def test_slacks_forms_are_commands_and_interactions() -> None:
    command = by_slack(b"command=%2Fleads&text=hot&trigger_id=13.1", kind=FORM).event()
    assert (command.type, command.id) == ("command.leads", "slack_13.1")
    pressed = json.dumps({"type": "block_actions", "trigger_id": "13.2"})
    press = by_slack(urlencode({"payload": pressed}).encode(), kind=FORM).event()
    assert (press.type, press.id) == ("interaction.block_actions", "slack_13.2")
    assert press.reply == command.reply == Reply()


def test_a_form_is_one_for_its_key_or_for_the_day() -> None:
    day = 86_400
    first = by_form().event()
    assert first.id == by_form().event(now=NOW - NOW % day).id
    assert first.id != by_form().event(now=NOW + day).id
    assert by_form().with_header("idempotency-key", "zap-7").event().id == "zap-7"


def test_a_form_may_be_json() -> None:
    body = json_bytes({"name": "Ada", "utm": {"utm_source": "x"}})
    assert by_form(body, kind=JSON).event().payload["utm"] == {"utm_source": "x"}
    with pytest.raises(Problem, match="415"):
        by_form(b"<a/>", kind="text/xml").verified()


@pytest.mark.parametrize("scheme", ["Basic", "Bearer"])
def test_postmarks_token_is_a_password_or_a_bearer_and_two_hold(scheme: str) -> None:
    sent = by_postmark(scheme=scheme)
    both = Sent("postmark", "new mark", sent.headers, sent.body).event()
    assert (both.type, both.id) == ("Bounce", sent.event().id)
    with pytest.raises(Problem, match="401"):
        by_postmark(scheme=scheme, token="gone").verified()


@pytest.mark.parametrize(
    "header", ["Basic", "Basic mark", "Basic é", "Basic bWFyaw==", "Basic //79", "Digest mark", ""]
)
def test_what_holds_no_token_of_postmarks_is_refused(header: str) -> None:
    with pytest.raises(Problem, match="401"):
        by_postmark().with_header("authorization", header).verified()


def test_an_event_of_postmarks_without_its_kind_is_400() -> None:
    with pytest.raises(Problem, match="RecordType"):
        by_postmark({"ID": 1}).verified()


# What SendGrid's own libraries test themselves with.
SENDGRIDS_EXAMPLE = (
    b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",'
    b'"sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",'
    b'"sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",'
    b'"smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]'
    b"\r\n"
)
SENDGRIDS_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+"
    "2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
)
SENDGRIDS_HEADERS = {
    "x-twilio-email-event-webhook-signature": "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEA"
    "yBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
    "x-twilio-email-event-webhook-timestamp": "1600112502",
}


def test_sendgrids_own_example_is_accepted_to_its_last_line_end() -> None:
    sent = Sent("sendgrid", SENDGRIDS_KEY, SENDGRIDS_HEADERS, SENDGRIDS_EXAMPLE)
    event = sent.event(now=1_600_112_510)
    assert (event.type, event.occurred_at) == ("dropped", 1_600_112_492)
    with pytest.raises(Problem, match="401"):
        replace(sent, body=SENDGRIDS_EXAMPLE.rstrip()).event(now=1_600_112_510)
    with pytest.raises(Problem, match="401"):
        sent.event(now=1_600_112_803)


def test_while_sendgrids_key_is_replaced_both_hold() -> None:
    for number in (1, 2):
        both = f"{sendgrid_key(2)}, {sendgrid_key(1)}"
        assert replace(by_sendgrid(number=number), secret=both).event().type == "bounce"


def test_a_batch_of_sendgrids_is_one_delivery_known_by_what_it_says() -> None:
    delivered = SENDGRID_EVENT | {"event": "delivered", "timestamp": NOW - 9, "name": "José 🏠"}
    event = by_sendgrid([SENDGRID_EVENT, delivered]).event()
    assert (event.type, event.occurred_at) == ("batch", NOW)
    assert event.payload == {"events": [SENDGRID_EVENT, delivered]}
    told_again = [delivered | {"sg_event_id": "two"}, SENDGRID_EVENT | {"sg_event_id": "three"}]
    assert by_sendgrid(told_again, at=NOW + 60).event().id == event.id
    for change in ({"event": "open"}, {"timestamp": NOW - 1}, {"email": "a@example.com"}):
        other = by_sendgrid([SENDGRID_EVENT, delivered | change]).event()
        assert other.id != event.id


@pytest.mark.parametrize("events", [[], [1], "x", 5, [[]], None])
def test_sendgrids_body_has_to_be_events(events: object) -> None:
    with pytest.raises(Problem) as raised:
        by_sendgrid(body=json_bytes(events)).event()
    assert raised.value.status == 400


def test_a_signature_in_capitals_is_none() -> None:
    sent = by_github()
    shouted = sent.headers["x-hub-signature-256"].upper()
    with pytest.raises(Problem, match="401"):
        sent.with_header("x-hub-signature-256", shouted).verified()


def test_the_older_signature_of_github_is_not_enough() -> None:
    sha1 = "sha1=" + hmac.digest(b"hub", SENT["github"].body, hashlib.sha1).hex()
    with pytest.raises(Problem, match="401"):
        SENT["github"].with_header("x-hub-signature-256", sha1).verified()


def test_hubspots_attempts_are_one_event_whatever_their_number_and_time() -> None:
    again = by_hubspot([HUBSPOT_EVENT | {"attemptNumber": 3}], at=NOW + 60)
    assert by_hubspot().event().id == again.event().id
    other = by_hubspot([HUBSPOT_EVENT | {"propertyValue": "2"}])
    assert by_hubspot().event().id != other.event().id


def test_hubspots_events_stand_in_one_delivery() -> None:
    created = HUBSPOT_EVENT | {"subscriptionType": "contact.creation"}
    event = by_hubspot([HUBSPOT_EVENT, created]).event()
    assert (event.type, event.payload) == ("batch", {"events": [HUBSPOT_EVENT, created]})
    assert by_hubspot().event().type == "contact.propertyChange"
    assert by_hubspot().event().occurred_at == NOW


def test_hubspot_signs_an_address_with_its_escapes_decoded() -> None:
    sent = by_hubspot(url=f"{URL}/hooks/hubspot?a=b:c/d")
    assert replace(sent, url=f"{URL}/hooks/hubspot?a=b%3Ac%2Fd").event()


@pytest.mark.parametrize("events", [[], [1], "x", 5])
def test_hubspots_body_has_to_be_events(events: object) -> None:
    with pytest.raises(Problem) as raised:
        by_hubspot(events).event()
    assert raised.value.status == 400


def test_follow_up_boss_names_the_event_and_its_time() -> None:
    given = {
        "eventId": "e-2",
        "event": "peopleUpdated",
        "eventCreated": "2026-11-28T10:00:00+00:00",
    }
    event = by_followupboss(given).event()
    assert (event.id, event.type, event.occurred_at) == ("e-2", "peopleUpdated", 1795860000)
