"""The course of the day, from the first visitor to the last count."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fleet.demo.breaking import nothing_gets_through, things_break, things_heal
from fleet.demo.correcting import contact_is_changed
from fleet.demo.day import ADMIN, Day
from fleet.demo.paying import half_is_given_back, payment_is_made
from fleet.demo.recount import Row, recount
from fleet.demo.selling import (
    all_hear_of_the_lead,
    cards,
    lead_is_called,
    mails,
    partner_subscribes,
    texts,
    told,
    visitor_looks,
    visitor_writes,
)
from fleet.demo.talking import agent_answers, person_texts, visit_is_booked
from fleet.demo.telling import SECONDS
from fleet.dev.client import FleetClient, eventually
from fleet.errors import FleetError

MAILS, TEXTS = 2, 4  # an acknowledgement and a confirmation each, a bot's and an agent's answer
RANGE = "30d"


def live(day: Day) -> None:
    """All that happens on the day. Faults that were set are lifted, however it ends."""
    _part(day, "A lead", partner_subscribes, visitor_looks, visitor_writes, all_hear_of_the_lead)
    day.tell.part("Two providers and a worker fail")
    fault = things_break(day)
    try:
        for step in (person_texts, agent_answers, visit_is_booked, lead_is_called):
            step(day)
        nothing_gets_through(day)
        things_heal(day, fault, mails_due=MAILS, texts_due=TEXTS)
    finally:
        fault.end()
        day.fleet.clear_rules()
    _part(day, "Money", payment_is_made, half_is_given_back)
    _part(day, "The CRM", contact_is_changed)


def arrived(day: Day) -> list[Row]:
    """What providers have taken of the day, beside what was promised: each once."""
    created, changed = told(day, "lead.created"), told(day, "lead.status_changed")
    return [
        Row("slack", "cards of the lead", 1, len(cards(day))),
        Row("resend", f"mails to {day.person.first}", MAILS, len(mails(day))),
        Row("twilio", f"texts to {day.person.first}", TEXTS, len(texts(day))),
        Row("hubspot", "contacts made", 1, len(_made(day))),
        Row("partner", "lead.created", 1, len(created)),
        Row("partner", "lead.status_changed", 1, len(changed)),
    ]


def counted_again(fleet: FleetClient) -> list[Row]:
    """The dashboard's summary beside a recount, once nothing is on its way any more."""
    fleet.flush_queues()
    return recount(fleet, summary_of(fleet))


def summary_of(fleet: FleetClient) -> dict[str, Any]:
    """A summary that was made from now on, without gaps.

    Raises:
        FleetError: a source does not answer in time, again and again.
    """
    since = datetime.now(UTC)
    missing: list[str] = []

    def whole() -> dict[str, Any]:
        with fleet.worker("dashboard") as client:
            answer = client.get("/api/summary", params={"range": RANGE}, headers=ADMIN)
        found: dict[str, Any] = answer.raise_for_status().json()
        missing[:] = found["partial"]
        is_new = datetime.fromisoformat(found["generated_at"]) > since
        return found if is_new and not missing else {}

    try:
        return eventually(whole, SECONDS)
    except AssertionError as error:
        raise FleetError(f"The dashboard has no answer of {', '.join(missing)}.") from error


def _made(day: Day) -> list[dict[str, Any]]:
    """The requests by which the person's contact was made."""
    return [
        each
        for each in day.sent("hubspot")
        if each["url"].endswith("/objects/contacts") and day.person.email in each["body"]
    ]


def _part(day: Day, title: str, *steps: Callable[[Day], None]) -> None:
    day.tell.part(title)
    for step in steps:
        step(day)
