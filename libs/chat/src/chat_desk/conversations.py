"""What can be done with a conversation beside talking: read it, end it, rate it, erase it."""

from pydantic import BaseModel

from chat_desk.desk import Ctx, no_session
from chat_desk.records import END, RATE, SESSION, TURNS, SessionRow, TurnRow, moment, transcript
from contracts.chat import ForgetChats, ForgottenChats, SessionState, Transcript
from edgekit import Lifetime, PersonalData, Statement
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.outbox import LIFETIMES as OUTBOX
from edgekit.personal_data import OF_DEAD_LETTERS, OF_OUTBOX

LIFETIMES = (
    Lifetime("turns", "at", days="transcript_days"),
    Lifetime("sessions", "last_at", days="transcript_days"),
    *OUTBOX,
    DEAD_LETTERS,
)
KEPT = {
    "passages": "what the bot answers from; an article is replaced as a whole",
    "passage_words": "the words of the passages",
    "knowledge": "one row, the version of the passages",
    "taken_over": "the articles of playbook-api that are known",
}
PERSONAL = (
    PersonalData("turns", ("message", "reply"), erased="deleted at once"),
    PersonalData("sessions", ("name", "email", "phone", "address"), erased="deleted at once"),
    OF_OUTBOX,
    OF_DEAD_LETTERS,
)
NOBODY = {
    "passage_words.word": "a word of an article",
    "passages.text": "what is for everybody to read",
    "passages.title": "what is for everybody to read",
}
DIGITS = "message"
for mark in " -().":
    DIGITS = f"replace({DIGITS}, '{mark}', '')"
# Nobody has to have left details: an address or a number in a message is found, too.
OF_PERSON = f"""SELECT id FROM sessions WHERE lead_id = ?1 OR email = ?2 OR phone = ?3
UNION SELECT session_id FROM turns WHERE ?2 IS NOT NULL AND instr(lower(message), ?2) > 0
UNION SELECT session_id FROM turns WHERE ?4 IS NOT NULL AND instr({DIGITS}, ?4) > 0"""  # noqa: S608
ERASE = (
    "DELETE FROM turns WHERE session_id = ?1",
    "DELETE FROM sessions WHERE id = ?1",
    "DELETE FROM outbox WHERE delivered_at IS NULL AND payload ->> 'session_id' = ?1",
    "DELETE FROM dead_letters WHERE payload ->> 'session_id' = ?1",
)
NATIONAL_DIGITS = 10


class SessionId(BaseModel):
    """One conversation."""

    id: str


async def read(session_id: str, ctx: Ctx) -> Transcript:
    """A conversation; raises ``Problem`` 404."""
    sessions, turns = await ctx.db.batch(
        Statement(SESSION, (session_id,)), Statement(TURNS, (session_id,))
    )
    if not sessions:
        raise no_session()
    session = SessionRow.model_validate(sessions[0])
    return transcript(session, [TurnRow.model_validate(turn) for turn in turns], ctx.started_ms)


async def end(session_id: str, ctx: Ctx) -> SessionState:
    """End a conversation, once; raises ``Problem`` 404."""
    return _state(await ctx.db.one(SessionRow, END, session_id, ctx.started_ms))


async def rate(session_id: str, score: int, ctx: Ctx) -> SessionState:
    """Rate a conversation; a later rating replaces it. Raises ``Problem`` 404."""
    return _state(await ctx.db.one(SessionRow, RATE, session_id, score))


async def forget(whom: ForgetChats, ctx: Ctx) -> ForgottenChats:
    """Erase the conversations of a person."""
    found = await of_person(whom, ctx)
    if found:
        await ctx.db.batch(*erasing(found))
    return ForgottenChats(sessions=len(found))


async def of_person(whom: ForgetChats, ctx: Ctx) -> list[str]:
    """The ids of the conversations of a person."""
    digits = None if whom.phone is None else whom.phone[1:][-NATIONAL_DIGITS:]
    person = (whom.lead_id, whom.email, whom.phone, digits)
    return [each.id for each in await ctx.db.all(SessionId, OF_PERSON, *person)]


def erasing(session_ids: list[str]) -> list[Statement]:
    """The statements that erase conversations, and what waits to be told of them."""
    return [Statement(sql, (each,)) for each in session_ids for sql in ERASE]


def _state(session: SessionRow | None) -> SessionState:
    if session is None:
        raise no_session()
    ended = None if session.ended_at is None else moment(session.ended_at)
    return SessionState(session_id=session.id, ended_at=ended, rating=session.rating)
