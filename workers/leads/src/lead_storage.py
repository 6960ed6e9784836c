"""The SQL that takes a lead: everything that must be true together is one transaction."""

import hashlib
import json
from typing import NamedTuple

from contracts.leads import LeadAnswer, NewLead
from edgekit import Lifetime, PersonalData, Statement
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.effects import LIFETIME as EFFECTS
from edgekit.outbox import LIFETIMES as OUTBOX_LIFETIMES
from lead_identity import claim_home, keep_person, zip_of
from lead_routing import Pool, channel_for
from lead_scoring import Score
from lead_valuation import Appraised
from lead_words import add_words

LIFETIMES = (
    DEAD_LETTERS,
    EFFECTS,
    Lifetime("recent_leads", "expires_at", key="digest"),
    Lifetime("submissions", "created_at", days=7, key="key"),
    *OUTBOX_LIFETIMES,
)
KEPT = {
    "leads": "the business's own record, until a person asks to be erased",
    "notes": "part of their lead",
    "status_changes": "part of their lead",
    "lead_words": "part of their lead",
    "rotations": "one row for each area that has agents",
}
PERSONAL = (
    PersonalData(
        "leads",
        (
            *("name", "email", "phone", "phone_ext", "phone_written", "address", "zip"),
            *("motivation", "message", "property", "utm", "no_value"),
        ),
        erased="emptied at once; id, times, status and score stay",
    ),
    PersonalData("recent_leads", ("person", "zip", "city", "state"), erased="deleted at once"),
    PersonalData("notes", ("author", "text"), erased="deleted at once"),
    PersonalData("lead_words", ("word",), erased="deleted at once"),
    PersonalData("submissions", ("answer",), erased="deleted at once"),
    PersonalData("dead_letters", ("payload", "error"), erased="deleted at once"),
    PersonalData(
        "outbox", ("payload", "last_error"), erased="deleted at once; digests go after 7 days"
    ),
)
NOBODY = {"leads.message_by": "a person or a program, whoever they are"}

LEAD = "SELECT * FROM leads WHERE id = ?1 AND erased_at IS NULL"
SUBMISSION = "SELECT digest, lead_id, created_at, status, answer FROM submissions WHERE key = ?1"
LEAD_OF_SUBMISSION = """SELECT leads.* FROM submissions JOIN leads ON leads.id = submissions.lead_id
WHERE key = ?1 AND erased_at IS NULL"""


class Submission(NamedTuple):
    """What was sent under an ``Idempotency-Key``."""

    key: str
    digest: str


def body_digest(new: NewLead) -> str:
    """A digest of what a lead says, however it was spelled."""
    return _digest(new.model_dump_json())


def store(
    lead_id: str,
    new: NewLead,
    score: Score,
    pool: Pool | None,
    submission: Submission | None,
    now: int,
) -> list[Statement]:
    """The statements of one batch that make a lead.

    D1 refuses the whole batch (``UNIQUE constraint failed``) if the person has a lead at this
    address already, or the key was used: that, and no look beforehand, is what keeps a lead one.
    """
    statements = [
        *claim_home(new, now),
        *_turn(pool),
        _insert(lead_id, new, score, pool, now),
        Statement(
            "INSERT INTO status_changes (lead_id, at, status) VALUES (?1, ?2, 'new')",
            (lead_id, now),
        ),
        *add_words({lead_id: new}),
        *keep_person(lead_id, new, now),
    ]
    if submission:
        statements.append(
            Statement(
                "INSERT INTO submissions (key, digest, lead_id, created_at) "
                "VALUES (?1, ?2, ?3, ?4)",
                (*submission, lead_id, now),
            )
        )
    return statements


def store_valuation(lead_id: str, found: Appraised, score: Score, now: int) -> Statement:
    """The statement that records what valuation said, once; the channel stays once announced."""
    return Statement(
        """UPDATE leads SET valuation = ?2, valued_at = ?3, score = ?4, score_parts = ?5,
  no_value = ?7, channel = CASE WHEN announced_at IS NULL THEN ?6 ELSE channel END,
  version = version + 1, updated_at = ?3
WHERE id = ?1 AND valued_at IS NULL AND erased_at IS NULL""",
        (
            lead_id,
            found.estimate.model_dump_json() if found.estimate else None,
            now,
            score.total,
            parts_of(score),
            channel_for(score.total),
            found.no_value,
        ),
    )


def store_answer(submission: Submission, answer: LeadAnswer, status: int, now: int) -> Statement:
    """The statement that keeps the first answer under a key."""
    return Statement(
        """INSERT INTO submissions (key, digest, lead_id, created_at, status, answer)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (key) DO UPDATE SET status = ?5, answer = ?6 WHERE status IS NULL AND digest = ?2""",
        (*submission, answer.id, now, status, answer.model_dump_json()),
    )


def _turn(pool: Pool | None) -> list[Statement]:
    if pool is None:
        return []
    sql = """INSERT INTO rotations VALUES (?1, 0)
ON CONFLICT (area) DO UPDATE SET turn = turn + 1"""
    return [Statement(sql, (pool.area,))]


def _insert(lead_id: str, new: NewLead, score: Score, pool: Pool | None, now: int) -> Statement:
    columns = new.model_dump(exclude={"property", "utm", "consent"}) | {
        "id": lead_id,
        "created_at": now,
        "updated_at": now,
        "zip": zip_of(new),
        "property": new.property and new.property.model_dump_json(exclude_none=True),
        "utm": None if new.utm is None else json.dumps(new.utm, ensure_ascii=False),
        "consent": new.consent and new.consent.model_dump_json(),
        "score": score.total,
        "score_parts": parts_of(score),
        "channel": channel_for(score.total),
    }
    places = ", ".join(f"?{number}" for number in range(1, len(columns) + 1))
    agent, parameters = _agent(pool, len(columns))
    return Statement(
        f"INSERT INTO leads ({', '.join(columns)}, agent) VALUES ({places}, {agent})",  # noqa: S608
        (*columns.values(), *parameters),
    )


def _agent(pool: Pool | None, used: int) -> tuple[str, tuple[str, ...]]:
    """SQL for the agent whose turn it is in the pool's area, and its parameters."""
    if pool is None:
        return "NULL", ()
    turn = f"(SELECT turn FROM rotations WHERE area = ?{used + 1}) % {len(pool.agents)}"  # noqa: S608
    return f"json_extract(?{used + 2}, '$[' || ({turn}) || ']')", (
        pool.area,
        json.dumps(pool.agents, ensure_ascii=False),
    )


def parts_of(score: Score) -> str:
    """The parts of a score as they are stored."""
    return json.dumps([part.model_dump() for part in score.parts], ensure_ascii=False)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
