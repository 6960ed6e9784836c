"""A lead's text: an acknowledgement, for whoever agreed to texts; and sms forgets the erased."""

from pydantic import BaseModel

from contracts.leads import NewLead
from contracts.postal.address import zip_in
from contracts.sms import ConsentChange, Forget, NewText
from edgekit import ServiceError, Statement
from lead_reading import lead_now
from lead_records import LeadRow, utc
from lead_services import Ctx

ACKNOWLEDGE, FORGET = "acknowledge-by-text", "forget-texts"
INVOCATIONS = 2  # what was agreed to, and the text; Twilio is called behind sms's answer
NO_WORDS = "The lead's form had no words of its own on consent."
SCRUB = "UPDATE outbox SET payload = '{}' WHERE key = ?1"


class TextAcknowledgement(BaseModel):
    """The outbox message: whom it is about, and nothing personal.

    ``agreed_at`` (epoch ms) is when they agreed to texts, if it was not with their first form.
    """

    lead_id: str
    agreed_at: int | None = None


class TextedPerson(BaseModel):
    """The outbox message that asks sms to forget somebody; it is emptied once sms has done so."""

    lead_id: str
    phone: str | None = None
    is_shared: bool = False


def text_acknowledgement(
    lead_id: str, new: NewLead | LeadRow, ctx: Ctx, *, agreed_at: int | None = None
) -> list[Statement]:
    """The statement that has a lead acknowledged by text, if they agreed to texts."""
    if new.phone is None or new.consent is None or not new.consent.sms:
        return []
    key = f"{lead_id}:{ACKNOWLEDGE}"
    message = TextAcknowledgement(lead_id=lead_id, agreed_at=agreed_at)
    return [ctx.outbox.message(ACKNOWLEDGE, message, key=key)]


async def acknowledge_by_text(message: TextAcknowledgement, ctx: Ctx) -> None:
    """Record what a lead agreed to, and text them. Raises ``ServiceError`` to be tried again."""
    lead = await lead_now(message.lead_id, ctx)
    if lead is None or lead.phone is None or lead.consent is None:
        return
    agreed = ConsentChange(
        phone=lead.phone,
        granted=True,
        text=lead.consent.text or NO_WORDS,
        source="form",
        at=utc(message.agreed_at or lead.created_at),
        lead_id=lead.id,
    )
    text = NewText(
        to=lead.phone,
        body=ctx.vars.acknowledgement_text,
        purpose="transactional",
        zip=zip_in(lead.address),
        lead_id=lead.id,
    )
    try:
        await ctx.services.sms.record(agreed, idempotency_key=lead.id)
        await ctx.services.sms.send(text, idempotency_key=f"{lead.id}:{ACKNOWLEDGE}")
    except ServiceError as error:
        # 409: an attempt whose answer was lost got through, and the words were changed since.
        if error.upstream_status != 409:
            raise


def forgetting(lead_id: str, phone: str | None, ctx: Ctx, *, is_shared: bool = False) -> Statement:
    """The statement that has sms forget an erased lead, and their number if it is theirs alone."""
    person = TextedPerson(lead_id=lead_id, phone=phone, is_shared=is_shared)
    return ctx.outbox.message(FORGET, person, key=f"{lead_id}:{FORGET}")


async def forget(person: TextedPerson, key: str, ctx: Ctx) -> None:
    """Have sms forget an erased lead, and then forget the number here, too."""
    await ctx.services.sms.forget(
        Forget(phone=person.phone, lead_id=person.lead_id, is_shared=person.is_shared)
    )
    await ctx.db.run(SCRUB, key)
