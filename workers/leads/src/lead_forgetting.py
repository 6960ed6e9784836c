"""The workers that know an erased lead by its id: a message of its own asks each to forget it.

One that is down hears of it later, and holds up none of the others. calendar, lead-bot, the
chats and instant-offer look by address and number, too, since not every booking, conversation or
accepted quote has become a lead.
"""

from collections.abc import Awaitable, Callable, Mapping

from pydantic import BaseModel

from contracts.calendar import ForgetBookings
from contracts.chat import ForgetChats
from contracts.content_writer import ForgetDrafts
from contracts.crm_sync import ForgetContact
from contracts.instant_offer import ForgetQuotes
from contracts.lead_bot import ForgetConversations
from contracts.partner_hooks import ForgetEvents
from contracts.payments import Forget as ForgetPayer
from contracts.slack_intel import Forget as ForgetMessages
from edgekit import Delivery, Statement
from lead_services import Ctx

INVOCATIONS = 2  # the worker, and whom it tells in turn
NAMELESS = """UPDATE outbox SET payload = json_remove(payload, '$.email', '$.phone')
WHERE key = ?1"""


class ErasedLead(BaseModel):
    """The outbox message: whom to forget; it names nobody any more once that is done."""

    lead_id: str
    email: str | None = None
    phone: str | None = None


async def _messages(lead: ErasedLead, ctx: Ctx) -> None:
    await ctx.services.slack_intel.forget(ForgetMessages(lead_id=lead.lead_id))


async def _bookings(lead: ErasedLead, ctx: Ctx) -> None:
    await ctx.services.calendar.forget(ForgetBookings(**lead.model_dump()))


async def _chats(lead: ErasedLead, ctx: Ctx) -> None:
    await ctx.services.chatbot.forget(ForgetChats(**lead.model_dump()))


async def _founder_chats(lead: ErasedLead, ctx: Ctx) -> None:
    await ctx.services.founder_chat.forget(ForgetChats(**lead.model_dump()))


async def _conversations(lead: ErasedLead, ctx: Ctx) -> None:
    await ctx.services.lead_bot.forget(ForgetConversations(**lead.model_dump()))


async def _contact(lead: ErasedLead, ctx: Ctx) -> None:
    await ctx.services.crm_sync.forget(ForgetContact(lead_id=lead.lead_id))


async def _events(lead: ErasedLead, ctx: Ctx) -> None:
    await ctx.services.partner_hooks.forget(ForgetEvents(lead_id=lead.lead_id))


async def _payments(lead: ErasedLead, ctx: Ctx) -> None:
    await ctx.services.payments.forget(ForgetPayer(lead_id=lead.lead_id))


async def _quotes(lead: ErasedLead, ctx: Ctx) -> None:
    await ctx.services.instant_offer.forget(ForgetQuotes(**lead.model_dump()))


async def _drafts(lead: ErasedLead, ctx: Ctx) -> None:
    await ctx.services.content_writer.forget(ForgetDrafts(lead_id=lead.lead_id))


RECEIVERS: Mapping[str, Callable[[ErasedLead, Ctx], Awaitable[None]]] = {
    "forget": _messages,
    "forget-bookings": _bookings,
    "forget-chats": _chats,
    "forget-founder-chats": _founder_chats,
    "forget-conversations": _conversations,
    "forget-contact": _contact,
    "forget-drafts": _drafts,
    "forget-events": _events,
    "forget-payments": _payments,
    "forget-quotes": _quotes,
}
"""By topic."""
TOLD_NAMES = frozenset(
    {
        "forget-bookings",
        "forget-chats",
        "forget-conversations",
        "forget-founder-chats",
        "forget-quotes",
    }
)


def forgetting(lead_id: str, email: str | None, phone: str | None, ctx: Ctx) -> list[Statement]:
    """The statements that have all of them forget a lead."""
    known = ErasedLead(lead_id=lead_id)
    named = ErasedLead(lead_id=lead_id, email=email, phone=phone)
    return [
        ctx.outbox.message(topic, named if topic in TOLD_NAMES else known, key=f"{lead_id}:{topic}")
        for topic in RECEIVERS
    ]


async def forget(message: ErasedLead, delivery: Delivery, ctx: Ctx) -> None:
    """Have one of them forget a lead. Raises ``ServiceError`` if that must be tried again."""
    topic = delivery.key.rpartition(":")[2]
    await RECEIVERS[topic](message, ctx)
    if topic in TOLD_NAMES:
        await ctx.db.run(NAMELESS, delivery.key)
