"""The same person and address again: what the lead lacked is filled in, and what makes it hotter
replaces what it had; all that is new is kept as a note, and people are told of it once. What is new
of the home is valued anew."""

import hashlib
import json
from itertools import compress
from typing import Any

from pydantic import BaseModel

from contracts.leads import Consent, NewLead, home_to_value
from contracts.slack_intel import Notification
from edgekit import ServiceError, Statement
from lead_acknowledgement import acknowledgement
from lead_contacts import TOPIC as CONTACT
from lead_contacts import sync
from lead_followup import INVOCATIONS as FOLLOW_UP_INVOCATIONS
from lead_followup import TOPIC as FOLLOW_UP
from lead_followup import card, follow_up_message, valued
from lead_identity import keep_person
from lead_notes import add_note
from lead_reading import lead_now
from lead_records import LeadRow
from lead_routing import channel_for
from lead_scoring import score
from lead_services import Ctx
from lead_storage import parts_of
from lead_texts import text_acknowledgement
from lead_words import add_words

TOPIC, INVOCATIONS = "again", FOLLOW_UP_INVOCATIONS
AUTHOR = "resubmission"
TOLD = ("name", "email", "phone", "asking_price", "timeline", "condition", "motivation", "message")
FILLED = (*TOLD[1:], "phone_ext", "phone_written", "source", "property", "utm")
HEATING = ("timeline", "asking_price", "condition")
NOTE = "SELECT text FROM notes WHERE id = ?1"
FILL = """UPDATE leads SET email = coalesce(email, ?2), phone = coalesce(phone, ?3),
  asking_price = coalesce(?18, asking_price, ?4), timeline = coalesce(?19, timeline, ?5),
  condition = coalesce(?20, condition, ?6), phone_ext = coalesce(phone_ext, ?21),
  phone_written = coalesce(phone_written, ?22), motivation = coalesce(motivation, ?7),
  message_by = CASE WHEN message IS NULL THEN ?23 ELSE message_by END,
  message = coalesce(message, ?8), source = coalesce(source, ?9),
  property = coalesce(property, ?10), utm = coalesce(utm, ?11), consent = coalesce(?12, consent),
  score = CASE WHEN valued_at IS ?16 THEN ?13 ELSE score END,
  score_parts = CASE WHEN valued_at IS ?16 THEN ?14 ELSE score_parts END,
  channel = CASE WHEN announced_at IS NULL AND valued_at IS ?16 THEN ?15 ELSE channel END,
  valued_at = CASE WHEN ?24 THEN NULL ELSE valued_at END,
  version = version + 1, updated_at = ?17
WHERE id = ?1 AND erased_at IS NULL"""


class Again(BaseModel):
    """The outbox message: whom it is about, and which note says what is new."""

    lead_id: str
    note_id: str


class NoteText(BaseModel):
    """What a note says."""

    text: str


def resubmitted(lead: LeadRow, new: NewLead, ctx: Ctx) -> list[Statement]:
    """The statements that take in what a later form says; none if it says the same.

    The note's id comes from its text, so that the same form sent on and on adds one note, and is
    told once.
    """
    news = _news(lead, new)
    if not news:
        return []
    now = ctx.started_ms
    text = "Sent again: " + "; ".join(f"{name}: {value}" for name, value in news.items())
    digest = hashlib.sha256(f"{lead.id}\n{text}".encode()).hexdigest()[:26]
    again = Again(lead_id=lead.id, note_id=f"note_{digest}")
    filled = _filled(lead, new) | _hotter(lead, new)
    merged = lead.model_copy(update=filled)
    return [
        *add_note(lead.id, again.note_id, AUTHOR, text, now),
        *(_filling(lead, merged, ctx) if filled else ()),
        *_another_home(lead, merged, digest, ctx),
        *keep_person(lead.id, new, now),
        *_newly_agreed(lead, merged, ctx),
        sync(lead.id, f"{CONTACT}:{TOPIC}:{digest}", ctx),
        ctx.outbox.message(TOPIC, again, key=f"{lead.id}:{TOPIC}:{digest}"),
    ]


async def tell_again(again: Again, key: str, ctx: Ctx) -> None:
    """Tell Slack what is new of a lead, unless it was erased, with its value of now.

    Raises ``ServiceError`` if Slack is to be told later. The value does not hold it up: where it
    is late, the follow-up asks again.
    """
    lead = await lead_now(again.lead_id, ctx)
    if lead is not None and lead.valued_at is None:
        try:
            lead = await valued(lead, ctx)
        except ServiceError as error:
            ctx.log.warning("valuation_later", lead_id=again.lead_id, reason=error.detail)
    note = await ctx.db.one(NoteText, NOTE, again.note_id)
    if lead is None or note is None:
        return
    told = card(lead).model_copy(update={"motivation": note.text})
    notification = Notification(channel=channel_for(lead.score), lead=told)
    try:
        await ctx.services.slack_intel.notify(notification, idempotency_key=key)
    except ServiceError as error:
        # 409: an attempt whose answer was lost got through, and the lead has changed since.
        if error.upstream_status != 409:
            raise


def _news(lead: LeadRow, new: NewLead) -> dict[str, Any]:
    told = {name: getattr(new, name) for name in TOLD}
    news = {k: v for k, v in told.items() if v is not None and v != getattr(lead, k)}
    facts = new.property.model_dump(exclude_none=True) if new.property else {}
    known = lead.property.model_dump() if lead.property else {}
    news |= {name: value for name, value in facts.items() if value != known.get(name)}
    agreed = " and ".join(compress(("texts", "mails"), _newly(lead, new)))
    return news | ({"agrees to": agreed} if agreed else {})


def _newly(lead: LeadRow, new: NewLead) -> tuple[bool, bool]:
    """Whether a form agrees to texts, and to mails, to which the lead had not."""
    had, given = lead.consent or Consent(), new.consent or Consent()
    return given.sms and not had.sms, given.email and not had.email


def _filled(lead: LeadRow, new: NewLead) -> dict[str, Any]:
    """What the lead had no word of; and consent that came later, for the ways that it has."""
    filled = {
        name: value
        for name in FILLED
        if getattr(lead, name) is None and (value := getattr(new, name)) is not None
    }
    if "message" in filled:
        filled["message_by"] = new.message_by
    to_texts, to_mails = _newly(lead, new)
    to_texts &= new.phone in (None, filled.get("phone", lead.phone))
    to_mails &= new.email in (None, filled.get("email", lead.email))
    if new.consent and (to_texts or to_mails):
        had = lead.consent or Consent()
        filled["consent"] = Consent(
            sms=had.sms or to_texts, email=had.email or to_mails, text=new.consent.text or had.text
        )
    return filled


def _hotter(lead: LeadRow, new: NewLead) -> dict[str, Any]:
    """What of the new form would raise the score in place of what the lead had said."""
    now = score(lead, lead.valuation).total
    changed = {
        name: value
        for name in HEATING
        if (value := getattr(new, name)) is not None and getattr(lead, name) not in (None, value)
    }
    return {
        name: value
        for name, value in changed.items()
        if score(lead.model_copy(update={name: value}), lead.valuation).total > now
    }


def _filling(lead: LeadRow, merged: LeadRow, ctx: Ctx) -> list[Statement]:
    found = score(merged, lead.valuation)
    home, consent = merged.property, merged.consent
    values = (
        *(merged.email, merged.phone, merged.asking_price, merged.timeline, merged.condition),
        *(merged.motivation, merged.message, merged.source),
        None if home is None else home.model_dump_json(exclude_none=True),
        None if merged.utm is None else json.dumps(merged.utm, ensure_ascii=False),
        None if consent is None else consent.model_dump_json(),
        *(found.total, parts_of(found), channel_for(found.total), lead.valued_at, ctx.started_ms),
        *(_replaced(lead, merged, name) for name in ("asking_price", "timeline", "condition")),
        *(merged.phone_ext, merged.phone_written, merged.message_by),
        int(home_to_value(merged) != home_to_value(lead)),
    )
    return [Statement(FILL, (lead.id, *values)), *add_words({lead.id: merged})]


def _another_home(lead: LeadRow, merged: LeadRow, digest: str, ctx: Ctx) -> list[Statement]:
    """The statement that has a home valued anew of which other facts are known now."""
    if home_to_value(merged) == home_to_value(lead):
        return []
    return [follow_up_message(lead.id, ctx, f"{FOLLOW_UP}:{digest}")]


def _replaced(lead: LeadRow, merged: LeadRow, name: str) -> Any:
    """What takes the place of something that the lead had said; ``None``: nothing does."""
    had, has = getattr(lead, name), getattr(merged, name)
    return has if had not in (None, has) else None


def _newly_agreed(lead: LeadRow, merged: LeadRow, ctx: Ctx) -> list[Statement]:
    """The acknowledgements that a lead had not agreed to before."""
    if merged.consent == lead.consent:
        return []
    return [
        *acknowledgement(lead.id, merged, ctx),
        *text_acknowledgement(lead.id, merged, ctx, agreed_at=ctx.started_ms),
    ]
