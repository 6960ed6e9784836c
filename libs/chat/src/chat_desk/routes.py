"""The routes of a conversation, the same for every bot."""

from typing import Annotated, Any

from pydantic import Field

from chat_desk import conversations
from chat_desk.desk import Ctx, Desk
from chat_desk.streaming import stream, wants_events
from contracts.chat import (
    ChatAnswer,
    ChatMessage,
    Rating,
    SessionRating,
    SessionRef,
    SessionState,
    Transcript,
)
from edgekit import App, Header, Response

Key = Annotated[str | None, Field(min_length=1, max_length=255), Header("Idempotency-Key")]
LIMITED: dict[str, Any] = {"limit": "RATE_LIMITER"}
OF_SESSION: dict[str, Any] = LIMITED | {"errors": (404,)}


def serve(app: App, desk: Desk) -> None:
    """Serve conversations at a desk. A session's id may be in the path, or kept in the body."""

    @app.post("/api/chat", **LIMITED, daily_limit="MESSAGES_A_DAY", errors=(404, 409))
    async def chat(body: ChatMessage, ctx: Ctx, key: Key = None) -> ChatAnswer | Response:
        """Answer a message; without `session_id` it begins a conversation.

        With `Accept: text/event-stream` the answer streams: `delta` events with `{"text"}`, then
        `done` with the whole answer, or `error` with a problem. The same `Idempotency-Key` again
        brings the first answer back, and costs no model call.
        """
        taken = await desk.take(body, key, ctx)
        if wants_events(ctx):
            return stream(desk, taken, ctx)
        return await desk.answer(taken, ctx)

    @app.get("/api/chat/{session_id}", **OF_SESSION)
    async def read_transcript(session_id: str, ctx: Ctx) -> Transcript:
        """Read a conversation."""
        return await conversations.read(session_id, ctx)

    @app.post("/api/chat/transcript", **OF_SESSION)
    async def read_own_transcript(body: SessionRef, ctx: Ctx) -> Transcript:
        """Read a conversation whose id is kept out of URLs, as the widget does."""
        return await conversations.read(body.session_id, ctx)

    @app.post("/api/chat/{session_id}/end", **OF_SESSION)
    async def end_session(session_id: str, ctx: Ctx) -> SessionState:
        """End a conversation; it takes no further message."""
        return await conversations.end(session_id, ctx)

    @app.post("/api/chat/end", **OF_SESSION)
    async def end_own_session(body: SessionRef, ctx: Ctx) -> SessionState:
        """The same, with the id in the body."""
        return await conversations.end(body.session_id, ctx)

    @app.post("/api/chat/{session_id}/rating", **OF_SESSION)
    async def rate_session(session_id: str, body: Rating, ctx: Ctx) -> SessionState:
        """Rate a conversation from 1 to 5."""
        return await conversations.rate(session_id, body.score, ctx)

    @app.post("/api/chat/rating", **OF_SESSION)
    async def rate_own_session(body: SessionRating, ctx: Ctx) -> SessionState:
        """The same, with the id in the body."""
        return await conversations.rate(body.session_id, body.score, ctx)
