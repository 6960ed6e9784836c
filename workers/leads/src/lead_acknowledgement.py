"""The mail that tells a person that we have their message: only with consent, and once a lead."""

from pydantic import BaseModel

from contracts.email import LeadAcknowledgement, NewMail, Recipient, mail_address
from contracts.leads import NewLead
from edgekit import ServiceError, Statement
from lead_reading import lead_now
from lead_records import LeadRow
from lead_services import Ctx

TOPIC = "acknowledge"
INVOCATIONS = 1


class Acknowledgement(BaseModel):
    """The outbox message: whom it is about, and nothing personal."""

    lead_id: str


def acknowledgement(lead_id: str, new: NewLead | LeadRow, ctx: Ctx) -> list[Statement]:
    """The statement that stores the message; none without consent, or an address to mail to."""
    if new.consent is None or not new.consent.email or mailable(new.email) is None:
        return []
    message = Acknowledgement(lead_id=lead_id)
    return [ctx.outbox.message(TOPIC, message, key=f"{lead_id}:{TOPIC}")]


async def acknowledge(lead_id: str, key: str, ctx: Ctx) -> None:
    """Have the mail sent, unless the lead was erased. Raises ``ServiceError`` to try again."""
    lead = await lead_now(lead_id, ctx)
    address = mailable(lead.email) if lead else None
    if lead is None or address is None:
        return
    data = LeadAcknowledgement(name=lead.name, address=lead.address)
    mail = NewMail(
        template="lead_acknowledgement",
        to=Recipient(email=address, name=lead.name),
        data=data.model_dump(exclude_none=True),
        lead_id=lead_id,
    )
    try:
        await ctx.services.email.send(mail, idempotency_key=key)
    except ServiceError as error:
        # 409: an attempt whose answer was lost got through, and the lead has changed since.
        if error.upstream_status != 409:
            raise


def mailable(email: str | None) -> str | None:
    """An address as mails go to it; ``None`` where no mail can."""
    try:
        return mail_address(email) if email else None
    except ValueError:
        return None
