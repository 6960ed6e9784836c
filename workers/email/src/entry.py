"""email: mails to people, and who must get none. Private: reached by bindings."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from contracts.email import (
    ForgetMail,
    ForgottenMails,
    MailAddress,
    MailDetail,
    NewMail,
    QueuedMail,
    Scope,
    Suppression,
    address_digest,
)
from edgekit import (
    App,
    Body,
    Delivery,
    Header,
    InboundEvent,
    Problem,
    Response,
    Statement,
    dead_letters,
    effects,
)
from mail_intake import TOPIC, MailId, take
from mail_reports import (
    RESEND_KINDS,
    MailReport,
    postmark_reports,
    resend_reports,
    sendgrid_reports,
)
from mail_sender import send_mail
from mail_store import EVENTS, KEPT, LIFETIMES, MAIL, PERSONAL, EventRow, MailRow, forget_mails
from mail_vars import Ctx, MailVars
from suppressions import (
    OF_PERSON,
    SuppressionRow,
    lift,
    report_statements,
    suppress,
    suppression_of,
)
from template_previews import preview
from unsubscribing import done_page, person_of, question_page

IdempotencyKey = Annotated[
    str | None, Field(min_length=1, max_length=255), Header("Idempotency-Key")
]
Token = Annotated[str, Field(min_length=1, max_length=2000)]
OneClick = Annotated[bytes, Body("application/x-www-form-urlencoded, multipart/form-data")]

app = App(
    "email",
    version="1.0.0",
    summary="Sends mails to people, and knows who wants none.",
    vars=MailVars,
)
app.lifetimes(*LIFETIMES, dead_letters.LIFETIME, effects.LIFETIME, kept=KEPT)
app.personal_data(*PERSONAL)


@app.post("/api/send", status=202, errors=(409,))
async def send(body: NewMail, ctx: Ctx, key: IdempotencyKey = None) -> QueuedMail | Response:
    """Send a mail made of a template and its data, now or at a time.

    It is stored before this answers, and sent behind the answer. The same idempotency key again is
    the same mail. To whoever wants none it is not sent: that is looked up now, and again when it
    leaves. No text can add a header, a recipient or markup.
    """
    return await take(body, key, ctx)


@app.get("/api/messages/{mail_id}", errors=(404,))
async def read_mail(mail_id: str, ctx: Ctx) -> MailDetail:
    """Read a mail, and what became of it."""
    mail = await ctx.db.one(MailRow, MAIL, mail_id)
    if mail is None:
        raise Problem(404, f"No mail has the id {mail_id}.")
    return mail.detail(await ctx.db.all(EventRow, EVENTS, mail_id))


@app.get("/api/suppressions")
async def read_suppression(ctx: Ctx, address: MailAddress) -> Suppression:
    """Read whether an address is suppressed: for `marketing`, or for `all`, why and since when.

    Case does not count, what follows a `+` does.
    """
    rows = await ctx.db.all(SuppressionRow, OF_PERSON, address_digest(address))
    return suppression_of(address, rows)


@app.delete("/api/suppressions", admin=True, status=204, errors=(404,))
async def lift_suppression(ctx: Ctx, address: MailAddress, scope: Scope | None = None) -> None:
    """Let an address have mail again, of one scope or of both: its person has asked for it."""
    lifted, _ = await ctx.db.batch(*lift(address_digest(address), scope))
    if not lifted:
        raise Problem(404, f"{address} is not suppressed.")


@app.get("/api/unsubscribe", media_type="text/html", limit="RATE_LIMITER", errors=(403,))
async def ask_unsubscribe(ctx: Ctx, token: Token) -> Response:
    """Ask whether to unsubscribe. It changes nothing, whoever opens it and however often."""
    person_of(token, ctx)
    return question_page(ctx)


@app.post("/api/unsubscribe", media_type="text/html", limit="RATE_LIMITER", errors=(403,))
async def unsubscribe(body: OneClick, ctx: Ctx, token: Token) -> Response:
    """Unsubscribe from marketing with one click (RFC 8058): no cookie, no redirect.

    Mail clients send `List-Unsubscribe=One-Click`; the token alone decides. An old link
    unsubscribes also after its person has subscribed again.
    """
    await _no_more_news(token, ctx)
    return done_page(ctx)


@app.post("/api/unsubscribe/{token}", status=204, limit="RATE_LIMITER", errors=(403,))
async def unsubscribe_elsewhere(token: Token, ctx: Ctx) -> None:
    """Unsubscribe for another worker that has asked the person on a page of its own."""
    await _no_more_news(token, ctx)


async def _no_more_news(token: str, ctx: Ctx) -> None:
    person = person_of(token, ctx)
    await ctx.db.batch(suppress(person, "marketing", "unsubscribed", ctx.started_ms))


@app.get("/api/templates/{name}", admin=True, media_type="text/html", errors=(404,))
def read_template(name: str, ctx: Ctx, part: Literal["html", "text"] | None = None) -> Response:
    """Preview a template with sample data: its HTML, or the text by `part` or `Accept`."""
    return preview(name, part, ctx)


@app.post("/api/forget")
async def forget(body: ForgetMail, ctx: Ctx) -> ForgottenMails:
    """Forget a person: mails name nobody any more, what waits is not sent, and nothing ever again.

    A digest of the address stays, so that nobody who was erased is mailed again.
    """
    digest = body.digest or (address_digest(body.address) if body.address else None)
    *_, forgotten = await ctx.db.batch(*forget_mails(body.lead_id, digest, ctx.started_ms))
    return ForgottenMails(messages=len(forgotten))


@app.deliver(TOPIC, invocations=0)
async def deliver_mail(message: MailId, delivery: Delivery, ctx: Ctx) -> list[Statement]:
    """Send a mail."""
    return await send_mail(message.id, ctx)


@app.inbound("resend")
@app.inbound("standard", *RESEND_KINDS)
async def take_resend(event: InboundEvent, ctx: Ctx) -> list[Statement]:
    """Take what Resend tells, a Standard Webhook."""
    whole = event.payload if "data" in event.payload else {"data": event.payload}
    return _reported(resend_reports, {"type": event.type, **whole}, event, ctx)


@app.inbound("sendgrid")
async def take_sendgrid(event: InboundEvent, ctx: Ctx) -> list[Statement]:
    """Take what SendGrid tells, one event or a batch as `events`."""
    return _reported(sendgrid_reports, event.payload, event, ctx)


@app.inbound("postmark")
async def take_postmark(event: InboundEvent, ctx: Ctx) -> list[Statement]:
    """Take what Postmark tells."""
    return _reported(postmark_reports, event.payload, event, ctx)


def _reported(
    read: Callable[[dict[str, Any], datetime], Iterator[MailReport]],
    payload: dict[str, Any],
    event: InboundEvent,
    ctx: Ctx,
) -> list[Statement]:
    reports = list(read(payload, event.occurred_at))
    given = ctx.vars
    return report_statements(reports, ctx.started_ms, given.soft_bounces, given.soft_bounce_days)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Send what is due."""
    await ctx.outbox.drain()


on_fetch = app.on_fetch
on_queue = app.on_queue
on_scheduled = app.on_scheduled
