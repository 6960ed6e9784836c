"""A turn as server-sent events: deltas, keep-alives, and always one last event."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from chat.sse import KEEP_ALIVE, event, raw_event
from chat_desk.desk import Ctx, Delta, Desk, Taken
from contracts.chat import ChatAnswer
from edgekit import EVENTS, Problem, Stream, prefers

SILENCE_SECONDS = 5.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def wants_events(ctx: Ctx) -> bool:
    """Whether the client has asked for server-sent events."""
    return prefers(ctx.header("accept"), "text/event-stream", "application/json")


def stream(desk: Desk, taken: Taken, ctx: Ctx) -> Stream:
    """The answer as a stream. It is finished and stored even if the client goes away."""
    return Stream(_events(desk, taken, ctx), media_type=EVENTS, headers=HEADERS, to_the_end=True)


async def _events(desk: Desk, taken: Taken, ctx: Ctx) -> AsyncIterator[str]:
    try:
        async for each in _kept_alive(desk.talk(taken, ctx)):
            yield each if isinstance(each, str) else _event(each)
    except Problem as problem:
        yield event("error", json.loads(problem.body(ctx.path, ctx.request_id)))
    except Exception as error:
        ctx.log.exception("turn", error)
        broken = Problem(500, "Something went wrong here; it has been reported.")
        yield event("error", json.loads(broken.body(ctx.path, ctx.request_id)))


def _event(each: Delta | ChatAnswer) -> str:
    if isinstance(each, Delta):
        return event("delta", {"text": each.text})
    return raw_event("done", each.model_dump_json())


async def _kept_alive(events: AsyncIterator[Any]) -> AsyncIterator[Any]:
    """The events, with a comment whenever nothing has come for a while."""
    while True:
        waiting = asyncio.ensure_future(_next(events))
        while not (await asyncio.wait({waiting}, timeout=SILENCE_SECONDS))[0]:
            yield KEEP_ALIVE
        found = waiting.result()
        if found is None:
            return
        yield found


async def _next(events: AsyncIterator[Any]) -> Any:
    return await anext(events, None)
