"""A whole conversation by text: from Twilio through webhooks and sms to lead-bot and back."""

from typing import Any
from urllib.parse import parse_qsl

from bot_at_work import leads_of_the_bot

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ANN = "+12065550142"
TWO_SEGMENTS = 306


def texts(fleet: LocalFleet) -> list[str]:
    """What has reached Ann, in order."""
    sent = [each for each in fleet.outbox(provider="twilio") if each["method"] == "POST"]
    forms = [dict(parse_qsl(each["body"])) for each in sent if each["status"] == 201]
    return [form["Body"] for form in forms if form["To"] == ANN]


def exchange(fleet: LocalFleet, message: str) -> str:
    """Ann texts, and is answered."""
    before = len(texts(fleet))
    told = fleet.control("POST", "/providers/twilio/events", json={"From": ANN, "Body": message})
    assert told.status_code < 300, told.text

    def answered() -> Any:
        return len(texts(fleet)) > before

    eventually(answered)
    return texts(fleet)[before]


def test_somebody_is_qualified_and_visited_by_text(fleet: LocalFleet) -> None:
    messages = (
        "Who is this?",
        "4231 Sunnyside Ave N, Seattle, WA 98103",
        "by march",
        "roof leaks & mold in the basement",
        "owe 95, want 240",
        "divorce",
        "José Núñez",
    )
    replies = [exchange(fleet, message) for message in messages]
    assert "1)" in replies[-1]
    assert "Booked" in exchange(fleet, "the second")
    [lead] = leads_of_the_bot(fleet)
    assert (lead["name"], lead["phone"]) == ("José Núñez", ANN)
    assert all(reply.isascii() and len(reply) <= TWO_SEGMENTS for reply in replies)
    [session] = fleet.d1("lead-bot", "SELECT channel, sender, turns FROM sessions")
    assert session == {"channel": "sms", "sender": ANN, "turns": 8}
    rows = fleet.d1("sms", f"SELECT segments FROM texts WHERE phone = '{ANN}'")
    assert all(row["segments"] <= 2 for row in rows)
