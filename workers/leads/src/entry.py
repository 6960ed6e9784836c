"""leads: takes people who may sell their home, values, scores and routes them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from contracts.email import ForgetMail
from contracts.inbound import InboundEvent
from contracts.leads import (
    Lead,
    LeadAnswer,
    LeadChange,
    LeadChoices,
    LeadPage,
    LeadStats,
    NewLead,
    NewNote,
    Note,
    Search,
    Status,
)
from edgekit import (
    App,
    Delivery,
    Header,
    Problem,
    Query,
    Response,
    Statement,
    new_id,
    not_modified,
)
from lead_acknowledgement import INVOCATIONS as ACKNOWLEDGING
from lead_acknowledgement import TOPIC as ACKNOWLEDGE
from lead_acknowledgement import Acknowledgement, acknowledge
from lead_changes import change, find
from lead_choices import choices
from lead_contacts import TOPIC as CONTACT
from lead_contacts import ContactOf, upsert
from lead_erasure import MAIL_TOPIC as FORGET_MAIL
from lead_erasure import ForgottenAddress, erase
from lead_filters import Chosen
from lead_followup import INVOCATIONS as FOLLOW_UP_INVOCATIONS
from lead_followup import TOPIC as FOLLOW_UP
from lead_followup import FollowUp, follow_up
from lead_forgetting import INVOCATIONS as FORGETTING
from lead_forgetting import RECEIVERS, forget
from lead_hooks import TOPIC as FORGET_HOOKS
from lead_hooks import NamedPerson
from lead_hooks import forget as forget_hooks
from lead_inbound import take_form
from lead_intake import take, take_again
from lead_listing import export, page
from lead_notes import NEWEST_NOTES, add_note, note_id_of
from lead_publications import TOPIC as PUBLISH
from lead_publications import Fact, publish
from lead_records import NoteRow, StatusRow
from lead_resubmission import INVOCATIONS as TELLING_AGAIN
from lead_resubmission import TOPIC as AGAIN
from lead_resubmission import Again, tell_again
from lead_search import matching
from lead_services import Ctx, Services
from lead_statistics import statements, stats
from lead_storage import KEPT, LIFETIMES, NOBODY, PERSONAL
from lead_texts import ACKNOWLEDGE as ACKNOWLEDGE_BY_TEXT
from lead_texts import FORGET as FORGET_TEXTS
from lead_texts import INVOCATIONS as TEXT_INVOCATIONS
from lead_texts import TextAcknowledgement, TextedPerson, acknowledge_by_text
from lead_texts import forget as forget_texts
from lead_vars import LeadVars
from lead_words import add_missing_words

HISTORY = "SELECT status, at FROM status_changes WHERE lead_id = ?1 ORDER BY id"

Score = Annotated[int, Field(ge=0, le=100)]
IfMatch = Annotated[str | None, Header("If-Match")]
IfNoneMatch = Annotated[str | None, Header("If-None-Match")]
IdempotencyKey = Annotated[
    str | None, Field(min_length=1, max_length=255), Header("Idempotency-Key")
]

app = App(
    "leads",
    version="1.0.0",
    summary="Takes, values, scores and routes leads.",
    services=Services,
    vars=LeadVars,
)
app.lifetimes(*LIFETIMES, kept=KEPT)
app.personal_data(*PERSONAL, nobody=NOBODY)


@app.post(
    "/api/leads",
    status=201,
    also=(200,),
    limit="RATE_LIMITER",
    daily_limit="LEADS_A_DAY",
    errors=(409,),
)
async def create(body: NewLead, ctx: Ctx, key: IdempotencyKey = None) -> LeadAnswer | Response:
    """Take a lead: store it, value it, score it, and tell Slack.

    The answer is 201 once the lead is stored, even if valuation or Slack is down: what is missing
    is done later. The same person and address again within 30 days is answered 200 with the first
    lead and `duplicate: true`. `Idempotency-Key` brings the first answer back.
    """
    return await take(body, key, ctx)


@app.post("/api/leads/{lead_id}/resubmissions", admin=True, errors=(404,))
async def resubmit(lead_id: str, body: NewLead, ctx: Ctx) -> LeadAnswer:
    """Take what a lead's person says later: what the lead lacked is filled in, the rest is a note.

    For workers that know whose lead it is, also where nothing that was said proves it: another
    phone, another name. The same again changes nothing.
    """
    return await take_again(await find(lead_id, ctx), body, ctx)


@app.get("/api/leads", admin=True)
async def list_leads(
    ctx: Ctx,
    status: Status | None = None,
    min_score: Score = 0,
    q: Search | None = None,
    agent: str | None = None,
    assigned: bool | None = None,
    source: str | None = None,
    date_from: Annotated[date | None, Query("from")] = None,
    date_to: Annotated[date | None, Query("to")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=100)] = 50,
) -> LeadPage:
    """List leads, newest first: those that meet every filter that is given.

    `from` and `to` are days, UTC, on which leads came in; `assigned=false` are leads that nobody
    has. Each word of `q` must begin a word of the name, the address, the e-mail address or the
    phone number.
    """
    chosen = Chosen(status, min_score, agent, assigned, source, date_from, date_to)
    return await page(ctx, await matching(chosen, q, ctx), cursor, limit)


@app.get("/api/leads/choices", admin=True)
async def read_choices(ctx: Ctx) -> LeadChoices:
    """List the agents and the sources that leads can be filtered by."""
    return await choices(ctx)


@app.get("/api/leads/stats", admin=True)
async def read_stats(
    ctx: Ctx, date_from: Annotated[date, Query("from")], date_to: Annotated[date, Query("to")]
) -> LeadStats:
    """Count the leads of some days (UTC, both included): by day, score and status.

    Response times run from a lead's coming in to its first change from `new`.
    """
    return stats(date_from, date_to, *await ctx.db.batch(*statements(date_from, date_to)))


@app.get("/api/leads/export.csv", admin=True, media_type="text/csv")
async def export_leads(
    ctx: Ctx, status: Status | None = None, min_score: Score = 0, cursor: str | None = None
) -> Response:
    """Export leads as CSV, newest first, safe to open in a spreadsheet.

    One answer holds up to 20,000 leads; where there are more, its `Link` header names the rest.
    """
    return await export(ctx, Chosen(status, min_score), cursor)


@app.get("/api/leads/{lead_id}", admin=True, also=(304,), errors=(404,))
async def read(lead_id: str, ctx: Ctx, if_none_match: IfNoneMatch = None) -> Lead | Response:
    """Read everything about a lead: why it scores as it does, its history and its notes."""
    lead = await find(lead_id, ctx)
    if not_modified(if_none_match, lead.etag):
        return Response(status=304, headers={"ETag": lead.etag})
    history = await ctx.db.all(StatusRow, HISTORY, lead_id)
    notes = await ctx.db.all(NoteRow, NEWEST_NOTES, lead_id)
    detail = lead.detail([row.change() for row in history], [row.note() for row in notes])
    return Response.json(detail, headers={"ETag": lead.etag})


@app.patch("/api/leads/{lead_id}", admin=True, errors=(404, 409, 412, 428))
async def update(
    lead_id: str, body: LeadChange, ctx: Ctx, if_match: IfMatch = None
) -> Lead | Response:
    """Change a lead's status or agent; `If-Match` must name the version that you have seen.

    A lead goes new, contacted, qualified, offer, contract, closed; from any of them but closed it
    may be lost.
    """
    await change(lead_id, body, if_match, ctx)
    return await read(lead_id, ctx)


@app.post("/api/leads/{lead_id}/notes", admin=True, status=201, errors=(404, 409))
async def write_note(lead_id: str, body: NewNote, ctx: Ctx, key: IdempotencyKey = None) -> Note:
    """Add a note to a lead; `Idempotency-Key` brings the first one back."""
    note_id = note_id_of(lead_id, key) if key else new_id("note")
    statements = add_note(lead_id, note_id, body.author, body.text, ctx.started_ms)
    written, _ = await ctx.db.batch(*statements)
    if not written:
        raise Problem(404, f"No lead has the id {lead_id}.")
    note = NoteRow.model_validate(written[0])
    if (note.author, note.text) != (body.author, body.text):
        raise Problem(409, "This Idempotency-Key was used with another note; use a new one.")
    return note.note()


@app.delete("/api/leads/{lead_id}", admin=True, status=204, errors=(404,))
async def remove(lead_id: str, ctx: Ctx) -> None:
    """Erase a lead's person everywhere: all their leads, notes, bookings and Slack messages.

    Theirs are the leads with the same e-mail address, or with the same phone and first name;
    whoever else is reached at that number stays. Each lead stays as a tombstone that holds its id,
    times, status and score.
    """
    await erase(lead_id, ctx)


@app.inbound("form")
async def take_posted_form(event: InboundEvent, ctx: Ctx) -> list[Statement]:
    """Make a lead of a form that `webhooks` has taken."""
    return await take_form(event, ctx)


@app.deliver(FOLLOW_UP, invocations=FOLLOW_UP_INVOCATIONS)
async def deliver_follow_up(message: FollowUp, delivery: Delivery, ctx: Ctx) -> list[Statement]:
    """Value and announce a lead, whatever of it is still to be done."""
    return await follow_up(message.lead_id, ctx)


for topic in RECEIVERS:
    app.deliver(topic, invocations=FORGETTING)(forget)


@app.deliver(FORGET_MAIL)
async def deliver_forget_mail(message: ForgottenAddress, delivery: Delivery, ctx: Ctx) -> None:
    """Have email forget an erased person, and never mail them again."""
    await ctx.services.email.forget(ForgetMail(lead_id=message.lead_id, digest=message.digest))


@app.deliver(ACKNOWLEDGE, invocations=ACKNOWLEDGING)
async def deliver_acknowledgement(message: Acknowledgement, delivery: Delivery, ctx: Ctx) -> None:
    """Tell a person by mail that we have their message."""
    await acknowledge(message.lead_id, delivery.key, ctx)


@app.deliver(ACKNOWLEDGE_BY_TEXT, invocations=TEXT_INVOCATIONS)
async def deliver_text(message: TextAcknowledgement, delivery: Delivery, ctx: Ctx) -> None:
    """Text a lead who agreed to it that they were heard."""
    await acknowledge_by_text(message, ctx)


@app.deliver(AGAIN, invocations=TELLING_AGAIN)
async def deliver_again(message: Again, delivery: Delivery, ctx: Ctx) -> None:
    """Tell people what is new of a lead that was sent again."""
    await tell_again(message, delivery.key, ctx)


@app.deliver(FORGET_TEXTS)
async def deliver_forget_texts(message: TextedPerson, delivery: Delivery, ctx: Ctx) -> None:
    """Have sms forget an erased lead."""
    await forget_texts(message, delivery.key, ctx)


@app.deliver(CONTACT, invocations=2)
async def deliver_contact(message: ContactOf, delivery: Delivery, ctx: Ctx) -> None:
    """Have the CRM know a lead as it is now."""
    await upsert(message.lead_id, ctx)


@app.deliver(PUBLISH)
async def deliver_fact(message: Fact, delivery: Delivery, ctx: Ctx) -> None:
    """Have partners told what has happened to a lead."""
    await publish(message, delivery.key, ctx)


@app.deliver(FORGET_HOOKS, invocations=2)
async def deliver_forget_hooks(message: NamedPerson, delivery: Delivery, ctx: Ctx) -> None:
    """Have webhooks forget an erased person."""
    await forget_hooks(message, delivery.key, ctx)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Deliver what is still to be delivered, and make leads findable that are not yet."""
    await ctx.outbox.drain()
    await add_missing_words(ctx)


on_fetch = app.on_fetch
on_queue = app.on_queue
on_scheduled = app.on_scheduled
