"""Events from outside that another worker has verified and hands on, each taken once.

The shape is the fleet's own: ``POST /api/inbound`` with the event's id as ``Idempotency-Key``,
answered 202. A handler returns the statements of what the event does in D1. They are run together
with the record of the event's id, so that a delivery that comes again, even in parallel, changes
nothing, and one that failed leaves nothing behind and is processed when it comes again.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .database import Statement
from .dates import IsoTime
from .effects import Effects
from .outbox import Outbox
from .problems import FieldError, Problem
from .scope import Scope


class InboundEvent(BaseModel):
    """Something that happened at a provider, as ``webhooks`` has verified it."""

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(min_length=1, max_length=255)]
    provider: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$", examples=["stripe"])]
    type: Annotated[str, Field(min_length=1, max_length=200, examples=["invoice.paid"])]
    occurred_at: IsoTime
    payload: dict[str, Any]
    headers: dict[str, str] | None = None


class InboundAnswer(BaseModel):
    """What became of a delivery: taken, known from an earlier one, or nothing that concerns us."""

    outcome: Literal["taken", "known", "ignored"]


Handler = Callable[[InboundEvent, Any], Awaitable[Sequence[Statement] | None]]
"""Answers the statements of what an event does, or ``None`` if there is nothing to do in D1."""


class Inbox:
    """Who takes which events of which providers."""

    def __init__(self) -> None:
        self._handlers: dict[tuple[str, str], Handler] = {}

    def add(self, provider: str, types: Sequence[str], handler: Handler) -> None:
        """Let a handler take some types of a provider's events; without types all the others."""
        for kind in types or ("",):
            self._handlers[provider, kind] = handler

    async def take(self, event: InboundEvent, key: str | None, ctx: Scope) -> InboundAnswer:
        """Process a delivery.

        Raises ``Problem`` 422 for a key that is not the event's id, and whatever its handler
        raises: then the event is not taken, and its next delivery is.
        """
        if key is not None and key != event.id:
            detail = "The Idempotency-Key of an event is its id."
            raise Problem(422, detail, errors=[FieldError("/Idempotency-Key", "not the id")])
        said = {"provider": event.provider, "type": event.type, "id": event.id}
        handler = self._handlers.get((event.provider, event.type)) or self._handlers.get(
            (event.provider, "")
        )
        if handler is None:
            ctx.log.info("inbound_ignored", **said)
            return InboundAnswer(outcome="ignored")
        taken = await _take_once(event, handler, ctx)
        ctx.log.info("inbound_taken" if taken else "inbound_known", **said)
        return InboundAnswer(outcome="taken" if taken else "known")


async def _take_once(event: InboundEvent, handler: Handler, ctx: Scope) -> bool:
    effects, record = Effects(ctx), f"inbound:{event.provider}:{event.id}"
    if await effects.done(record):
        return False
    statements = await handler(event, ctx) or ()
    taken = await effects.once(record, *statements)
    if taken and ctx.own_messages:
        Outbox(ctx, ctx.worker.topics).drain_later()
    return taken
