"""webhooks forgets an erased person: forms and events that name them are emptied there."""

from pydantic import BaseModel

from contracts.webhooks import ForgetPerson
from edgekit import Statement
from lead_services import Ctx
from lead_texts import SCRUB

TOPIC = "forget-hooks"


class NamedPerson(BaseModel):
    """The outbox message: how events may name them; it is emptied once webhooks has forgotten."""

    email: str | None = None
    phone: str | None = None


def forgetting(lead_id: str, email: str | None, phone: str | None, ctx: Ctx) -> Statement:
    """The statement that has webhooks forget a person."""
    return ctx.outbox.message(
        TOPIC, NamedPerson(email=email, phone=phone), key=f"{lead_id}:{TOPIC}"
    )


async def forget(person: NamedPerson, key: str, ctx: Ctx) -> None:
    """Have webhooks forget a person, and forget them here, too. Raises to be tried again."""
    if person.email or person.phone:
        await ctx.services.webhooks.forget(ForgetPerson(email=person.email, phone=person.phone))
    await ctx.db.run(SCRUB, key)
