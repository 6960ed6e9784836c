"""Sends a mail: looks once more whether it is wanted, composes it, and asks the provider."""

from collections.abc import Mapping

from contracts.email import Recipient, TemplateName
from edgekit import Postponed, Problem, Statement, Undeliverable, UpstreamError
from mail_outgoing import Mailbox, OutgoingMail, one_click
from mail_provider import (
    Accepted,
    Blocked,
    MailProvider,
    ProviderAnswer,
    Refused,
    Retry,
    Verdict,
    Wait,
)
from mail_rendering import Frame, Parts, render
from mail_store import FAILED, IN_DOUBT, SENT, SUPPRESSED, WAITING, WaitingMail
from mail_templates import TEMPLATES, stored_data
from mail_vars import Ctx, MailVars
from postmark_mail import PostmarkMail
from resend_mail import ResendMail
from sendgrid_mail import SendGridMail
from suppressions import suppress
from unsubscribing import unsubscribe_url

TIMEOUT_MS = 8000
USUAL_WAIT_SECONDS, SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 30.0, 1.0, 86_400.0

PROVIDERS: dict[str, MailProvider] = {
    each.name: each for each in (ResendMail(), SendGridMail(), PostmarkMail())
}


async def send_mail(mail_id: str, ctx: Ctx) -> list[Statement]:
    """Send a mail that is to be sent; does nothing for any other.

    Answers the statements that note what became of it. Raises ``Postponed`` when the provider asks
    to wait, ``Undeliverable`` when it never takes the mail, and ``Problem`` for what may work
    another time.
    """
    waiting = await ctx.db.one(WaitingMail, WAITING, mail_id)
    if waiting is None:
        return []
    if waiting.unwanted or waiting.address is None:
        return [Statement(SUPPRESSED, (mail_id, None))]
    provider = PROVIDERS[ctx.vars.email_provider]
    mail = compose(waiting, waiting.address, ctx)
    answer = await _ask(provider, mail, ctx)
    found = provider.verdict(answer)
    if isinstance(found, Retry) and answer.is_success:
        await ctx.db.run(IN_DOUBT, waiting.id, f"{found.reason}; it may have sent this mail.")
    return await _settle(waiting, mail, provider, found, ctx)


def compose(waiting: WaitingMail, address: str, ctx: Ctx) -> OutgoingMail:
    """The mail as it leaves. Attempts make the same one, as an idempotency key wants it."""
    template = TEMPLATES[waiting.template]
    values = template.values(stored_data(waiting.template, waiting.data or "{}"))
    subject = template.subject_of(values)
    leave = unsubscribe_url(waiting.person, ctx) if waiting.category == "marketing" else ""
    parts = rendered(waiting.template, subject, values, leave, ctx.vars)
    return OutgoingMail(
        id=waiting.id,
        sender=mailbox(ctx.vars.mail_from),
        to=Mailbox(address, waiting.name),
        subject=subject,
        text=parts.text,
        html=parts.html,
        category=waiting.category,
        reply_to=mailbox(ctx.vars.reply_to) if ctx.vars.reply_to else None,
        headers=one_click(leave) if leave else {},
    )


def rendered(
    name: TemplateName, subject: str, values: Mapping[str, str], leave: str, given: MailVars
) -> Parts:
    """A template's two parts, in the business's frame."""
    template = TEMPLATES[name]
    frame = Frame(given.business_name, given.postal_address, template.why, leave)
    return render(subject, template.blocks, values, frame)


def mailbox(text: str) -> Mailbox:
    """A mailbox as a var has it."""
    recipient = Recipient.model_validate(text)
    return Mailbox(recipient.email, recipient.name)


async def _ask(provider: MailProvider, mail: OutgoingMail, ctx: Ctx) -> ProviderAnswer:
    key = ctx.secret("EMAIL_API_KEY")
    if not key:
        raise Problem(503, "No mail can be sent: set the secret EMAIL_API_KEY.")
    base = (ctx.vars.email_api_url or provider.base).rstrip("/")
    request = provider.request(mail, base, key)
    # The outbox tries again, and longer than a call could.
    answer = await ctx.fetch(
        request.url,
        method="POST",
        headers=request.headers,
        json=request.body,
        timeout_ms=TIMEOUT_MS,
        retries=0,
    )
    return ProviderAnswer(
        answer.status,
        answer.text,
        answer.retry_after(ctx.clock_ms() / 1000),
        answer.headers.get("x-message-id"),
    )


async def _settle(
    waiting: WaitingMail, mail: OutgoingMail, provider: MailProvider, found: Verdict, ctx: Ctx
) -> list[Statement]:
    now = ctx.clock_ms()
    if isinstance(found, Accepted):
        sent = (waiting.id, mail.subject, now, provider.name, found.provider_id)
        return [Statement(SENT, sent)]
    if isinstance(found, Blocked):
        return [
            suppress(waiting.person, "all", "refused", now),
            Statement(SUPPRESSED, (waiting.id, found.reason)),
        ]
    if isinstance(found, Wait):
        asked = USUAL_WAIT_SECONDS if found.seconds is None else found.seconds
        seconds = min(max(asked, SHORTEST_WAIT_SECONDS), LONGEST_WAIT_SECONDS)
        raise Postponed(seconds, found.reason)
    if isinstance(found, Refused):
        await ctx.db.run(FAILED, waiting.id, found.reason)
        raise Undeliverable(found.reason)
    raise UpstreamError(502, found.reason)
