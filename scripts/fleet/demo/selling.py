"""A visitor of the site becomes a lead, and everybody hears of it who should."""

import json
from typing import Any
from uuid import uuid4

from fleet.demo.day import Day

BROWSER = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15"
SITE = "https://hearthstack.example"


def partner_subscribes(day: Day) -> None:
    """A partner subscribes an endpoint; it is to be told of new leads, and of how far they come."""
    name = uuid4().hex[:8]
    day.partner_url = f"https://hooks.sound-brokers-{name}.example/in"
    wanted = {
        "url": day.partner_url,
        "events": ["lead.created", "lead.status_changed"],
        "description": "Sound Brokers, of fleet demo",
    }
    made = day.ask("partner-hooks", "POST", "/api/subscriptions", wanted)
    day.subscription = made["id"]
    day.tell.did(f"A partner subscribes {day.partner_url}: {day.subscription}")


def visitor_looks(day: Day) -> None:
    """Somebody looks at the site; analytics counts a visitor, three pages and an offer."""
    _seen(day, "pageview", "/?utm_source=google")
    _seen(day, "pageview", "/offer")
    _seen(day, "offer_viewed", "/offer")
    day.tell.did(f"{day.person.name} comes by an advertisement and looks at an offer.")


def visitor_writes(day: Day) -> None:
    """The form is sent: 201 with score and value, and the lead's page in the dashboard."""
    answer = day.ask("leads", "POST", "/api/leads", day.person.lead())
    day.lead = answer["id"]
    _seen(day, "lead_created", "/offer")
    value = answer["valuation"]
    worth = f"worth ${value['estimate']:,}" if value else "to be valued later"
    day.tell.did(
        f"{day.person.first} sends the form: score {answer['score']}, {worth}, {day.lead}.",
        day.page(f"/leads/{day.lead}"),
    )


def all_hear_of_the_lead(day: Day) -> None:
    """Slack has a card, the person a mail and a text, the CRM a contact, the partner an event."""
    tell, person = day.tell, day.person
    tell.wait("Slack has the card", lambda: cards(day), day.console("outbox?provider=slack"))
    tell.wait(f"{person.first} has a mail", lambda: mails(day))
    tell.wait(f"{person.first} has a text", lambda: texts(day))
    day.contact = tell.wait(
        "HubSpot has a contact", lambda: (synced(day) or {}).get("external_id", "")
    )
    tell.wait("the partner has lead.created", lambda: told(day, "lead.created"))


def lead_is_called(day: Day) -> None:
    """An agent has called: the lead is `contacted`, with the version that was seen."""
    with day.fleet.worker("leads") as leads:
        headers = {"Authorization": "Bearer dev-admin-token"}
        seen = leads.get(f"/api/leads/{day.lead}", headers=headers).headers["etag"]
    changed = {"status": "contacted"}
    day.ask("leads", "PATCH", f"/api/leads/{day.lead}", changed, headers={"If-Match": seen})
    day.tell.did(f"An agent calls {day.person.first}: the lead is contacted.")
    day.tell.wait("the partner has lead.status_changed", lambda: told(day, "lead.status_changed"))


def cards(day: Day) -> list[dict[str, Any]]:
    """The lead's cards in Slack."""
    sent = (each for each in day.sent("slack") if day.lead in each["body"])
    return [each for each in sent if "Score" in each["body"]]


def mails(day: Day) -> list[dict[str, Any]]:
    """The mails that Resend has taken for the person."""
    return [each for each in day.sent("resend") if day.person.email in each["body"]]


def texts(day: Day) -> list[dict[str, Any]]:
    """The texts that Twilio has taken for the person."""
    number = day.person.phone.removeprefix("+")
    return [each for each in day.sent("twilio") if number in each["body"]]


def synced(day: Day) -> dict[str, Any] | None:
    """The lead's contact, once the CRM has its newest version."""
    with day.fleet.worker("crm-sync") as crm:
        answer = crm.get(f"/api/contacts/{day.lead}")
    known: dict[str, Any] = answer.json()
    return known if answer.is_success and known["status"] == "synced" else None


def told(day: Day, kind: str) -> list[dict[str, Any]]:
    """The events of a type that the partner has taken of the lead."""
    sent = (each for each in day.sent("partner") if each["url"] == day.partner_url)
    bodies = ((each, json.loads(each["body"])) for each in sent)
    return [
        each
        for each, body in bodies
        if (body["type"], body["data"].get("lead_id")) == (kind, day.lead)
    ]


def _seen(day: Day, name: str, path: str) -> None:
    event = {"id": uuid4().hex, "name": name, "url": f"{SITE}{path}"}
    # A browser of its own: a visitor is known by address and browser, and every day is another.
    headers = {"User-Agent": f"{BROWSER} {day.person.email}"}
    day.ask("analytics", "POST", "/api/events", event, headers=headers)
