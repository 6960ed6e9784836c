"""Conversations in D1: a turn is stored if, and only if, nobody has taken its number meanwhile."""

import hashlib

from pydantic import BaseModel

from contracts.lead_bot import Channel
from edgekit import Lifetime, PersonalData, Statement
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.outbox import LIFETIMES as OUTBOX
from lead_bot_state import State

LIFETIMES = (
    Lifetime("sessions", "updated_at", days="session_days", key="id"),
    Lifetime("turns", "at", days="session_days", key="session_id, n"),
    DEAD_LETTERS,
    *OUTBOX,
)
GONE = "deleted at once"
PERSONAL = (
    PersonalData("sessions", ("sender", "state", "phone", "email", "lead"), erased=GONE),
    PersonalData("turns", ("message", "reply", "answer"), erased=GONE),
    PersonalData("outbox", ("payload", "last_error"), erased=GONE),
    PersonalData("dead_letters", ("payload", "error"), erased=GONE),
)
NOBODY = {"turns.digest": "of a request, under a key", "turns.key": "a digest of a key"}

_KEYED = """(SELECT answer FROM turns WHERE key = ?2) AS answer,
  (SELECT digest FROM turns WHERE key = ?2) AS digest, (SELECT n FROM turns WHERE key = ?2) AS n"""
_FIELDS = "id, channel, sender, created_at, turns, busy_until, state, lead, lead_id"
BY_ID = f"SELECT {_FIELDS}, {_KEYED} FROM sessions WHERE id = ?1"  # noqa: S608
BY_SENDER = f"SELECT {_FIELDS}, {_KEYED} FROM sessions WHERE sender = ?1"  # noqa: S608
BY_KEY = f"""SELECT {_FIELDS}, answer, digest, n FROM turns
JOIN sessions ON sessions.id = turns.session_id WHERE key = ?1"""  # noqa: S608
SESSION = f"SELECT {_FIELDS} FROM sessions WHERE id = ?1"  # noqa: S608
NEWEST = """SELECT n, at, message, reply FROM turns WHERE session_id = ?1
ORDER BY n DESC LIMIT 200"""

# Nobody has taken the next turn, nor has the conversation to themselves.
_IS_FREE = "EXISTS (SELECT 1 FROM sessions WHERE id = ?1 AND turns = ?2 - 1 AND busy_until <= ?3)"
FREE = "SELECT 1 FROM sessions WHERE id = ?1 AND turns = ?2 - 1 AND busy_until <= ?3"
MINE = "SELECT 1 FROM sessions WHERE id = ?1 AND turns = ?2 AND busy_until = ?3"
NEW_SESSION = """INSERT INTO sessions
  (id, channel, sender, created_at, updated_at, turns, state, phone, email, lead)
VALUES (?1, ?2, ?3, ?4, ?4, 1, ?5, ?6, ?7, ?8)"""
FIRST_TURN = """INSERT INTO turns (session_id, n, at, message, reply, key, digest, answer)
VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7)"""
TURN = f"""INSERT INTO turns (session_id, n, at, message, reply, key, digest, answer)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE {_IS_FREE} RETURNING n"""
GO_ON = """UPDATE sessions SET state = ?4, phone = ?5, email = ?6, lead = coalesce(lead, ?7),
  turns = ?2, updated_at = ?3, busy_until = 0
WHERE id = ?1 AND turns = ?2 - 1 AND busy_until <= ?3"""
CLAIM = """UPDATE sessions SET turns = ?2, updated_at = ?3, busy_until = ?4
WHERE id = ?1 AND turns = ?2 - 1 AND busy_until <= ?3"""
RECLAIM = """UPDATE sessions SET busy_until = ?4
WHERE id = ?1 AND turns = ?2 AND busy_until <= ?3 RETURNING id"""
ANSWER_CLAIMED = f"""UPDATE turns SET reply = ?4, answer = ?5
WHERE session_id = ?1 AND n = ?2 AND EXISTS ({MINE}) RETURNING n"""  # noqa: S608
FINISH = """UPDATE sessions SET state = ?4, phone = ?5, email = ?6, lead = coalesce(lead, ?7),
  updated_at = ?8, busy_until = 0
WHERE id = ?1 AND turns = ?2 AND busy_until = ?3"""
KNOW_LEAD = "UPDATE sessions SET lead_id = ?2 WHERE id = ?1"

OF_PERSON = """SELECT id FROM sessions WHERE lead_id = ?1
UNION SELECT id FROM sessions WHERE email = ?2
UNION SELECT id FROM sessions WHERE phone = ?3
UNION SELECT id FROM sessions WHERE sender = ?3"""


class SessionRow(BaseModel):
    """A conversation, and what there is already under the key of the request, if it has one."""

    id: str
    channel: Channel
    sender: str | None
    created_at: int
    turns: int
    busy_until: int
    state: str
    lead: str | None
    lead_id: str | None
    answer: str | None = None
    digest: str | None = None
    n: int | None = None

    def stands(self) -> State:
        """Where it stands."""
        return State.model_validate_json(self.state)


class TurnRow(BaseModel):
    """A turn, as a transcript shows it."""

    n: int
    at: int
    message: str
    reply: str | None


class SessionId(BaseModel):
    """One conversation."""

    id: str


def key_of(scope: str, key: str | None) -> str | None:
    """What an ``Idempotency-Key`` is stored as: nobody can use up, or read, another one's."""
    return hashlib.sha256(f"{scope}\n{key}".encode()).hexdigest() if key else None


def erase(session_id: str) -> list[Statement]:
    """The statements by which nothing of a conversation stays."""
    own = "key IN ('lead:' || ?1) OR (key > 'note:' || ?1 || ':' AND key < 'note:' || ?1 || ';')"
    return [
        Statement("DELETE FROM turns WHERE session_id = ?1", (session_id,)),
        Statement("DELETE FROM sessions WHERE id = ?1", (session_id,)),
        Statement(f"DELETE FROM outbox WHERE {own}", (session_id,)),  # noqa: S608
        Statement(f"DELETE FROM dead_letters WHERE {own}", (session_id,)),  # noqa: S608
    ]
