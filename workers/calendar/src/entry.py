"""calendar: appointments: free slots, bookings, invitations and reminders."""

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field

from booking_changes import call_off, called_off_elsewhere, find, reschedule
from booking_erasure import TOPIC as FORGET
from booking_erasure import BookingId, forget, forget_in_slack
from booking_feed import feed_link, read_feed
from booking_intake import book
from booking_links import check_booking_token, links
from booking_listing import page
from booking_messages import send_mail, send_text, tell_leads, tell_slack
from booking_notices import LEAD, MAIL, SLACK, TEXT, Notice
from booking_page import wants_page
from booking_statistics import statements, stats
from booking_storage import LIFETIMES, PERSONAL
from booking_visits import managed, shown
from calendar_services import Ctx, Services
from calendar_vars import CalendarVars
from contracts.calendar import (
    Booked,
    Booking,
    BookingPage,
    BookingStats,
    BookingStatus,
    FeedLink,
    ForgetBookings,
    ForgottenBookings,
    Move,
    NewBooking,
    Slots,
    ZoneName,
)
from edgekit import App, Body, Delivery, Header, InboundEvent, Query, Response, Statement
from edgekit.dates import IsoDate
from invitations import NOT_KEPT, ics, invitation
from slot_offers import checked_zone, now_minute, offered
from wall_clock import shown_at

Token = Annotated[
    str, Field(max_length=2000, description="What the booking's links carry; without it 403.")
]
Key = Annotated[str | None, Field(min_length=1, max_length=255), Header("Idempotency-Key")]
Form = Annotated[str, Body("application/x-www-form-urlencoded")]
PRIVATE = {"Cache-Control": NOT_KEPT}
# At most: leads takes a lead and values it (8), follows it up (9), and takes the note (1).
LEAD_INVOCATIONS = 18

app = App(
    "calendar",
    version="1.0.0",
    summary="Appointments: free slots, bookings, invitations and reminders.",
    services=Services,
    vars=CalendarVars,
)
app.lifetimes(*LIFETIMES)
app.personal_data(*PERSONAL)


@app.get("/api/slots", limit="RATE_LIMITER")
async def read_slots(
    ctx: Ctx,
    date_from: Annotated[date | None, Query("from")] = None,
    date_to: Annotated[date | None, Query("to")] = None,
    tz: ZoneName | None = None,
) -> Slots | Response:
    """List the slots that can be booked, in order.

    `from` and `to` are days of the visitor, who is in `tz`, both included; without them it is
    the week from today, where the business is. At most 62 days at once.
    """
    name = tz or ctx.vars.calendar.timezone
    today = shown_at(now_minute(ctx), checked_zone(name, "/tz")).date()
    first = date_from or today
    last = date_to or min(first, date.max - timedelta(days=6)) + timedelta(days=6)
    return await offered(first, last, name, ctx)


@app.post("/api/bookings", status=201, limit="BOOKING_LIMITER", errors=(409,))
async def create(body: NewBooking, ctx: Ctx, key: Key = None) -> Booked | Response:
    """Book a slot: 409 if somebody has it, or the day is full; 422 if it is none.

    `Idempotency-Key` brings the first answer back. The links are good for some days after the
    appointment.
    """
    return await book(body, key, ctx)


@app.get("/api/bookings", admin=True)
async def list_bookings(
    ctx: Ctx,
    date_from: Annotated[date | None, Query("from")] = None,
    date_to: Annotated[date | None, Query("to")] = None,
    status: BookingStatus | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=100)] = 50,
) -> BookingPage:
    """List bookings by their start; `from` and `to` are days of the business, both included."""
    return await page(ctx, date_from, date_to, status, cursor, limit)


@app.get("/api/bookings/stats", admin=True)
async def read_stats(
    ctx: Ctx,
    date_from: Annotated[IsoDate, Query("from")],
    date_to: Annotated[IsoDate, Query("to")],
) -> BookingStats:
    """Count the bookings that were made on some days (UTC, both included), and those to come."""
    asked = statements(date_from, date_to, ctx.started_ms)
    return stats(date_from, date_to, *await ctx.db.batch(*asked))


@app.get("/api/feed", admin=True)
def read_feed_link(ctx: Ctx) -> FeedLink:
    """Where a calendar application subscribes to the feed, until `LINK_SECRET` changes."""
    return feed_link(ctx)


@app.get("/api/feed.ics", media_type="text/calendar", limit="RATE_LIMITER", errors=(403,))
async def feed(ctx: Ctx, token: Token = "") -> Response:
    """When the business is busy, for calendar applications; nothing of with whom."""
    return await read_feed(token, ctx)


@app.get(
    "/api/bookings/{booking_id}.ics",
    media_type="text/calendar",
    limit="RATE_LIMITER",
    errors=(403, 404, 410),
)
async def read_invitation(booking_id: str, ctx: Ctx, token: Token = "") -> Response:
    """The invitation to an appointment, or its cancellation, for a calendar application."""
    check_booking_token(booking_id, token, ctx)
    row = await find(booking_id, ctx)
    method, text = invitation(row, row.booked(links(ctx, row.base_url)), ctx.vars)
    return ics(text, "appointment", method=method)


@app.get("/api/bookings/{booking_id}", limit="RATE_LIMITER", errors=(403, 404, 410))
async def read(booking_id: str, ctx: Ctx, token: Token = "") -> Booking | Response:
    """Read a booking, with its link. Browsers get a page, on which it can be moved or cancelled."""
    check_booking_token(booking_id, token, ctx)
    row = await find(booking_id, ctx)
    if wants_page(ctx.header("accept")):
        return await shown(row, ctx)
    return Response.json(row.booking(links(ctx, row.base_url)), headers=PRIVATE)


@app.post(
    "/api/bookings/{booking_id}/reschedule", limit="BOOKING_LIMITER", errors=(403, 404, 409, 410)
)
async def move(booking_id: str, body: Move, ctx: Ctx, token: Token = "") -> Booking | Response:
    """Move a booking to another slot, with its link; its old time is free at once.

    409 if somebody has the new one, or the booking is cancelled or over; 422 if it is no slot.
    """
    check_booking_token(booking_id, token, ctx)
    row = await reschedule(booking_id, body, ctx)
    return Response.json(row.booking(links(ctx, row.base_url)), headers=PRIVATE)


@app.post("/api/bookings/{booking_id}/cancel", limit="BOOKING_LIMITER", errors=(403, 404, 409, 410))
async def cancel(booking_id: str, ctx: Ctx, token: Token = "") -> Booking | Response:
    """Cancel a booking, with its link; its time is free at once."""
    check_booking_token(booking_id, token, ctx)
    row = await call_off(booking_id, ctx)
    return Response.json(row.booking(links(ctx, row.base_url)), headers=PRIVATE)


@app.post(
    "/api/bookings/{booking_id}/manage",
    status=303,
    limit="BOOKING_LIMITER",
    errors=(403, 404, 410),
)
async def manage(booking_id: str, body: Form, ctx: Ctx, token: Token = "") -> Response:
    """Take a form of a booking's page: `what=cancel`, or a `start` to move it to.

    It leads back to the page; what can't be done is said there, with its status.
    """
    check_booking_token(booking_id, token, ctx)
    return await managed(booking_id, body, ctx)


@app.post("/api/forget", admin=True)
async def forget_person(body: ForgetBookings, ctx: Ctx) -> ForgottenBookings:
    """Erase a person's bookings, and what Slack was told of them; those to come are free again."""
    return await forget(body, ctx)


@app.inbound("standard", "booking.cancelled")
async def take_cancellation(event: InboundEvent, ctx: Ctx) -> list[Statement]:
    """Cancel the booking that another system calls off, `{"data": {"booking_id": …}}`."""
    return await called_off_elsewhere(event.payload, ctx)


@app.deliver(MAIL, invocations=2)
async def deliver_mail(message: Notice, delivery: Delivery, ctx: Ctx) -> None:
    """Mail what has become of a booking, or remind of it."""
    await send_mail(message, delivery, ctx)


@app.deliver(TEXT, invocations=2)
async def deliver_text(message: Notice, delivery: Delivery, ctx: Ctx) -> None:
    """Text what has become of a booking, or remind of it."""
    await send_text(message, delivery, ctx)


@app.deliver(SLACK)
async def deliver_to_slack(message: Notice, delivery: Delivery, ctx: Ctx) -> None:
    """Tell Slack what has become of a booking."""
    await tell_slack(message, delivery, ctx)


@app.deliver(LEAD, invocations=LEAD_INVOCATIONS)
async def deliver_to_leads(message: Notice, delivery: Delivery, ctx: Ctx) -> None:
    """Tell leads what has become of a booking."""
    await tell_leads(message, delivery, ctx)


@app.deliver(FORGET)
async def deliver_forget(message: BookingId, delivery: Delivery, ctx: Ctx) -> None:
    """Have slack-intel forget an erased booking."""
    await forget_in_slack(message, ctx)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Send the reminders that are due, and what could not be delivered before."""
    await ctx.outbox.drain()


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
