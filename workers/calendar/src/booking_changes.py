"""Moving and cancelling a booking: all at once or not at all, and harmless when it comes again."""

from collections.abc import Mapping
from typing import Any

from booking_intake import checked_place, refused
from booking_notices import Occasion, notices
from booking_records import BookingRow
from booking_storage import BOOKING, cancel, move
from calendar_services import Ctx
from contracts.calendar import Move
from edgekit import PlatformError, Problem, Statement


async def find(booking_id: str, ctx: Ctx) -> BookingRow:
    """A booking by its id; raises ``Problem`` 404."""
    row = await ctx.db.one(BookingRow, BOOKING, booking_id)
    if row is None:
        raise Problem(404, f"There is no booking {booking_id}.")
    return row


async def reschedule(booking_id: str, body: Move, ctx: Ctx) -> BookingRow:
    """Move a booking to another slot, and free its old one. To where it is already: no change.

    Raises ``Problem`` 422 if it is no slot; 409 if somebody has it, or the booking is cancelled,
    over, or was changed at the same moment.
    """
    row = await find(booking_id, ctx)
    if row.status == "booked" and row.starts_at == int(body.start.timestamp() * 1000):
        return row
    _check_open(row, ctx)
    where = checked_place(body.start, ctx)
    moved = row.model_copy(
        update={
            "sequence": row.sequence + 1,
            "starts_at": where.starts_at,
            "ends_at": where.ends_at,
            "was_at": row.starts_at,
        }
    )
    per_day = ctx.vars.calendar.per_day
    statements = move(row.id, row.sequence, where, per_day, ctx.started_ms)
    return await _changed(statements, moved, "moved", ctx)


async def call_off(booking_id: str, ctx: Ctx) -> BookingRow:
    """Cancel a booking, and free its time; one that is cancelled already stays so.

    Raises ``Problem`` 409 once it has begun, or if it was changed at the same moment.
    """
    row = await find(booking_id, ctx)
    if row.status == "cancelled":
        return row
    _check_open(row, ctx)
    statements = cancel(row.id, row.sequence, ctx.started_ms)
    return await _changed(statements, _cancelled(row), "cancelled", ctx)


async def called_off_elsewhere(payload: Mapping[str, Any], ctx: Ctx) -> list[Statement]:
    """What cancels the booking that an event names: ``{"data": {"booking_id": …}}``.

    Nothing, if there is none, or it is cancelled, or has begun.
    """
    data = payload.get("data")
    booking_id = data.get("booking_id") if isinstance(data, Mapping) else None
    row = await ctx.db.one(BookingRow, BOOKING, str(booking_id))
    if row is None or row.status == "cancelled" or _has_begun(row, ctx):
        ctx.log.info("nothing_to_cancel", booking_id=str(booking_id)[:100])
        return []
    statements = cancel(row.id, row.sequence, ctx.started_ms)
    return [*statements, *notices(_cancelled(row), "cancelled", ctx)]


def _cancelled(row: BookingRow) -> BookingRow:
    return row.model_copy(update={"sequence": row.sequence + 1, "status": "cancelled"})


async def _changed(
    statements: list[Statement], row: BookingRow, occasion: Occasion, ctx: Ctx
) -> BookingRow:
    """Run the statements, of which the last brings the booking back, with what is to be told.

    If another change came first they do nothing, and what is to be told has its keys already.
    """
    try:
        answers = await ctx.db.batch(*statements, *notices(row, occasion, ctx))
    except PlatformError as error:
        raise refused(error) from error
    changed = answers[len(statements) - 1]
    if not changed:
        detail = "This booking was changed at the same moment; look at it, and try again."
        raise Problem(409, detail)
    ctx.outbox.drain_later()
    return BookingRow.model_validate(changed[0])


def _check_open(row: BookingRow, ctx: Ctx) -> None:
    if row.status == "cancelled":
        raise Problem(409, "This booking is cancelled; book another time.")
    if _has_begun(row, ctx):
        raise Problem(409, "This appointment has begun; it can't be changed any more.")


def _has_begun(row: BookingRow, ctx: Ctx) -> bool:
    return row.starts_at <= ctx.started_ms
