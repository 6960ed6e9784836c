"""Sessions and turns as rows, and the SQL. A turn is a row from the moment it is taken."""

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from chat.contact_details import ContactDetails
from chat.intents import Intent
from chat.replies import Visitor
from contracts.chat import ChatAnswer, Source, Transcript, TranscriptMessage
from edgekit import Statement

ABANDONED_MS = 45_000  # after that nobody is at work on an answer any more: the platform gives 30 s
MOST_MESSAGES = 400  # of a transcript

# A key that was used already makes neither a session nor a turn.
OPEN = """INSERT INTO sessions (id, created_at, last_at) SELECT ?1, ?2, ?2
WHERE NOT EXISTS (SELECT 1 FROM turns WHERE key = ?3)"""
TOUCH = "UPDATE sessions SET last_at = ?2 WHERE id = ?1 AND ended_at IS NULL"
SESSION = "SELECT * FROM sessions WHERE id = ?1"
# D1 runs one transaction after the other: of parallel turns each has its own number, in order, and
# none a time before that of the one before it.
BEGIN = """INSERT INTO turns (session_id, n, key, fingerprint, at, message)
SELECT ?1, coalesce(last.n, 0) + 1, ?2, ?3, max(?4, coalesce(last.at, 0)), ?5
FROM (SELECT 1) LEFT JOIN
  (SELECT n, at FROM turns WHERE session_id = ?1 ORDER BY n DESC LIMIT 1) AS last
WHERE EXISTS (SELECT 1 FROM sessions WHERE id = ?1 AND ended_at IS NULL)
ON CONFLICT (key) DO NOTHING RETURNING id"""
TURN_OF_KEY = "SELECT * FROM turns WHERE key = ?1"
# Whoever takes an abandoned turn over has it for itself.
TAKE_OVER = """UPDATE turns SET at = ?2 WHERE id = ?1 AND reply IS NULL AND at <= ?3 RETURNING id"""
FINISH = """UPDATE turns SET reply = ?2, sources = ?3, intent = ?4, handoff = ?5, written_by = ?6,
  answered_at = ?7 WHERE id = ?1 AND reply IS NULL"""
# Where the turn before was not answered nothing was talked about.
TOLD = """SELECT sources FROM turns WHERE session_id = ?1 AND id < ?2
  AND intent IN ('question', 'unknown') ORDER BY n DESC LIMIT 1"""
SPEND = "UPDATE sessions SET tokens = tokens + ?2 WHERE id = ?1"
KNOW = """UPDATE sessions SET name = ?2, email = ?3, phone = ?4, address = ?5, asked = ?6,
  passed_on = max(passed_on, ?7) WHERE id = ?1"""
TURNS = f"SELECT * FROM turns WHERE session_id = ?1 ORDER BY n LIMIT {MOST_MESSAGES}"  # noqa: S608
END = "UPDATE sessions SET ended_at = coalesce(ended_at, ?2) WHERE id = ?1 RETURNING *"
RATE = "UPDATE sessions SET rating = ?2 WHERE id = ?1 RETURNING *"


class SessionRow(BaseModel):
    """A conversation, and what is known of who leads it. Times are epoch milliseconds."""

    id: str
    created_at: int
    last_at: int
    ended_at: int | None = None
    rating: int | None = None
    tokens: int = 0
    asked: int = 0
    passed_on: int = 0
    lead_id: str | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""

    def visitor(self) -> Visitor:
        """What the engine is told."""
        details = ContactDetails(self.name, self.email, self.phone, self.address)
        return Visitor(details, bool(self.asked), bool(self.passed_on))


class Corrected(BaseModel):
    """The outbox message: which turn has put contact details right."""

    session_id: str
    turn_id: int


class TurnRow(BaseModel):
    """A message and its answer; ``reply`` is null while that is under way."""

    id: int
    session_id: str
    n: int
    key: str | None
    fingerprint: str
    at: int
    message: str
    reply: str | None
    sources: str
    intent: Intent | None
    handoff: int
    written_by: str | None
    answered_at: int | None

    def answer(self) -> ChatAnswer:
        """The answer, once there is one."""
        assert self.reply is not None
        assert self.intent is not None
        return ChatAnswer(
            session_id=self.session_id,
            reply=self.reply,
            sources=self.links(),
            intent=self.intent,
            handoff=bool(self.handoff),
        )

    def links(self) -> list[Source]:
        """What the answer stands on."""
        return [Source(title=title, url=url) for title, url in json.loads(self.sources)]

    def messages(self, now_ms: int) -> list[TranscriptMessage]:
        """What was said, and answered. An answer that nobody is at work on any more is partial."""
        said = TranscriptMessage(role="user", text=self.message, at=moment(self.at))
        if self.reply is not None:
            told = TranscriptMessage(
                role="assistant",
                text=self.reply,
                at=moment(self.answered_at or self.at),
                sources=tuple(self.links()),
                intent=self.intent,
            )
            return [said, told]
        if self.at > now_ms - ABANDONED_MS:
            return [said]
        return [
            said,
            TranscriptMessage(role="assistant", text="", at=moment(self.at), partial=True),
        ]


def finishing(turn_id: int, answer: ChatAnswer, written_by: str, now_ms: int) -> Statement:
    """The statement that stores an answer, once."""
    sources = json.dumps([[each.title, each.url] for each in answer.sources], ensure_ascii=False)
    facts = (answer.reply, sources, answer.intent, int(answer.handoff), written_by, now_ms)
    return Statement(FINISH, (turn_id, *facts))


def knowing(session_id: str, visitor: Visitor) -> Statement:
    """The statement that notes what is known of a visitor now."""
    known = visitor.details
    facts = (known.name, known.email, known.phone, known.address)
    return Statement(KNOW, (session_id, *facts, int(visitor.asked), int(visitor.passed_on)))


def transcript(session: SessionRow, turns: list[TurnRow], now_ms: int) -> Transcript:
    """A conversation as it is shown."""
    return Transcript(
        session_id=session.id,
        created_at=moment(session.created_at),
        ended_at=None if session.ended_at is None else moment(session.ended_at),
        rating=session.rating,
        messages=[message for turn in turns for message in turn.messages(now_ms)],
    )


def moment(milliseconds: int) -> datetime:
    """A time of a row."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def row(model: type[BaseModel], rows: list[dict[str, Any]]) -> Any:
    """The first of some rows, or ``None``."""
    return model.model_validate(rows[0]) if rows else None
