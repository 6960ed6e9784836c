"""What browsers do with a booking's link: open its page, and send its forms."""

from pydantic import ValidationError

from booking_changes import call_off, find, reschedule
from booking_links import links
from booking_page import asked_for, booking_page
from booking_records import BookingRow
from calendar_services import Ctx
from contracts.calendar import Move
from edgekit import Problem, Response
from slot_offers import alternatives


async def shown(row: BookingRow, ctx: Ctx, problem: Problem | None = None) -> Response:
    """The page of a booking."""
    slots = await alternatives(row, ctx) if row.status == "booked" else []
    booked = row.booked(links(ctx, row.base_url))
    return booking_page(row, booked, ctx.vars.business_name, slots, problem)


async def managed(booking_id: str, form: str, ctx: Ctx) -> Response:
    """Do what a form asks for: then back to the page, which says why if it could not be done."""
    try:
        row = await _changed(booking_id, form, ctx)
    except Problem as problem:
        return await shown(await find(booking_id, ctx), ctx, problem)
    query = row.booked(links(ctx, row.base_url)).manage_url.partition("?")[2]
    return Response(status=303, headers={"Location": f"../{row.id}?{query}"})


async def _changed(booking_id: str, form: str, ctx: Ctx) -> BookingRow:
    start = asked_for(form)
    if start is None:
        return await call_off(booking_id, ctx)
    try:
        body = Move.model_validate({"start": start})
    except ValidationError as error:
        raise Problem(422, "That is not a time; choose another one.") from error
    return await reschedule(booking_id, body, ctx)
