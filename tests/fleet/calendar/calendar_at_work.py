"""What the tests of calendar share: slots, bookings, their links, and what was sent of them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

ADMIN = {"Authorization": "Bearer dev-admin-token"}
PERSON = {
    "name": "Ann Lee",
    "email": "ann@example.com",
    "phone": "(206) 555-0142",
    "address": "8021 21st Ave NW, Seattle, WA 98117",
    "tz": "America/New_York",
}


def slots(calendar: httpx.Client, **asked: str) -> list[str]:
    """The starts of the free slots of a month."""
    answer = calendar.get("/api/slots", params=asked or _month())
    assert answer.status_code == 200, answer.text
    return [slot["start"] for slot in answer.json()["slots"]]


def _month() -> dict[str, str]:
    from datetime import UTC, datetime, timedelta

    today = datetime.now(UTC).date()
    return {"from": str(today), "to": str(today + timedelta(days=31))}


def post(calendar: httpx.Client, start: str, key: str = "", **changes: Any) -> httpx.Response:
    """Ask for a booking; what is changed to None is left out."""
    body = {name: value for name, value in {**PERSON, **changes}.items() if value is not None}
    headers = {"Idempotency-Key": key} if key else {}
    return calendar.post("/api/bookings", json=body | {"start": start}, headers=headers)


def book(calendar: httpx.Client, start: str, key: str = "", **changes: Any) -> dict[str, Any]:
    """A booking that is made."""
    answer = post(calendar, start, key, **changes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def path_of(url: str) -> str:
    """A link as a path with its query, for the client of whichever port the fleet has."""
    address = urlsplit(url)
    return f"{address.path}?{address.query}"


def token_of(booked: Mapping[str, Any]) -> str:
    """The token in a booking's links."""
    return dict(parse_qsl(urlsplit(booked["manage_url"]).query))["token"]


def change(
    calendar: httpx.Client, booked: Mapping[str, Any], what: str, start: str = ""
) -> httpx.Response:
    """Reschedule or cancel a booking, with its link."""
    address = f"/api/bookings/{booked['id']}/{what}"
    body = {"json": {"start": start}} if start else {}
    return calendar.post(address, params={"token": token_of(booked)}, **body)
