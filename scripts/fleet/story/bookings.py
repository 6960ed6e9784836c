"""The chapter of appointments: visits to homes, of the last 30 days and of the week to come."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from fleet.story.dice import dice, story_id
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("calendar")

from appointment_slots import Occupied, business_day, free_slots, occupied_by  # noqa: E402
from booking_storage import Place, cancel, move, place, store  # noqa: E402
from calendar_rules import CalendarRules  # noqa: E402
from wall_clock import minute_of  # noqa: E402

DATABASE = "calendar-db"
RULES = CalendarRules()
DAYS = 30
VISITED, MOVED, CANCELLED = 0.5, 0.14, 0.1  # of those who were reached; of the visits
SEARCHED_MINUTES = 4 * 24 * 60
BASE_URL = "http://calendar.localhost:8787"


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty calendar-db."""
    now = chapter_hour()
    booked: dict[str, Occupied] = {}
    with scratch(DATABASE) as database:
        for seller in sellers(now):
            reached = next((step.at for step in seller.steps if step.status == "contacted"), None)
            luck = dice("visit", seller.id)
            if reached and now - reached < timedelta(days=DAYS) and luck.random() < VISITED:
                _visit(database, seller, reached, now, luck, booked)
        yield from database.copied("bookings", "occupied")


def _visit(
    database: Scratch,
    seller: Seller,
    at: datetime,
    now: datetime,
    luck: Random,
    booked: dict[str, Occupied],
) -> None:
    """Book a visit while the agent talks to the seller; some are moved or cancelled later."""
    booking_id = story_id("booking", seller.id)
    where = _slot(booking_id, at, luck, booked)
    new = seller.new
    facts = {
        "name": new.name,
        "email": new.email,
        "phone": new.phone,
        "address": new.address,
        "note": new.message,
        "lead_id": seller.id,
        "tz": RULES.timezone,
        "base_url": BASE_URL,
    }
    database.run(*store(booking_id, where, facts, None, _ms(at)))
    later, fate = at + timedelta(hours=luck.uniform(2, 20)), luck.random()
    if later >= now or _ms(later) >= where.starts_at:
        return
    if fate < MOVED:
        there = _slot(booking_id, later, luck, booked)
        database.run(*move(booking_id, 0, there, None, _ms(later)))
    elif fate < MOVED + CANCELLED:
        database.run(*cancel(booking_id, 0, _ms(later)))
        del booked[booking_id]


def _slot(booking_id: str, at: datetime, luck: Random, booked: dict[str, Occupied]) -> Place:
    """A slot some days later that is free then."""
    wanted = minute_of(at + timedelta(days=luck.uniform(0.6, 6)))
    others = [time for key, time in booked.items() if key != booking_id]
    free = free_slots(RULES, wanted, wanted + SEARCHED_MINUTES, minute_of(at), others)
    start = luck.choice(free[:8])
    booked[booking_id] = occupied_by(start, RULES)
    return place(booked[booking_id], RULES.duration_minutes, business_day(start, RULES))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
