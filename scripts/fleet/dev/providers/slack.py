"""Slack: ``chat.postMessage`` and its relatives, and incoming webhooks.

https://docs.slack.dev/reference/methods/chat.postMessage
"""

import itertools
from typing import Any

from fleet.dev.providers.base import Answer, Exchange, StandIn

FIRST_TIMESTAMP = 1_700_000_000


class Slack(StandIn):
    """Answers ``ok`` to whatever is well formed, and counts up message timestamps.

    A message that comes again under its ``client_msg_id`` is the first one again.
    """

    name = "slack"
    hosts = ("slack.com",)
    variables = ("SLACK_API_URL", "SLACK_WEBHOOK_URL")
    secrets = ("SLACK_BOT_TOKEN", "SLACK_WEBHOOK_URL")

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._known: dict[tuple[str, str], str] = {}

    def answer(self, exchange: Exchange) -> Answer:
        """Answer a Web API method or an incoming webhook."""
        method = exchange.path.rsplit("/", 1)[-1]
        if "." not in method:
            return self._webhook(exchange)
        return Answer.json(self._call(method, exchange.json() or exchange.form()))

    def _webhook(self, exchange: Exchange) -> Answer:
        message = exchange.json()
        filled = "text" in message or "blocks" in message or "attachments" in message
        return Answer.text("ok") if filled else Answer.text("no_text", status=400)

    def _call(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if method == "auth.test":
            return {"ok": True, "team": "Development", "user": "fleet", "bot_id": "BDEV"}
        if method != "chat.postMessage":
            return {"ok": True}
        if not arguments.get("channel"):
            return {"ok": False, "error": "channel_not_found"}
        if not any(arguments.get(part) for part in ("text", "blocks", "attachments")):
            return {"ok": False, "error": "no_text"}
        channel = arguments["channel"]
        timestamp = self._timestamp(channel, arguments.get("client_msg_id"))
        message = {"type": "message", "text": arguments.get("text", ""), "ts": timestamp}
        return {"ok": True, "channel": channel, "ts": timestamp, "message": message}

    def _timestamp(self, channel: str, client_id: str | None) -> str:
        timestamp = f"{FIRST_TIMESTAMP}.{next(self._numbers):06d}"
        if not client_id:
            return timestamp
        return self._known.setdefault((channel, client_id), timestamp)
