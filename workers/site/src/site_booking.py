"""Booking a visit: a day, a time, who and where. Slots and bookings are calendar's."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from contracts.calendar import Booking, BookingRef, NewBooking, SlotQuery
from edgekit import Problem, Response, ServiceError
from site_contact import ADDRESS_HINT, keep_caught, person_errors, person_fields
from site_contact import WORDS as PERSON_WORDS
from site_days import ZONES, DayOfSlots, by_day, clock, known_zone, spoken, spoken_day, zone_words
from site_forms import (
    Form,
    asked_again,
    error_of,
    errors_elsewhere,
    errors_of,
    form_start,
    long_field,
    new_form,
    text_field,
)
from site_frame import Sheet, page, see, trail
from site_markup import address, current, link, notice, phone_link
from site_trouble import is_down, not_taken, unavailable
from site_vars import Ctx
from site_visit import hidden_fields

DAYS_AHEAD, DAYS_SHOWN = 21, 10
ID = re.compile(r"[\w-]{1,64}", re.ASCII)
GONE = "Somebody has just taken this time, or it lies too near. Please choose another one."
WORDS = {
    **PERSON_WORDS,
    "start": "Choose a time.",
    "note": "Please shorten this to 2,000 characters, without special control characters.",
}
ABOUT = "Pick a time for a visit of your house: free, with nothing to tidy."


def zone_of(asked: str, ctx: Ctx) -> str:
    """The visitor's zone: what they chose, else what the edge knows, else the business's."""
    return known_zone(asked, ctx.header("cf-timezone"), ctx.vars.business_zone)


async def free_days(tz: str, ctx: Ctx) -> list[DayOfSlots]:
    """The free times of the next three weeks; raises ``ServiceError``."""
    today = ctx.now().astimezone(ZoneInfo(tz)).date()
    asked = SlotQuery(date_from=today, date_to=today + timedelta(days=DAYS_AHEAD), tz=tz)
    return by_day((await ctx.services.calendar.slots(asked)).slots, tz)


def empty_booking(asked: Mapping[str, str], ctx: Ctx) -> Form:
    """The form, with what a link knows already."""
    known = {name: asked[name] for name in ("address",) if asked.get(name)}
    return new_form(known, trail(ctx))


async def booking_page(form: Form, day: str, tz: str, ctx: Ctx, status: int = 200) -> Response:
    """The days, the times of one of them, and the form."""
    try:
        days = await free_days(tz, ctx)
    except ServiceError:
        return unavailable("Book a visit", "The calendar can’t be opened right now.", ctx)
    wrong = "Error: " if form.errors else ""
    times = _times(form, days, day, tz, ctx) if days else _full(ctx)
    main = (
        '<div class="column"><h1>A visit at your house</h1><p class="lead">It is free. '
        "Nothing has to be tidied, repaired or signed. Afterwards you have one written number.</p>"
        f"{_zone_form(day, tz, form, ctx)}{_not_free(days, day, ctx)}{times}</div>"
    )
    return page(Sheet(f"{wrong}Book a visit", main, ABOUT, status=status), ctx)


def _full(ctx: Ctx) -> str:
    body = f"<p>Call {phone_link(ctx.vars.business_phone)}: we find a time together.</p>"
    return notice("The next three weeks are full", body, kind="warn")


def _not_free(days: Sequence[DayOfSlots], day: str, ctx: Ctx) -> str:
    """What to say where the day that was asked for is none of those with free times."""
    if not day or not days or any(each.day.isoformat() == day for each in days):
        return ""
    try:
        on = date.fromisoformat(day)
        title = f"{spoken_day(on)}, {on.year} has no free time"
    except ValueError:
        title = "There is no such day"
    phone = phone_link(ctx.vars.business_phone)
    body = f"<p>Here are the free days of the next three weeks. For another one call {phone}.</p>"
    return notice(title, body, kind="warn")


def _zone_form(day: str, tz: str, form: Form, ctx: Ctx) -> str:
    business = ctx.vars.business_zone
    names = ZONES if tz in ZONES else {**ZONES, tz: tz}
    options = "".join(
        f'<option value="{escape(name)}"{" selected" if name == tz else ""}>'
        f"{escape(zone_words(name))}</option>"
        for name in names
    )
    ours = (
        f"Times are in {zone_words(tz)}, which is ours, too."
        if tz == business
        else f"Times are in {zone_words(tz)}. We are in {zone_words(business)}."
    )
    asked = " data-zone-asked" if "tz=" in ctx.query else ""
    known = form.given("address")
    return (
        f'<form class="zone" method="get" action="/book"{asked}>'
        f"{hidden_fields({**known, **form.trail})}<p>{escape(ours)}</p>"
        f'<div class="row"><label for="f-zone">Time zone</label><select id="f-zone" name="tz">'
        f'{options}</select><button type="submit" class="quiet">Change</button></div></form>'
    )


def _times(form: Form, days: Sequence[DayOfSlots], day: str, tz: str, ctx: Ctx) -> str:
    chosen = next((each for each in days if each.day.isoformat() == day), days[0])
    shown = days[:DAYS_SHOWN] if chosen in days[:DAYS_SHOWN] else days
    return (
        f"{_day_links(form, shown, chosen, tz)}"
        f"{form_start(form, '/book', label='Book a visit')}"
        f'<input type="hidden" name="tz" value="{escape(tz)}">'
        f'<input type="hidden" name="day" value="{chosen.day.isoformat()}">'
        f"{_slots(form, chosen, tz)}{person_fields(form)}"
        + text_field(
            form,
            "address",
            "Address of the house",
            hint=ADDRESS_HINT,
            complete="address-line1",
            required=True,
        )
        + long_field(form, "note", "Anything that we should know?", longest=1500)
        + '<button type="submit">Book this time</button></form>'
    )


def _day_links(form: Form, days: Sequence[DayOfSlots], chosen: DayOfSlots, tz: str) -> str:
    known = {**form.given("address"), "tz": tz, **form.trail}
    links = "".join(
        f'<li><a href="{address("/book", {"day": each.day.isoformat(), **known})}"'
        f"{current('date') if each is chosen else ''}><b>{each.day:%a}</b> "
        f"{each.day:%b} {each.day.day}</a></li>"
        for each in days
    )
    return f'<ul class="pills days" aria-label="Days with free times">{links}</ul>'


def _slots(form: Form, chosen: DayOfSlots, tz: str) -> str:
    wrong = form.errors.get("start")
    invalid = ' aria-describedby="f-start-error" aria-invalid="true" autofocus' if wrong else ""
    radios = ""
    for index, at in enumerate(chosen.starts):
        value = at.isoformat(timespec="seconds")
        own = "f-start" if index == 0 else f"f-start-{index}"
        state = " checked" if value == form.value("start") else ""
        radios += (
            f'<label class="slot"><input type="radio" id="{own}" name="start" '
            f'value="{value}" required{state}{invalid if index == 0 else ""}>'
            f"<span>{clock(at)}</span></label>"
        )
    return (
        f'<fieldset class="field"><legend>{spoken_day(chosen.day)}, {escape(zone_words(tz))}'
        f'</legend><div class="slots">{radios}</div>{error_of(form, "start")}</fieldset>'
    )


async def take_booking(form: Form, ctx: Ctx) -> Response:
    """Book the time that a form asks for, and lead on to the booking."""
    tz, day = zone_of(form.value("tz"), ctx), form.value("day")
    if form.is_caught:
        await keep_caught(form, ctx)
        return await booking_page(asked_again(form), day, tz, ctx, 422)
    try:
        wanted = NewBooking.model_validate(
            {
                **form.given("start", "name", "email", "phone", "address"),
                "note": _note(form),
                "tz": tz,
            }
        )
    except ValidationError as error:
        errors = {**errors_of(error, WORDS), **_missing(form)}
        return await booking_page(form.wrong(errors), day, tz, ctx, 422)
    if missing := _missing(form):
        return await booking_page(form.wrong(missing), day, tz, ctx, 422)
    try:
        booked = await ctx.services.calendar.book(
            wanted, idempotency_key=form.key, deadline_ms=5000
        )
    except ServiceError as error:
        return await _refused(form, day, tz, error, ctx)
    token = parse_qs(urlsplit(booked.manage_url).query).get("token", [""])[0]
    return see("/book", {"booking": booked.id, "token": token})


def _missing(form: Form) -> dict[str, str]:
    missing = {name: WORDS[name] for name in ("start", "address") if not form.value(name)}
    return {**missing, **person_errors(form)}


def _note(form: Form) -> str | None:
    """What somebody wrote, and how they came here, for the lead that the booking becomes."""
    came = ", ".join(f"{name}={value}" for name, value in form.trail.items())
    parts = [form.value("note"), f"Came by: {came}"[:480] if came else ""]
    return "\n".join(filter(None, parts)) or None


async def _refused(form: Form, day: str, tz: str, error: ServiceError, ctx: Ctx) -> Response:
    if error.upstream_status == 409:
        return await booking_page(form.wrong({"start": GONE}), day, tz, ctx, 409)
    errors = errors_elsewhere(error.problem, WORDS)
    if is_down(error) or not errors:
        return await booking_page(form.saying(not_taken(ctx)), day, tz, ctx, 503)
    return await booking_page(form.wrong({**errors, **_gone(errors)}), day, tz, ctx, 422)


def _gone(errors: Mapping[str, str]) -> dict[str, str]:
    return {"start": GONE} if "start" in errors else {}


async def booked_page(booking_id: str, token: str, ctx: Ctx) -> Response:
    """A booking, for whoever has its link."""
    if not ID.fullmatch(booking_id):
        raise Problem(404, "There is no such booking.")
    try:
        booking = await ctx.services.calendar.read(BookingRef(booking_id=booking_id, token=token))
    except ServiceError as error:
        if is_down(error):
            said = "Your visit is booked, but the calendar can’t be opened right now."
            return unavailable("Your visit", said, ctx)
        raise Problem(404, "There is no such booking.") from error
    stands = booking.status == "booked"
    sheet = Sheet(
        "Your visit",
        _booked(booking) if stands else _cancelled(booking),
        indexed=False,
        event="booking_created" if stands else "",
        referrer="no-referrer",
    )
    return page(sheet, ctx)


def _booked(booking: Booking) -> str:
    by = "mail" if booking.email else "text"
    until = clock(booking.end.astimezone(ZoneInfo(booking.tz)))
    return (
        f"{_visit('Your visit is booked', booking)}"
        f'<p class="lead">We are there until {until}. We confirm it by {by}, and remind you the '
        "day before. Nothing to prepare: if you have a survey, an inspection report or a list of "
        "repairs, put it on the table.</p>"
        f'<p class="actions"><a class="button" href="{escape(booking.ics_url)}">Add it to your '
        f'calendar</a><a class="button quiet" href="{escape(booking.manage_url)}">Move or cancel '
        "it</a></p></div>"
    )


def _cancelled(booking: Booking) -> str:
    known = {"address": booking.address} if booking.address else {}
    return (
        f"{_visit('This visit is cancelled', booking)}"
        '<p class="lead">Nobody comes at this time.</p>'
        f'<p class="actions">{link("/book", "Book another visit", known, "button")}</p></div>'
    )


def _visit(title: str, booking: Booking) -> str:
    where = f"<p>{escape(booking.address)}</p>" if booking.address else ""
    return (
        f'<div class="column"><p class="eyebrow">{title}</p>'
        f"<h1>{escape(spoken(booking.start, booking.tz))}</h1>{where}"
    )
