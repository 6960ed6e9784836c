"""From a wish for a slot to a booking: the slot's rules are checked here, who gets it by D1."""

import hashlib
from datetime import datetime

from pydantic import BaseModel

from appointment_slots import business_day, is_slot, occupied_by
from booking_links import base_url, links
from booking_notices import notices
from booking_records import MINUTE_MS, BookingRow, time_of
from booking_storage import (
    FULL,
    KEY_USED,
    SUBMISSION,
    TAKEN,
    Place,
    place,
    store,
    submit,
)
from calendar_services import Ctx
from contracts.calendar import NewBooking
from edgekit import FieldError, Json, PlatformError, Problem, Response, Statement, new_id
from edgekit.idempotency import own_key
from slot_offers import checked_zone, now_minute
from wall_clock import minute_of

REPLAYED = {"Idempotent-Replayed": "true"}


class SubmissionRow(BaseModel):
    """What was booked under a key."""

    digest: str
    answer: str


async def book(new: NewBooking, key: str | None, ctx: Ctx) -> Response:
    """Book a slot. Answers 201, and again with the first answer for a key that was used.

    Raises ``Problem`` 422 if it is no slot, 409 if somebody has it, the day is full, or the key
    was used for something else.
    """
    key = own_key(key, ctx) if key else None
    digest = hashlib.sha256(new.model_dump_json().encode()).hexdigest()
    if key and (replayed := await _replay(key, digest, ctx)):
        return replayed
    where = checked_place(new.start, ctx)
    row = _row(new, where, ctx)
    answer = row.booked(links(ctx, row.base_url))
    statements = _statements(row, where, ctx)
    if key:
        text = answer.model_dump_json()
        statements.insert(0, submit(key, digest, row.id, text, ctx.started_ms))
    try:
        await ctx.db.batch(*statements)
    except PlatformError as error:
        if key and (replayed := await _replay(key, digest, ctx)):
            return replayed
        raise refused(error) from error
    ctx.outbox.drain_later()
    return Response.json(answer, status=201)


def checked_place(start: datetime, ctx: Ctx) -> Place:
    """Where an appointment lies that starts then; raises ``Problem`` 422 if that is no slot."""
    rules, minute = ctx.vars.calendar, minute_of(start)
    exact = time_of(minute * MINUTE_MS) == start
    if not exact or not is_slot(rules, minute, now_minute(ctx)):
        raise Problem(
            422,
            "No appointment can start then; GET /api/slots lists those that can.",
            errors=[FieldError("/start", "is not the start of a slot")],
        )
    return place(occupied_by(minute, rules), rules.duration_minutes, business_day(minute, rules))


def refused(error: PlatformError) -> Exception:
    """What it means that D1 refused: a problem 409, or the error itself."""
    said = str(error)
    if TAKEN in said:
        return Problem(409, "Somebody has just taken this time; choose another one.")
    if FULL in said:
        return Problem(409, "This day is fully booked; choose another one.")
    if KEY_USED in said:
        return Problem(409, "This Idempotency-Key is being used; send it again.")
    return error


def _row(new: NewBooking, where: Place, ctx: Ctx) -> BookingRow:
    tz = checked_zone(new.tz, "/tz").key if new.tz else ctx.vars.calendar.timezone
    facts = new.model_dump(exclude={"start", "tz", "phone_ext"})
    facts["note"] = "\n".join(filter(None, [new.note, new.extension_said])) or None
    now = ctx.started_ms
    return BookingRow(
        id=new_id("booking"),
        created_at=now,
        updated_at=now,
        status="booked",
        sequence=0,
        starts_at=where.starts_at,
        ends_at=where.ends_at,
        was_at=None,
        tz=tz,
        base_url=base_url(ctx),
        **facts,
    )


def _statements(row: BookingRow, where: Place, ctx: Ctx) -> list[Statement]:
    facts = row.model_dump(
        include={"tz", "name", "email", "phone", "address", "note", "lead_id", "base_url"}
    )
    per_day = ctx.vars.calendar.per_day
    stored = store(row.id, where, facts, per_day, ctx.started_ms)
    return [*stored, *notices(row, "booked", ctx)]


async def _replay(key: str, digest: str, ctx: Ctx) -> Response | None:
    first = await ctx.db.one(SubmissionRow, SUBMISSION, key)
    if first is None:
        return None
    if first.digest != digest:
        raise Problem(409, "This Idempotency-Key was used with another body; use a new one.")
    return Json(first.answer, status=201, headers=REPLAYED)
