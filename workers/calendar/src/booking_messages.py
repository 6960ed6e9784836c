"""The messages about a booking that leave: to its person by mail and text, to Slack, to leads.

Each raises ``ServiceError`` if it must be tried again, ``Undeliverable`` if that is no use. A
worker that is not bound is left out.
"""

from collections.abc import Awaitable

from pydantic import ValidationError

from booking_links import links
from booking_notices import Notice, current
from booking_records import BookingRow, spoken
from calendar_services import Ctx
from contracts.email import NewMail, Recipient, TemplateName
from contracts.leads import NewLead, NewNote
from contracts.slack_intel import Notification
from contracts.sms import NewText
from edgekit import Delivery, ServiceError, Undeliverable

TEMPLATES: dict[str, TemplateName] = {
    "booked": "booking_confirmation",
    "moved": "booking_moved",
    "cancelled": "booking_cancelled",
    "reminder": "booking_reminder",
}
TEXTS = {
    "booked": "{business}: you are booked for {when}. Change or cancel: {url}",
    "moved": "{business}: your appointment is now {when}. Change or cancel: {url}",
    "cancelled": "{business}: your appointment on {when} is cancelled.",
    "reminder": "{business}: see you {when}. Change or cancel: {url}",
}
NOTES = {
    "booked": "Booked an appointment for {when}.",
    "moved": "Moved the appointment to {when}; it was {was}.",
    "cancelled": "Cancelled the appointment on {when}.",
}
REFUSED_FOR_GOOD = (404, 409, 422)
KNOW_LEAD = "UPDATE bookings SET lead_id = ?2 WHERE id = ?1 AND lead_id IS NULL"


def is_bound(worker: str, ctx: Ctx) -> bool:
    """Whether there is a binding to a worker; the log says so if there is none."""
    if ctx.worker.bindings[worker] is not None:
        return True
    ctx.log.warning("notice_left_out", reason=f"There is no binding {worker}.")
    return False


async def send_mail(notice: Notice, delivery: Delivery, ctx: Ctx) -> None:
    """Mail a booking's person, in their own time."""
    row = await current(notice, ctx)
    if row is None or row.email is None or not is_bound("EMAIL", ctx):
        return
    booked = row.booked(links(ctx, row.base_url))
    data = {
        "name": row.name,
        "when": row.when(),
        "address": row.address,
        "manage_url": booked.manage_url,
        "ics_url": booked.ics_url,
        "was": None if row.was_at is None else spoken(row.was_at, row.tz),
    }
    try:
        mail = NewMail(
            template=TEMPLATES[notice.occasion],
            to=Recipient(email=row.email, name=row.name),
            data={name: value for name, value in data.items() if value is not None},
            idempotency_key=delivery.key,
            lead_id=row.lead_id,
        )
    except ValidationError as error:
        _cannot_reach(row, error, ctx)
        return
    await _taken(ctx.services.email.send(mail, idempotency_key=delivery.key))


async def send_text(notice: Notice, delivery: Delivery, ctx: Ctx) -> None:
    """Text a booking's person."""
    row = await current(notice, ctx)
    if row is None or row.phone is None or not is_bound("SMS", ctx):
        return
    url = row.booked(links(ctx, row.base_url)).manage_url
    business = ctx.vars.business_name
    body = TEXTS[notice.occasion].format(business=business, when=row.when(), url=url)
    try:
        text = NewText(to=row.phone, body=body, purpose="transactional", lead_id=row.lead_id)
    except ValidationError as error:
        _cannot_reach(row, error, ctx)
        return
    await _taken(ctx.services.sms.send(text, idempotency_key=delivery.key))


async def _taken(call: Awaitable[object]) -> None:
    """Wait for a call; one that is refused for good is not made again."""
    try:
        await call
    except ServiceError as error:
        if error.upstream_status == 422:
            raise Undeliverable(error.detail) from error
        # 409: an attempt whose answer was lost got through, and the booking has changed since.
        if error.upstream_status != 409:
            raise


def _cannot_reach(row: BookingRow, error: ValidationError, ctx: Ctx) -> None:
    """Some addresses and numbers are good, and yet no mail or text gets there."""
    reasons = [each["msg"] for each in error.errors(include_url=False, include_input=False)]
    ctx.log.warning("person_not_reached", booking_id=row.id, reasons=reasons)


async def tell_slack(notice: Notice, delivery: Delivery, ctx: Ctx) -> None:
    """Tell the channel of bookings, in the business's time."""
    row = await current(notice, ctx)
    if row is None or not is_bound("SLACK_INTEL", ctx):
        return
    message = slack_message(row, notice, ctx)
    await _taken(ctx.services.slack_intel.notify(message, idempotency_key=delivery.key))


def slack_message(row: BookingRow, notice: Notice, ctx: Ctx) -> Notification:
    """What Slack is told; slack-intel forgets it under the booking's id."""
    channel, when = ctx.vars.bookings_channel, _business_time(row.starts_at, ctx)
    if notice.occasion == "cancelled":
        text = f"{row.name} has cancelled {when}"
        return Notification(channel=channel, text=text, data={"lead_id": row.id})
    if notice.occasion == "moved" and row.was_at is not None:
        when = f"{when} instead of {_business_time(row.was_at, ctx)}"
    where = row.address or row.phone or row.email or "No address was given."
    data = {"name": row.name, "time": when, "address": where, "lead_id": row.id}
    return Notification(channel=channel, template="booking", data=data)


async def tell_leads(notice: Notice, delivery: Delivery, ctx: Ctx) -> None:
    """Add a note to the booking's lead, which it becomes if it has none."""
    row = await current(notice, ctx)
    if row is None or not is_bound("LEADS", ctx):
        return
    try:
        lead_id = row.lead_id or await _made_lead(row, ctx)
        if lead_id is None:
            return
        was = "" if row.was_at is None else _business_time(row.was_at, ctx)
        text = NOTES[notice.occasion].format(when=_business_time(row.starts_at, ctx), was=was)
        note = NewNote(text=f"{text}\n{row.note}" if row.note else text, author="calendar")
        await ctx.services.leads.note(
            note, place={"lead_id": lead_id}, idempotency_key=delivery.key
        )
    except ServiceError as error:
        if error.upstream_status not in REFUSED_FOR_GOOD:
            raise
        ctx.log.warning("lead_not_told", booking_id=row.id, reason=error.detail)


async def _made_lead(row: BookingRow, ctx: Ctx) -> str | None:
    """The lead that a booking becomes, once; ``None`` if too little is known for one."""
    if row.status != "booked" or row.address is None or not (row.email or row.phone):
        return None
    new = NewLead(
        name=row.name,
        email=row.email,
        phone=row.phone,
        address=row.address,
        source="booking",
        message=row.note,
    )
    lead = await ctx.services.leads.create(new, idempotency_key=row.id)
    await ctx.db.run(KNOW_LEAD, row.id, lead.id)
    return lead.id


def _business_time(milliseconds: int, ctx: Ctx) -> str:
    return spoken(milliseconds, ctx.vars.calendar.timezone)
