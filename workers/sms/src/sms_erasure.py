"""Forgetting a person: words and number go; that nobody may text them stays, as a digest."""

from pydantic import BaseModel

from contracts.sms import Forget
from edgekit import Statement
from sms_people import stopped_for_good
from sms_sending import digested
from sms_services import Ctx

PHONES = """SELECT DISTINCT phone FROM texts WHERE lead_id = ?1 AND phone IS NOT NULL
UNION SELECT phone FROM replies WHERE lead_id = ?1 AND phone IS NOT NULL"""
_EMPTIED = """UPDATE texts SET phone = NULL, body = NULL, zip = NULL, digest = '',
  send_at = NULL,  reason = CASE WHEN status IN ('queued', 'held') THEN 'erased' ELSE reason END,
  status = CASE WHEN status IN ('queued', 'held') THEN 'refused' ELSE status END, updated_at = ?2
WHERE"""
EMPTY_TEXTS = f"{_EMPTIED} phone = ?1"
EMPTY_TEXTS_OF_LEAD = f"{_EMPTIED} lead_id = ?1 RETURNING id"
EMPTY_REPLIES = "UPDATE replies SET phone = NULL, body = NULL, lead_id = NULL WHERE phone = ?1"
EMPTY_REPLIES_OF_LEAD = """UPDATE replies SET phone = NULL, body = NULL, lead_id = NULL
WHERE lead_id = ?1 RETURNING id"""
COUNT = """SELECT (SELECT count(*) FROM texts WHERE phone = ?1)
  + (SELECT count(*) FROM replies WHERE phone = ?1) AS texts"""


class Phone(BaseModel):
    """A number of the person's."""

    phone: str


async def forget(whom: Forget, ctx: Ctx) -> int:
    """Forget the owner of a number, or of those that a lead was texted at.

    Answers how many texts were emptied. What is on its way to Twilio at this moment may arrive.
    Of a number that others share only what names the lead goes, and they are texted as before.
    """
    if whom.is_shared:
        emptied = await ctx.db.batch(
            Statement(EMPTY_TEXTS_OF_LEAD, (whom.lead_id, ctx.started_ms)),
            Statement(EMPTY_REPLIES_OF_LEAD, (whom.lead_id,)),
        )
        return sum(map(len, emptied))
    phones = [] if whom.phone is None else [whom.phone]
    if whom.lead_id:
        phones += [row.phone for row in await ctx.db.all(Phone, PHONES, whom.lead_id)]
    return sum([await _forget(phone, ctx) for phone in dict.fromkeys(phones)])


async def _forget(phone: str, ctx: Ctx) -> int:
    now = ctx.started_ms
    counted, *_ = await ctx.db.batch(
        Statement(COUNT, (phone,)),
        Statement(EMPTY_TEXTS, (phone, now)),
        Statement(EMPTY_REPLIES, (phone,)),
        Statement("DELETE FROM consents WHERE phone = ?1", (phone,)),
        Statement("DELETE FROM people WHERE number = ?1", (phone,)),
        stopped_for_good(digested(phone, ctx), now),
    )
    texts: int = counted[0]["texts"]
    return texts
