"""What people are told in Slack: which property of which lead, never what it says."""

import hashlib

from pydantic import BaseModel

from crm_plan import News
from crm_services import Ctx
from edgekit import Statement

TOPIC = "tell"


class Told(BaseModel):
    """The outbox message: what is told of a lead."""

    lead_id: str
    text: str


def tellings(lead_id: str, news: News, ctx: Ctx) -> list[Statement]:
    """Tell of conflicts and changes that were not known before."""
    told: list[Statement] = []
    for name, clash in news.conflicts.items():
        if clash is not None:
            text = f"Conflict: {name} was changed in {ctx.vars.crm}, and the lead says otherwise. "
            left = "The CRM's value was left as it is."
            told.append(tell(lead_id, text + left, f"{name}\n{clash.ours}\n{clash.theirs}", ctx))
    for name, edit in news.changes.items():
        if edit is not None and news.conflicts.get(name) is None:
            text = f"{name} was changed in {ctx.vars.crm}."
            told.append(tell(lead_id, text, f"{name}\n{edit.value}\n{edit.at}", ctx))
    return told


def tell(lead_id: str, text: str, facts: str, ctx: Ctx) -> Statement:
    """The statement that has Slack told, once for the same facts."""
    digest = hashlib.sha256(f"{text}\n{facts}".encode()).hexdigest()[:24]
    where = f"Lead {lead_id}: {text} See GET /api/contacts/{lead_id} of crm-sync."
    return ctx.outbox.message(
        TOPIC, Told(lead_id=lead_id, text=where), key=f"tell:{lead_id}:{digest}"
    )
