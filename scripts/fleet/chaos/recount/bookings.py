"""Bookings: each stands as it was last answered, alone in its slot, and is told as it stands."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from fleet.chaos.desk import Desk
from fleet.chaos.letters import pages
from fleet.chaos.record import BookingTaken, Finding, Record
from fleet.chaos.recount.counting import grouped, once
from fleet.chaos.witness import Witness

MAILS = {
    "booked": "Your visit: ",
    "moved": "Your visit has a new time: ",
    "cancelled": "Your visit is cancelled: ",
}
TEXTS = {
    "booked": "you are booked for",
    "moved": "your appointment is now",
    "cancelled": "is cancelled",
}
NOTES = {"booked": "Booked an", "moved": "Moved the", "cancelled": "Cancelled the"}


def read(desk: Desk) -> list[dict[str, Any]]:
    """Every booking that the fleet has, page by page."""
    path = "/api/bookings?limit=100&from=2000-01-01&to=2199-12-31"
    return list(pages(desk, "calendar", path))


def read_notes(visits: Sequence[dict[str, Any]], desk: Desk) -> Mapping[str, list[str]]:
    """What calendar has written about each booking at its lead, by booking."""
    found: dict[str, list[str]] = {}
    for visit in visits:
        reply = visit["lead_id"] and desk.ask("leads", "GET", f"/api/leads/{visit['lead_id']}")
        notes = reply.said["notes"] if reply and reply.ok else []
        found[visit["id"]] = [note["text"] for note in notes if note["author"] == "calendar"]
    return found


def findings(
    record: Record, witness: Witness, visits: Sequence[dict[str, Any]]
) -> Iterator[Finding]:
    """What is wrong with bookings, and with what their people were told."""
    known = {taken.id for taken in record.bookings}
    by_id = grouped((visit["id"], visit) for visit in visits)
    for taken in record.bookings:
        found = by_id.get(taken.id, [])
        yield from once(len(found), f"booking {taken.id}", "in GET /api/bookings")
        for visit in found:
            yield from _as_answered(taken, visit)
    for visit in visits:
        if visit["id"] not in known:
            told = f"{visit['name']} was never answered that they have it"
            yield Finding("doubled", f"booking {visit['id']}", told)
    standing = grouped((v["start"], v["id"]) for v in visits if v["status"] == "booked")
    for start, ids in standing.items():
        if len(ids) > 1:
            yield Finding("doubled", f"bookings {ids}", f"all at {start}")
    yield from _told(record, witness)


def notes(record: Record, written: Mapping[str, list[str]]) -> Iterator[Finding]:
    """What is wrong with the notes about bookings at leads: the last word is there, each once."""
    for taken in record.bookings:
        said, last = written.get(taken.id, []), taken.occasions[-1]
        for text, copies in grouped((text, 1) for text in said).items():
            if len(copies) > 1:
                yield Finding("doubled", f"note of booking {taken.id}", f"at its lead: {text!r}")
        # Who cancels before anybody is told becomes no lead.
        if last != "cancelled" and not any(text.startswith(NOTES[last]) for text in said):
            yield Finding("lost", f"note “{last}” of booking {taken.id}", "not at its lead")


def _as_answered(taken: BookingTaken, visit: dict[str, Any]) -> Iterator[Finding]:
    for name, answered in (("status", taken.status), ("sequence", taken.sequence)):
        if visit[name] != answered:
            told = f"is {visit[name]} in GET /api/bookings, and was answered {answered}"
            yield Finding("lost", f"{name} of booking {taken.id}", told)
    if datetime.fromisoformat(visit["start"]) != datetime.fromisoformat(taken.start):
        told = f"is {visit['start']} in GET /api/bookings, and was answered {taken.start}"
        yield Finding("lost", f"start of booking {taken.id}", told)


def _told(record: Record, witness: Witness) -> Iterator[Finding]:
    """The last word on each booking came by every way; that none came twice is seen elsewhere."""
    subjects = grouped((mail.to, mail.subject) for mail in witness.mails.values())
    bodies = grouped((text.to, text.body) for text in witness.texts)
    posts = [p.text for p in witness.posts.values() if p.channel == "#bookings"]
    named = grouped((" ".join(text.split()), text) for text in posts)
    for taken in record.bookings:
        last, person = taken.occasions[-1], taken.person
        booking = f"booking {taken.id}"
        if not any(each.startswith(MAILS[last]) for each in subjects.get(person.email, [])):
            yield Finding("lost", f"mail “{last}” of {booking}", "not at Resend")
        if not any(TEXTS[last] in each for each in bodies.get(person.phone, [])):
            yield Finding("lost", f"text “{last}” of {booking}", "not at Twilio")
        if not any(person.name in text for text in named):
            yield Finding("lost", f"message of {booking}", "not in #bookings in Slack")
