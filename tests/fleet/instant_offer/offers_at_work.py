"""What the tests of instant-offer share: homes, quotes, and what has come of them."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from fleet.dev.local import LocalFleet

WORKER = "instant-offer"
ADMIN = {"Authorization": "Bearer dev-admin-token"}
ADDRESS = "8021 21st Ave NW, Seattle, WA 98117"
FACTS = {
    "bedrooms": 3,
    "bathrooms": 2,
    "sqft": 1800,
    "sqft_above": 1200,
    "lot_sqft": 5000,
    "floors": 1,
    "condition": 3,
    "grade": 7,
    "year_built": 1950,
}
HOME: dict[str, Any] = {"address": ADDRESS, "condition": "fair", "property": FACTS}
_numbers = itertools.count(100)


def quoted(offers: httpx.Client, **changes: Any) -> dict[str, Any]:
    """A quote for a home."""
    answer = offers.post("/api/offer", json=HOME | changes)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def person() -> dict[str, str]:
    """Somebody whom no other test knows."""
    return {"name": "Ann Lee", "phone": f"206-555-0{next(_numbers)}"}


def accept(offers: httpx.Client, quote_id: str, **body: Any) -> httpx.Response:
    """Accept a quote."""
    return offers.post(f"/api/offer/{quote_id}/accept", json=body or person())


def expire(fleet: LocalFleet, quote_id: str) -> None:
    """Have a quote end now."""
    fleet.write(WORKER, f"UPDATE quotes SET expires_at = 1000 WHERE id = '{quote_id}'")


def later(fleet: LocalFleet) -> None:
    """A schedule whose time is still to come."""
    fleet.cron(WORKER, at=(datetime.now(UTC) + timedelta(minutes=5)).isoformat())


def leads_of(fleet: LocalFleet, quote_id: str) -> list[dict[str, Any]]:
    """The leads that tell of a quote."""
    sql = "SELECT id, name, phone, email, address, message, source, utm FROM leads WHERE message "
    return fleet.d1("leads", f"{sql} LIKE '%{quote_id}%'")


def events_of(fleet: LocalFleet, quote_id: str) -> list[dict[str, Any]]:
    """What partner-hooks has of a quote."""
    return fleet.d1("partner-hooks", f"SELECT * FROM publications WHERE data LIKE '%{quote_id}%'")
