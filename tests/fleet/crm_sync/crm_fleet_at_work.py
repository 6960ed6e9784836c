"""What the tests of crm-sync share: a lead, and what the CRM has been told."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet
from fleet.dev.providers import Exchange

ADMIN = {"Authorization": "Bearer dev-admin-token"}
OPEN = "SELECT key FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL"
CONTACTS = "https://api.hubapi.com/crm/v3/objects/contacts"


def lead(lead_id: str = "lead_1", **changes: Any) -> dict[str, Any]:
    """The body of ``POST /api/upsert``."""
    usual = {
        "id": lead_id,
        "version": 1,
        "updated_at": "2026-11-28T10:00:00Z",
        "name": "Ann Doe",
        "email": f"{lead_id}@example.org",
        "address": "8021 21st Ave NW, Seattle, WA 98117",
        "status": "new",
    }
    return {"lead": usual | changes}


def upsert(crm: httpx.Client, lead_id: str = "lead_1", **changes: Any) -> str:
    """Send a lead and return its contact's id."""
    answer = crm.post("/api/upsert", json=lead(lead_id, **changes))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def contact(crm: httpx.Client, lead_id: str = "lead_1") -> dict[str, Any]:
    """What is known of a lead's contact."""
    found: dict[str, Any] = crm.get(f"/api/contacts/{lead_id}").json()
    return found


def settles(
    crm: httpx.Client, lead_id: str = "lead_1", status: str = "synced", seconds: float = 20
) -> dict[str, Any]:
    """Wait until a contact has come to a status."""
    eventually(lambda: contact(crm, lead_id)["status"] == status, seconds)
    return contact(crm, lead_id)


def hubspot(fleet: LocalFleet, method: str, path: str = "", body: Any = None) -> Any:
    """A call of somebody else's at HubSpot."""
    content = b"" if body is None else json.dumps(body).encode()
    headers = {"authorization": "Bearer theirs", "content-type": "application/json"}
    answer = fleet.send_out(Exchange("a-person", method, CONTACTS + path, headers, content))
    assert answer.status < 300, answer.body
    return json.loads(answer.body) if answer.body else None


def contacts(fleet: LocalFleet) -> list[dict[str, Any]]:
    """Every contact at HubSpot."""
    body = {"limit": 200, "properties": ["phone", "address", "hs_lead_status"]}
    found: list[dict[str, Any]] = hubspot(fleet, "POST", "/search", body)["results"]
    return found


def calls(fleet: LocalFleet, provider: str = "hubspot") -> list[dict[str, Any]]:
    """What crm-sync has asked of a CRM."""
    return fleet.outbox(provider=provider, worker="crm-sync")


def writes(fleet: LocalFleet) -> list[dict[str, Any]]:
    """What crm-sync has asked that may change something."""
    return [
        each
        for each in calls(fleet)
        if each["method"] != "GET" and not each["url"].endswith("/search")
    ]


def told(fleet: LocalFleet) -> list[str]:
    """What Slack was told."""
    return [each["body"] for each in fleet.outbox(provider="slack")]


def later(hours: float) -> str:
    """A time that is still to come."""
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def quiet_by_cron(fleet: LocalFleet) -> bool:
    """Run the schedule, of now and of later, and say whether nothing is left to do."""
    for hours in (0, 2):
        fleet.cron("crm-sync", at=later(hours))
    return not fleet.d1("crm-sync", OPEN)
