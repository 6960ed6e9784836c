"""Slack: ``X-Slack-Signature``, over the raw body and its time.

https://docs.slack.dev/authentication/verifying-requests-from-slack · events, interactions, commands
"""

from collections.abc import Mapping
from typing import Any

from edgekit import Problem
from edgekit.signatures import check_timestamp, hmac_sha256, refused
from hook_event import (
    LONGEST_ID,
    LONGEST_TYPE,
    Event,
    Provider,
    Reply,
    digest,
    fits,
    form_fields,
    is_form,
    json_object,
    parted,
    plain_fields,
    plain_text,
    second,
)

QUIET = Reply()
"""To an interaction or a command: a body would be shown to the person."""


class Slack(Provider):
    """Signs ``v0:timestamp:body``. That it knows our address, it asks to be proven first."""

    name = "slack"
    secret = "SLACK_SIGNING_SECRET"  # noqa: S105 - its name
    reads = ("x-slack-signature", "x-slack-request-timestamp", "content-type")
    keeps = (*Provider.keeps, "x-slack-retry-num", "x-slack-retry-reason")

    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event | Reply:
        """The event in the body, or the answer to the challenge in it."""
        timestamp = headers["x-slack-request-timestamp"]
        check_timestamp(timestamp, now)
        content = f"v0:{timestamp}:".encode() + body
        expected = [f"v0={hmac_sha256(key, content).hex()}" for key in parted(secrets)]
        if not fits([headers["x-slack-signature"]], expected):
            raise refused("X-Slack-Signature is not one of this body; check the signing secret.")
        if is_form(headers["content-type"]):
            return _from_form(body, now)
        return _from_json(body, now)


def _from_json(body: bytes, now: float) -> Event | Reply:
    payload = json_object(body)
    if payload.get("type") == "url_verification":
        challenge = payload.get("challenge")
        if not isinstance(challenge, str):
            raise Problem(400, "The challenge is no text.")
        return Reply(challenge)
    inner = payload.get("event")
    kind = inner.get("type") if isinstance(inner, dict) else None
    return Event(
        plain_text(payload.get("event_id") or f"slack_{digest(body)}", "id", LONGEST_ID),
        _type("event" if kind else "", kind or payload.get("type")),
        second(payload.get("event_time"), now),
        payload,
    )


def _from_form(body: bytes, now: float) -> Event:
    """A slash command, or an interaction, which is JSON in a field of its own."""
    fields = form_fields(body)
    payloads = fields.get("payload", [])
    if len(payloads) > 1:
        raise Problem(400, "The form has to hold one field payload.")
    payload = json_object(payloads[0], "payload") if payloads else plain_fields(fields)
    kind = ("interaction", payload.get("type")) if payloads else ("command", _command(payload))
    trigger = payload.get("trigger_id")
    # What comes again is the same to the byte; a trigger is made for one press of a button.
    own = trigger if isinstance(trigger, str) and trigger else digest(body)
    return Event(
        plain_text(f"slack_{own}", "id", LONGEST_ID), _type(*kind), now, payload, reply=QUIET
    )


def _command(payload: Mapping[str, Any]) -> str:
    command = payload.get("command")
    return command.lstrip("/") if isinstance(command, str) else ""


def _type(prefix: str, kind: Any) -> str:
    text = kind if isinstance(kind, str) and kind else "unknown"
    return plain_text(f"{prefix}.{text}" if prefix else text, "type", LONGEST_TYPE)
