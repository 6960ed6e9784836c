"""Forgetting a person: conversations and contact requests."""

from pydantic import BaseModel

from chat_desk import conversations
from contracts.chat import ForgetChats, ForgottenChats
from contracts.slack_intel import Forget
from edgekit import Lifetime, PersonalData, Statement
from founder_services import Ctx

LIFETIMES = (*conversations.LIFETIMES, Lifetime("contacts", "at", days="contact_days"))
KEPT = {
    name: why for name, why in conversations.KEPT.items() if name not in ("taken_over", "passages")
} | {
    "passages": "the profile in parts",
    "profile": "what the operator says of the founder",
}
PERSONAL = (
    *conversations.PERSONAL,
    PersonalData("contacts", ("name", "email", "phone", "message"), erased="deleted at once"),
)
FORGET = "forget"
CONTACTS = """SELECT id FROM contacts
WHERE email = ?1 OR phone = ?2 OR (?1 IS NOT NULL AND instr(lower(message), ?1) > 0)"""


class Told(BaseModel):
    """What Slack was told of, by its id; the outbox message, too, that has that forgotten."""

    id: str


async def forget(whom: ForgetChats, ctx: Ctx) -> ForgottenChats:
    """Erase what is known of a person here, and what Slack was told of them soon after."""
    contacts = await ctx.db.all(Told, CONTACTS, whom.email, whom.phone)
    sessions = await conversations.of_person(whom, ctx)
    told = [each.id for each in contacts] + sessions
    if told:
        await ctx.db.batch(
            *(Statement("DELETE FROM contacts WHERE id = ?1", (each.id,)) for each in contacts),
            *conversations.erasing(sessions),
            *(ctx.outbox.message(FORGET, Told(id=each), key=f"{FORGET}:{each}") for each in told),
        )
        ctx.outbox.drain_later()
    return ForgottenChats(sessions=len(sessions))


async def forget_in_slack(told: Told, ctx: Ctx) -> None:
    """Have slack-intel forget what it was told. Raises ``ServiceError`` to be tried again."""
    await ctx.services.slack_intel.forget(Forget(lead_id=told.id))
