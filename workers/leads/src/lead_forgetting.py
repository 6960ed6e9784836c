"""The workers that know an erased lead by its id: a message of its own asks each to forget it.

One that is down hears of it later, and holds up none of the others.
"""

from collections.abc import Awaitable, Callable, Mapping

from pydantic import BaseModel

from contracts.calendar import ForgetBookings
from contracts.crm_sync import ForgetContact
from contracts.partner_hooks import ForgetEvents
from contracts.payments import Forget as ForgetPayer
from contracts.slack_intel import Forget as ForgetMessages
from edgekit import Delivery, Statement
from lead_services import Ctx

INVOCATIONS = 2  # the worker, and whom it tells in turn


class ErasedLead(BaseModel):
    """The outbox message: whom to forget."""

    lead_id: str


async def _messages(lead_id: str, ctx: Ctx) -> None:
    await ctx.services.slack_intel.forget(ForgetMessages(lead_id=lead_id))


async def _bookings(lead_id: str, ctx: Ctx) -> None:
    await ctx.services.calendar.forget(ForgetBookings(lead_id=lead_id))


async def _contact(lead_id: str, ctx: Ctx) -> None:
    await ctx.services.crm_sync.forget(ForgetContact(lead_id=lead_id))


async def _events(lead_id: str, ctx: Ctx) -> None:
    await ctx.services.partner_hooks.forget(ForgetEvents(lead_id=lead_id))


async def _payments(lead_id: str, ctx: Ctx) -> None:
    await ctx.services.payments.forget(ForgetPayer(lead_id=lead_id))


RECEIVERS: Mapping[str, Callable[[str, Ctx], Awaitable[None]]] = {
    "forget": _messages,
    "forget-bookings": _bookings,
    "forget-contact": _contact,
    "forget-events": _events,
    "forget-payments": _payments,
}
"""By topic."""


def forgetting(lead_id: str, ctx: Ctx) -> list[Statement]:
    """The statements that have all of them forget a lead."""
    message = ErasedLead(lead_id=lead_id)
    return [ctx.outbox.message(topic, message, key=f"{lead_id}:{topic}") for topic in RECEIVERS]


async def forget(message: ErasedLead, delivery: Delivery, ctx: Ctx) -> None:
    """Have one of them forget a lead. Raises ``ServiceError`` if that must be tried again."""
    await RECEIVERS[delivery.key.rpartition(":")[2]](message.lead_id, ctx)
