"""The chapter of leads: each taken, valued, announced, and worked as far as it has come."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from contracts.valuation import Estimate
from edgekit import Statement
from fleet.story.bookings import Visit, visits
from fleet.story.dice import dice, story_id
from fleet.story.notices import notices
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("leads", "calendar")

from booking_messages import NOTES  # noqa: E402
from lead_identity import zip_of  # noqa: E402
from lead_notes import add_note  # noqa: E402
from lead_routing import Agent, pool_for  # noqa: E402
from lead_scoring import Score, score  # noqa: E402
from lead_storage import store, store_valuation  # noqa: E402
from lead_valuation import Appraised  # noqa: E402

DATABASE = "leads-db"
TABLES = ("leads", "recent_leads", "rotations", "status_changes", "notes", "lead_words")
AGENTS = (
    Agent(name="Dana Ortiz", areas=("980", "981")),
    Agent(name="Sam Whitfield", areas=("980", "981")),
    Agent(name="Priya Nair"),
)
LEAD = "SELECT id, agent FROM leads WHERE id = ?1"
ANNOUNCED = "UPDATE leads SET announced_at = ?2 WHERE id = ?1"
CHANGED = """UPDATE leads SET status = ?2, version = version + 1, updated_at = ?3,
  answered_at = coalesce(answered_at, ?3) WHERE id = ?1"""
CHANGE = "INSERT INTO status_changes (lead_id, at, status) VALUES (?1, ?2, ?3)"


class Note(NamedTuple):
    """What somebody has written about a lead; ``name`` is its own among the lead's notes."""

    at: datetime
    author: str
    text: str
    name: str


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty leads-db."""
    now = chapter_hour()
    with scratch(DATABASE) as database:
        noted = {visit.seller.id: _noted(visit, now) for visit in visits(now)}
        for seller in sellers(now):
            _take(database, seller)
            _work(database, seller, noted.get(seller.id, []))
        yield from database.copied(*TABLES)


def estimate(seller: Seller) -> Estimate | None:
    """What valuation said of a seller's home; nothing of the few that it does not know."""
    if not seller.is_valued:
        return None
    luck = dice("estimate", seller.id)
    is_described = seller.new.property is not None
    spread = luck.uniform(0.13, 0.19) if is_described else luck.uniform(0.24, 0.33)
    worth = seller.home.worth * luck.uniform(0.96, 1.05)
    return Estimate(
        estimate=round(worth),
        low=round(worth * (1 - spread)),
        high=round(worth * (1 + spread * 1.2)),
        confidence=round(luck.uniform(0.62, 0.79) if is_described else luck.uniform(0.4, 0.55), 3),
        method="model" if is_described else "area",
        as_of=seller.at.date(),
        model_version="2015-03" if is_described else "area-1",
        notes=[] if is_described else ["Only the place is known: say how large the home is."],
    )


def scored(seller: Seller) -> Score:
    """The seller's score."""
    return score(seller.new, estimate(seller))


def _take(database: Scratch, seller: Seller) -> None:
    pool = pool_for(AGENTS, zip_of(seller.new))
    taken = _ms(seller.at)
    valued = _ms(seller.at + timedelta(milliseconds=180))
    database.run(*store(seller.id, seller.new, score(seller.new, None), pool, None, taken))
    database.run(store_valuation(seller.id, Appraised(estimate(seller)), scored(seller), valued))
    database.run(Statement(ANNOUNCED, (seller.id, _ms(seller.at + timedelta(seconds=1)))))


def _work(database: Scratch, seller: Seller, notes: list[Note]) -> None:
    """What agents did with a lead, and what calendar has noted of its visit, in order."""
    (lead,) = database.run(Statement(LEAD, (seller.id,)))
    for step in seller.steps:
        _add(database, seller, [note for note in notes if note.at <= step.at])
        notes = [note for note in notes if note.at > step.at]
        at = _ms(step.at)
        database.run(
            Statement(CHANGE, (seller.id, at, step.status)),
            Statement(CHANGED, (seller.id, step.status, at)),
        )
        later = step.at + timedelta(minutes=2)
        _add(database, seller, [Note(later, lead["agent"] or "admin", step.note, step.status)])
    _add(database, seller, notes)


def _add(database: Scratch, seller: Seller, notes: list[Note]) -> None:
    for note in notes:
        note_id = story_id("note", seller.id, note.name)
        database.run(*add_note(seller.id, note_id, note.author, note.text, _ms(note.at)))


def _noted(visit: Visit, now: datetime) -> list[Note]:
    """What calendar tells leads of a visit."""
    return [
        Note(
            each.at + timedelta(seconds=1),
            "calendar",
            NOTES[each.occasion].format(when=each.when, was=each.was)
            + (f"\n{visit.seller.new.message}" if visit.seller.new.message else ""),
            f"visit {each.name}",
        )
        for each in notices(visit, now)
        if not each.is_reminder
    ]


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
