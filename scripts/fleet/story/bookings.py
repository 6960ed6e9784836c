"""The chapter of appointments: visits to homes, before each offer and some that led to none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

from contracts.leads import Status
from fleet.story.dice import dice, story_id
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import scratch, use_workers

use_workers("calendar")

from appointment_slots import Occupied, business_day, free_slots, occupied_by  # noqa: E402
from booking_storage import Place, cancel, move, place, store  # noqa: E402
from calendar_rules import CalendarRules  # noqa: E402
from wall_clock import minute_of, moment_of  # noqa: E402

DATABASE = "calendar-db"
RULES = CalendarRules()
SEEN, SEEN_LATELY = 0.4, 0.8  # of those who were reached, and no offer followed, or not yet
LATELY = timedelta(days=4)
MOVED, CANCELLED = 0.14, 0.1
LONGEST_AHEAD = timedelta(days=6)
BASE_URL = "http://calendar.localhost:8787"


@dataclass
class Visit:
    """A visit: when it was booked and for when, and each time at which that has changed."""

    id: str
    seller: Seller
    booked_at: datetime
    times: list[tuple[datetime, Occupied]] = field(default_factory=list)
    cancelled_at: datetime | None = None

    @property
    def start(self) -> int | None:
        """The minute since 1970 at which it begins, as it stands; None before it has a time."""
        return self.times[-1][1].starts if self.times else None

    @property
    def starts_at(self) -> datetime:
        """When it begins, as it stands."""
        return moment_of(self.start or 0)


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty calendar-db."""
    with scratch(DATABASE) as database:
        for visit in visits(chapter_hour()):
            new = visit.seller.new
            facts = {
                "name": new.name,
                "email": new.email,
                "phone": new.phone,
                "address": new.address,
                "note": new.message,
                "lead_id": visit.seller.id,
                "tz": RULES.timezone,
                "base_url": BASE_URL,
            }
            first, *later = visit.times
            database.run(*store(visit.id, _place(first[1]), facts, None, _ms(first[0])))
            for at, where in later:
                database.run(*move(visit.id, 0, _place(where), None, _ms(at)))
            if visit.cancelled_at:
                database.run(*cancel(visit.id, len(later), _ms(visit.cancelled_at)))
        yield from database.copied("bookings", "occupied")


@lru_cache(maxsize=2)
def visits(now: datetime) -> tuple[Visit, ...]:
    """The visits that were booked until ``now``, in the order of their sellers."""
    taken: dict[str, Occupied] = {}
    found = (_visit(seller, now, taken) for seller in sellers(now))
    return tuple(visit for visit in found if visit is not None)


def _visit(seller: Seller, now: datetime, taken: dict[str, Occupied]) -> Visit | None:
    """A visit that is booked on the telephone, some time before the offer if there is one."""
    steps = {step.status: step.at for step in seller.steps}
    luck = dice("visit", seller.id)
    offered = steps.get("offer")
    is_wanted = "qualified" in steps and (offered or "lost" not in steps)
    asked = steps.get("qualified") if is_wanted else steps.get("contacted")
    if asked is None:
        return None
    share = SEEN_LATELY if now - asked < LATELY and "lost" not in steps else SEEN
    if not is_wanted and luck.random() > share:
        return None
    at = asked + timedelta(minutes=luck.randint(3, 25))
    # An offer is made once the home was seen, and an hour was spent on the figures.
    until = offered - timedelta(hours=2) if offered else at + LONGEST_AHEAD
    visit = Visit(story_id("booking", seller.id), seller, at)
    where = _slot(visit, at, until, luck, taken) if at < now else None
    if where is None:
        return None
    visit.times.append((at, where))
    _change(visit, steps, until, now, luck, taken)
    return visit


def _change(
    visit: Visit,
    steps: dict[Status, datetime],
    until: datetime,
    now: datetime,
    luck: Random,
    taken: dict[str, Occupied],
) -> None:
    """What becomes of a visit: some are moved or cancelled, and nobody visits a lost lead."""
    later, fate = visit.booked_at + timedelta(hours=luck.uniform(1, 20)), luck.random()
    if fate < MOVED and later < min(now, visit.starts_at):
        there = _slot(visit, later, until, luck, taken)
        if there is not None:
            visit.times.append((later, there))
    if "offer" in steps:
        return
    changes_mind = later if MOVED <= fate < MOVED + CANCELLED else None
    ended = min(filter(None, (steps.get("lost"), changes_mind)), default=now)
    if ended < min(now, visit.starts_at):
        visit.cancelled_at = ended
        del taken[visit.id]


def _slot(
    visit: Visit, at: datetime, until: datetime, luck: Random, taken: dict[str, Occupied]
) -> Occupied | None:
    """A slot that is free, asked for at a moment, and over before another."""
    others = [time for key, time in taken.items() if key != visit.id]
    last = minute_of(until) - RULES.duration_minutes
    free = free_slots(RULES, minute_of(at), last, minute_of(at), others)
    kept = [start for start in free if start != visit.start]
    if not kept:
        return None
    taken[visit.id] = occupied_by(luck.choice(kept[:24]), RULES)
    return taken[visit.id]


def _place(where: Occupied) -> Place:
    return place(where, RULES.duration_minutes, business_day(where.starts, RULES))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
