"""The invitation to an appointment, and the feed of the business's busy times (RFC 5545, 5546)."""

from collections.abc import Iterable
from datetime import datetime

from booking_records import BookingRow, BusyRow, time_of
from calendar_vars import CalendarVars
from contracts.calendar import Booked
from edgekit import Response
from icalendar_text import Line, calendar, component, instant, parameter, text

PRODUCT = "-//Hearthstack//calendar//EN"
DOMAIN = "hearthstack.example"
NOT_KEPT = "private, no-store"


def invitation(row: BookingRow, booked: Booked, given: CalendarVars) -> tuple[str, str]:
    """The method and the text of an invitation, or of its cancellation.

    Its ``UID`` stays, its ``SEQUENCE`` grows, so that a calendar puts it in place of the old one.
    Without an e-mail address nobody can be invited: then it is published (RFC 5546, 3.2).
    """
    method = "CANCEL" if row.status == "cancelled" else "REQUEST" if row.email else "PUBLISH"
    organizer = "ORGANIZER" + parameter("CN", given.business_name)
    lines = [
        Line("UID", f"{row.id}@{DOMAIN}"),
        Line("DTSTAMP", instant(time_of(row.updated_at))),
        Line("DTSTART", instant(booked.start)),
        Line("DTEND", instant(booked.end)),
        Line("SEQUENCE", str(row.sequence)),
        Line("STATUS", "CANCELLED" if row.status == "cancelled" else "CONFIRMED"),
        Line("SUMMARY", text(f"Appointment with {given.business_name}")),
        Line(organizer, f"mailto:{given.organizer_email}"),
        Line("CREATED", instant(time_of(row.created_at))),
        Line("LAST-MODIFIED", instant(time_of(row.updated_at))),
        Line("TRANSP", "OPAQUE"),
        Line("DESCRIPTION", text(f"Change or cancel: {booked.manage_url}")),
        Line("URL", booked.manage_url),
    ]
    if row.email:
        attendee = "ATTENDEE" + parameter("CN", row.name) + ";PARTSTAT=ACCEPTED;RSVP=FALSE"
        lines.append(Line(attendee, f"mailto:{row.email}"))
    if row.address:
        lines.append(Line("LOCATION", text(row.address)))
    return method, calendar(PRODUCT, component("VEVENT", lines), method=method)


def feed(bookings: Iterable[BusyRow], given: CalendarVars, now: datetime) -> str:
    """When the business is busy, and nothing of with whom.

    Calendars show its events; what plans with it reads the VFREEBUSY, which has the buffers too.
    """
    stamp = Line("DTSTAMP", instant(now))
    free_busy = [
        Line("UID", f"busy@{DOMAIN}"),
        stamp,
        Line("ORGANIZER", f"mailto:{given.organizer_email}"),
    ]
    events: list[Line] = []
    for row in bookings:
        period = f"{instant(time_of(row.busy_from))}/{instant(time_of(row.busy_until))}"
        free_busy.append(Line("FREEBUSY;FBTYPE=BUSY", period))
        event = [
            Line("UID", f"{row.id}@{DOMAIN}"),
            stamp,
            Line("DTSTART", instant(time_of(row.starts_at))),
            Line("DTEND", instant(time_of(row.ends_at))),
            Line("SUMMARY", "Busy"),
            Line("CLASS", "PRIVATE"),
            Line("TRANSP", "OPAQUE"),
        ]
        events += component("VEVENT", event)
    return calendar(PRODUCT, [*component("VFREEBUSY", free_busy), *events])


def ics(body: str, name: str, *, method: str = "") -> Response:
    """A calendar as an answer, which no cache keeps."""
    media_type = "text/calendar; charset=utf-8" + (f"; method={method}" if method else "")
    headers = {
        "Content-Disposition": f'inline; filename="{name}.ics"',
        "Cache-Control": NOT_KEPT,
    }
    return Response(body, media_type=media_type, headers=headers)
