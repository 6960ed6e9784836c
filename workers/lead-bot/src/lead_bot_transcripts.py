"""Conversations as they are read again, and erased."""

from datetime import UTC, datetime

from contracts.lead_bot import ForgetConversations, ForgottenConversations, Transcript, Turn
from edgekit import Problem
from lead_bot_services import Ctx
from lead_bot_storage import NEWEST, OF_PERSON, SESSION, SessionId, SessionRow, TurnRow, erase


async def transcript(session_id: str, ctx: Ctx) -> Transcript:
    """A conversation. Raises ``Problem`` 404 if there is none of that id."""
    row = await _known(session_id, ctx)
    turns = await ctx.db.all(TurnRow, NEWEST, session_id)
    state = row.stands()
    return Transcript(
        session_id=row.id,
        channel=row.channel,
        created_at=_time(row.created_at),
        ended=state.has_ended,
        slots=state.slots,
        missing=state.missing,
        qualified=state.is_qualified,
        lead_id=row.lead_id,
        turns=[
            Turn(n=turn.n, at=_time(turn.at), message=turn.message, reply=turn.reply)
            for turn in reversed(turns)
        ],
    )


async def erase_one(session_id: str, ctx: Ctx) -> None:
    """Erase a conversation; what has become a lead stays one. Raises ``Problem`` 404."""
    await _known(session_id, ctx)
    await ctx.db.batch(*erase(session_id))


async def forget(whom: ForgetConversations, ctx: Ctx) -> ForgottenConversations:
    """Erase all conversations of a person, known by their lead, number or address."""
    person = (whom.lead_id, whom.email, whom.phone)
    found = await ctx.db.all(SessionId, OF_PERSON, *person)
    for session in found:
        await ctx.db.batch(*erase(session.id))
    return ForgottenConversations(conversations=len(found))


async def _known(session_id: str, ctx: Ctx) -> SessionRow:
    row = await ctx.db.one(SessionRow, SESSION, session_id)
    if row is None:
        raise Problem(404, "There is no such conversation.")
    return row


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
