"""Visits over calendar: offering free slots, and booking the one that is chosen.

A cached list of slots may be a minute old. Who gets a slot is calendar's to say: what has gone
meanwhile is answered 409 there, and others are offered here.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pydantic import ValidationError

from contracts.calendar import NewBooking, SlotQuery, Slots
from contracts.lead_bot import Appointment
from edgekit import ServiceError
from lead_bot_services import Ctx
from lead_bot_state import State
from lead_bot_visits import Choice, exact, local, picked
from lead_bot_wording import choices, sentences, spoken_time

SLOTS_DEADLINE_MS, BOOKING_DEADLINE_MS = 1_500, 3_000
FRESH_SECONDS = 60
HORIZON_DAYS = 30
NO_NAME = "Name not given"
UNSEEN = "I can't see our calendar right now; one of us will call you to find a time."
GONE = "That time has just gone."
NOT_FREE = "Nothing is free then."
TAKEN = "That time is not free."
WHICH = "Which suits you? Or name another day."


class Offer(NamedTuple):
    """Free slots in somebody's zone; ``None`` if calendar did not tell."""

    starts: list[int] | None
    tz: str


class Visit(NamedTuple):
    """What has come of it: the state, and what is said."""

    state: State
    said: str


async def free(first: date, last: date, state: State, ctx: Ctx, *, is_fresh: bool = False) -> Offer:
    """The free slots of some days, both included."""
    query = SlotQuery(date_from=first, date_to=last, tz=state.tz)

    async def ask() -> Slots:
        return await ctx.services.calendar.slots(query, deadline_ms=SLOTS_DEADLINE_MS)

    try:
        key = f"slots:{first}:{last}:{state.tz or ''}"
        found = (
            await ask()
            if is_fresh
            else await ctx.cache.get_or_fetch(key, ask, model=Slots, ttl=FRESH_SECONDS, stale=0)
        )
    except ServiceError as error:
        ctx.log.warning("no_slots", reason=error.detail)
        return Offer(None, state.tz or ctx.vars.timezone)
    now = ctx.clock_ms()
    starts = [round(slot.start.timestamp() * 1000) for slot in found.slots]
    return Offer([start for start in starts if start > now], found.tz)


async def offered(
    state: State, today: date, ctx: Ctx, wish: Choice | None = None, *, is_fresh: bool = False
) -> Visit:
    """Offer visits: those that fit a wish, else others; some that were offered are said again."""
    if wish is None and state.offered and not is_fresh:
        return Visit(state, _listed(state.offered, state))
    if wish:
        wish = await _on_a_free_day(wish, state, ctx)
    first, last = _days(state, today, ctx, wish)
    offer = await free(first, last, state, ctx, is_fresh=is_fresh)
    if offer.starts is None:
        return Visit(state.model_copy(update={"asked": None, "offered": []}), UNSEEN)
    starts = picked(offer.starts, offer.tz, wish if wish and wish.kind == "wish" else None)
    note = TAKEN if wish and wish.at else None
    if not starts:
        note = NOT_FREE
        first = min(max(today, last + timedelta(days=1)), today + timedelta(days=HORIZON_DAYS - 7))
        last = first + timedelta(days=6)
        offer = await free(first, last, state, ctx)
        starts = picked(offer.starts or [], offer.tz)
    if not starts:
        return Visit(state.model_copy(update={"asked": None, "offered": []}), UNSEEN)
    until = local(starts[-1], offer.tz).date()
    found = {
        "offered": starts,
        "offered_until": until.isoformat(),
        "tz": offer.tz,
        "asked": "visit",
    }
    after = state.model_copy(update=found)
    return Visit(after, sentences(note, _listed(starts, after)))


async def wished(state: State, wish: Choice, today: date, ctx: Ctx) -> int | None:
    """The free slot that somebody names by its day and time, or by its time alone."""
    if wish.at is None:
        return None
    wish = await _on_a_free_day(wish, state, ctx)
    first, last = _days(state, today, ctx, wish)
    offer = await free(first, last, state, ctx)
    return exact(offer.starts or [], offer.tz, wish)


async def _on_a_free_day(wish: Choice, state: State, ctx: Ctx) -> Choice:
    """The wish for a weekday, a week later where the next such day has no free slot at all."""
    if not wish.is_weekly or wish.day is None:
        return wish
    offer = await free(wish.day, wish.day, state, ctx)
    return wish._replace(day=wish.day + timedelta(days=7)) if offer.starts == [] else wish


async def booked(
    state: State, start: int, session_id: str, lead_id: str | None, today: date, ctx: Ctx
) -> Visit:
    """Book a slot; if somebody has it by now, offer others."""
    tz = state.tz or ctx.vars.timezone
    at = local(start, tz)
    slots = state.slots
    try:
        new = NewBooking(
            start=at,
            name=slots.name or NO_NAME,
            email=slots.email,
            phone=slots.phone,
            address=slots.address,
            lead_id=lead_id,
            tz=tz,
            note="Booked with lead-bot.",
        )
        digest = hashlib.sha256(f"{session_id}\n{new.model_dump_json()}".encode()).hexdigest()
        made = await ctx.services.calendar.book(
            new, idempotency_key=f"lead-bot:{digest[:40]}", deadline_ms=BOOKING_DEADLINE_MS
        )
    except ValidationError:
        return Visit(state.model_copy(update={"asked": None}), UNSEEN)
    except ServiceError as error:
        if error.upstream_status in (409, 422):
            anew = state.model_copy(update={"offered": [], "offered_until": None})
            others = await offered(anew, today, ctx, is_fresh=True)
            return Visit(others.state, sentences(GONE, others.said))
        ctx.log.warning("not_booked", reason=error.detail)
        return Visit(state.model_copy(update={"asked": None}), UNSEEN)
    appointment = Appointment(
        id=made.id, start=made.start, end=made.end, manage_url=made.manage_url
    )
    changes: dict[str, object] = {
        "appointment": appointment,
        "asked": None,
        "offered": [],
        "tz": tz,
    }
    return Visit(state.model_copy(update=changes), _confirmed(at, state))


def _confirmed(at: datetime, state: State) -> str:
    zone = f" {at:%Z}" if f"{at:%Z}".isalpha() else ""
    where = f" at {state.slots.address}" if state.slots.address else ""
    return (
        f"Booked: {spoken_time(at)}{zone}{where}. You will get the details, with a link to move or "
        "cancel it."
    )


def _days(state: State, today: date, ctx: Ctx, wish: Choice | None) -> tuple[date, date]:
    """The days on which to look: of a wish, behind those that were offered, or the next ones."""
    span = timedelta(days=ctx.vars.visit_days - 1)
    if wish and wish.day:
        return wish.day, wish.day if wish.kind == "wish" else wish.day + span
    if wish and wish.kind == "more" and state.offered_until:
        first = date.fromisoformat(state.offered_until) + timedelta(days=1)
        if first <= today + timedelta(days=HORIZON_DAYS):
            return first, first + span
    return today, today + span


def _listed(starts: list[int], state: State) -> str:
    tz = state.tz or "UTC"
    told = choices([local(start, tz) for start in starts])
    return f"Shall we come by for a look? {told}. {WHICH}"
