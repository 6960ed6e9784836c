"""What the tests of leads and slack-intel share: a lead, D1, and what has reached Slack."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hot_lead import LEAD

from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
# leads calls them only to have somebody forgotten; without them a fleet starts sooner.
BOTS = ("chatbot", "founder-chat", "content-writer", "lead-bot", "instant-offer")
LEAD_CHANNELS = ("#hot-leads", "#leads-incoming")


def lead_body(**changes: Any) -> dict[str, Any]:
    """The lead, changed; what is changed to None is left out."""
    return {name: value for name, value in {**LEAD, **changes}.items() if value is not None}


def slack_calls(fleet: LocalFleet, method: str = "chat.postMessage") -> list[dict[str, Any]]:
    """The bodies of the calls of one method that Slack has taken, in order."""
    sent = fleet.outbox(provider="slack")
    return [json.loads(each["body"]) for each in sent if each["url"].endswith(f"/{method}")]


def announcements(fleet: LocalFleet, method: str = "chat.postMessage") -> list[dict[str, Any]]:
    """What the channels of leads were told; of a message that was sent again, the first."""
    calls = slack_calls(fleet, method)
    if method != "chat.postMessage":
        return calls
    told = {call["client_msg_id"]: call for call in reversed(calls)}
    return [each for each in reversed(told.values()) if each["channel"] in LEAD_CHANNELS]


def run_sql(
    fleet: LocalFleet, worker: str, *statements: tuple[str, Sequence[Any]]
) -> list[list[dict[str, Any]]]:
    """Run statements on a worker's D1 in one transaction; the rows of each."""
    listed = [{"sql": sql, "params": list(params)} for sql, params in statements]
    answer = fleet.control("POST", f"/d1/{worker}", json={"statements": listed})
    assert answer.status_code == 200, answer.text
    rows: list[list[dict[str, Any]]] = answer.json()
    return rows


def later(**span: float) -> str:
    """A time so much from now, RFC 3339: ``fleet.cron(at=...)`` runs a schedule then."""
    return (datetime.now(UTC) + timedelta(**span)).isoformat()
