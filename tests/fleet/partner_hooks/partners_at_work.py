"""What the tests of partner-hooks share: subscribing, publishing, and what partners have got."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from standardwebhooks import Webhook

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
URL = "https://hooks.partner.example/in"
DATA = {"lead_id": "lead_1", "score": 84, "zip": "98103"}
SCHEDULE_MINUTES = (1, 5, 30, 120, 1440)


def subscribe(hooks: httpx.Client, url: str = URL, *events: str) -> dict[str, Any]:
    """Subscribe a URL, which must be taken; its id and secret."""
    new = {"url": url, "events": events or ["lead.created"]}
    answer = hooks.post("/api/subscriptions", json=new)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def publish(
    hooks: httpx.Client, key: str | None = None, kind: str = "lead.created", **data: Any
) -> dict[str, Any]:
    """Publish an event, which must be taken."""
    new = {"type": kind, "data": DATA | data} | ({"id": key} if key else {})
    answer = hooks.post("/api/publish", json=new)
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    return told


def read(hooks: httpx.Client, subscription: str) -> dict[str, Any]:
    """A subscription."""
    told: dict[str, Any] = hooks.get(f"/api/subscriptions/{subscription}").json()
    return told


def deliveries(hooks: httpx.Client, **filters: Any) -> list[dict[str, Any]]:
    """The deliveries, newest first."""
    answer = hooks.get("/api/deliveries", params=filters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def statuses(hooks: httpx.Client, **filters: Any) -> list[str]:
    """How far the deliveries have come, the newest first."""
    return [each["status"] for each in deliveries(hooks, **filters)]


def detail(hooks: httpx.Client, delivery: str) -> dict[str, Any]:
    """A delivery with its attempts, newest first."""
    told: dict[str, Any] = hooks.get(f"/api/deliveries/{delivery}").json()
    return told


def got(fleet: LocalFleet, host: str = "") -> list[dict[str, Any]]:
    """What partners were sent, in order; of one host or of all."""
    sent = fleet.outbox(provider="partner")
    return [each for each in sent if f"//{host}" in each["url"]]


def attempted(hooks: httpx.Client, times: int, **filters: Any) -> dict[str, Any]:
    """The newest delivery, once it was tried so often."""

    def look() -> Any:
        found = deliveries(hooks, **filters)
        return found and found[0]["attempts"] >= times and found[0]

    told: dict[str, Any] = eventually(look, seconds=30)
    return told


def verified(sent: dict[str, Any], secret: str) -> Any:
    """What a partner's own library makes of a webhook; it raises for a wrong signature."""
    return Webhook(secret).verify(sent["body"], sent["headers"])


def tick(fleet: LocalFleet, minutes: float) -> None:
    """Run the schedule of a time that is still to come, and what it hands over."""
    fleet.cron("partner-hooks", at=later(minutes))
    fleet.flush_queues()


def later(minutes: float) -> str:
    """A time that is still to come."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def clear_rules(fleet: LocalFleet) -> None:
    """Let partners answer as usual again."""
    assert fleet.control("DELETE", "/outbox/rules").status_code == 204


def body_of(sent: dict[str, Any]) -> dict[str, Any]:
    """What a webhook says."""
    told: dict[str, Any] = json.loads(sent["body"])
    return told
