"""The chapter of leads: each taken, valued, announced, and worked as far as it has come."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from contracts.valuation import Estimate
from edgekit import Statement
from fleet.story.dice import dice, story_id
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("leads")

from lead_notes import add_note  # noqa: E402
from lead_routing import Agent, pool_for  # noqa: E402
from lead_scoring import Score, score  # noqa: E402
from lead_storage import store, store_valuation, zip_of  # noqa: E402

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


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty leads-db."""
    now = chapter_hour()
    with scratch(DATABASE) as database:
        for seller in sellers(now):
            _take(database, seller)
            _work(database, seller)
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
    database.run(store_valuation(seller.id, estimate(seller), scored(seller), valued))
    database.run(Statement(ANNOUNCED, (seller.id, _ms(seller.at + timedelta(seconds=1)))))


def _work(database: Scratch, seller: Seller) -> None:
    (lead,) = database.run(Statement(LEAD, (seller.id,)))
    for step in seller.steps:
        at = _ms(step.at)
        database.run(
            Statement(CHANGE, (seller.id, at, step.status)),
            Statement(CHANGED, (seller.id, step.status, at)),
        )
        note_id = story_id("note", seller.id, step.status)
        later = _ms(step.at + timedelta(minutes=2))
        database.run(*add_note(seller.id, note_id, lead["agent"] or "admin", step.note, later))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
