"""Somebody who books a visit, at a time that others may want, and perhaps moves or cancels it."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import parse_qsl, urlsplit

from fleet.chaos.people import Person
from fleet.chaos.record import BookingTaken, Finding
from fleet.chaos.world import World

FIRST_DAY, DAYS = 2, 40
HALF_HOURS = 48


def visitor(world: World, person: Person, luck: Random) -> Generator[float, None, None]:
    """Ask for times until one is free; the same key again has to be the same booking."""
    facts = {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "address": person.address,
    }
    for number in range(100):
        start, key = some_start(luck), f"visit-{person.number}-{number}"
        body = {**facts, "start": start}
        reply = yield from world.desk.insist("calendar", "POST", "/api/bookings", body, key=key)
        if reply.status == 201:
            break
        if reply.status != 409:
            world.wrong("booking", key, f"It was answered {reply.status}: {reply.said}")
            return
    else:
        world.wrong("booking", f"visit-{person.number}", "No time was free in 100 attempts.")
        return
    taken = BookingTaken(reply.said["id"], person, reply.said["start"])
    world.record.bookings.append(taken)
    link = dict(parse_qsl(urlsplit(reply.said["manage_url"]).query))["token"]
    if luck.random() < 0.2:
        again = yield from world.desk.insist("calendar", "POST", "/api/bookings", body, key=key)
        if not again.ok or again.said["id"] != taken.id:
            told = f"The same key was answered {again.status}: {again.said}"
            world.record.wrong.append(Finding("doubled", f"booking {taken.id}", told))
    for _ in range(luck.choice((0, 0, 1, 2))):
        yield from _changes(world, taken, luck, link)


def some_start(luck: Random) -> str:
    """A half hour of the next weeks: few of them, so that some are wanted twice."""
    day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    half_hours = luck.randrange(FIRST_DAY * HALF_HOURS, (FIRST_DAY + DAYS) * HALF_HOURS)
    start = day + timedelta(minutes=30 * half_hours)
    return start.isoformat().replace("+00:00", "Z")


def _changes(
    world: World, taken: BookingTaken, luck: Random, token: str
) -> Generator[float, None, None]:
    """Move or cancel; the same again changes nothing, so that it may be repeated."""
    if taken.status != "booked":
        return
    cancels = luck.random() < 0.3
    path = f"/api/bookings/{taken.id}/{'cancel' if cancels else 'reschedule'}?token={token}"
    body = None if cancels else {"start": some_start(luck)}
    reply = yield from world.desk.insist("calendar", "POST", path, body)
    if reply.status == 409:
        return
    if not reply.ok:
        world.wrong("booking", taken.id, f"A change was answered {reply.status}: {reply.said}")
        return
    said = reply.said
    if said["sequence"] != taken.sequence:
        taken.occasions.append("cancelled" if cancels else "moved")
    taken.start, taken.sequence, taken.status = said["start"], said["sequence"], said["status"]
