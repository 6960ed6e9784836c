"""Slack's events: a mention of the app, or a command or a press of a button, which are forms."""

import hashlib
import hmac
import json
from urllib.parse import urlencode

from fleet.dev.providers.signed.base import Asked, Posted, Signer, changed, new_id

TEAM = "T0000DEV"


class SlackEvents(Signer):
    """Signs ``v0:timestamp:body``.

    https://docs.slack.dev/authentication/verifying-requests-from-slack
    """

    hook = "slack"
    secret = "SLACK_SIGNING_SECRET"  # noqa: S105 - its name

    def post(self, asked: Asked, secret: str, url: str, now: int) -> Posted:
        """Sign an event; with a ``command`` that, and of type ``block_actions`` a press."""
        if "command" in asked:
            kind, body = "x-www-form-urlencoded", urlencode(changed(_command(), asked)).encode()
        elif asked.get("type") == "block_actions":
            payload = json.dumps(changed(_press(), asked))
            kind, body = "x-www-form-urlencoded", urlencode({"payload": payload}).encode()
        else:
            kind, body = "json", json.dumps(changed(_event(now), asked)).encode()
        content = f"v0:{now}:".encode() + body
        signature = hmac.digest(secret.encode(), content, hashlib.sha256).hex()
        headers = {
            "content-type": f"application/{kind}",
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": str(now),
            "x-slack-signature": f"v0={signature}",
        }
        return Posted(headers, body)


def _event(now: int) -> dict[str, object]:
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A0000DEV",
        "event_id": new_id("Ev"),
        "event_time": now,
        "event": {
            "type": "app_mention",
            "user": "U0000DEV",
            "text": "What came in today?",
            "channel": "C0000DEV",
            "ts": f"{now}.000100",
        },
    }


def _command() -> dict[str, object]:
    return {
        "command": "/leads",
        "text": "",
        "team_id": TEAM,
        "channel_id": "C0000DEV",
        "user_id": "U0000DEV",
        "trigger_id": new_id(""),
    }


def _press() -> dict[str, object]:
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": "U0000DEV"},
        "trigger_id": new_id(""),
        "actions": [{"action_id": "claim", "type": "button", "value": ""}],
    }
