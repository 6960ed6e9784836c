"""From a request to a stored mail: checked against its template, and taken once under its key."""

from datetime import timedelta

from pydantic import BaseModel

from contracts.email import NewMail, QueuedMail, SendStatus
from edgekit import FieldError, PlatformError, Problem, Response, new_id
from mail_store import BY_KEY, TakenMail, request_digest, take_mail, to_ms
from mail_templates import TEMPLATES, read_data
from mail_vars import Ctx

TOPIC = "send"
FURTHEST = timedelta(days=366)
REPLAYED = {"Idempotent-Replayed": "true"}


class MailId(BaseModel):
    """The outbox message: which mail, and nothing personal."""

    id: str


async def take(new: NewMail, header_key: str | None, ctx: Ctx) -> Response:
    """Store a mail and have it sent. Answers 202 with its id and status.

    Raises ``Problem`` 422 for data that its template does not take, 409 for a used key with
    another mail.
    """
    key = _key(new.idempotency_key, header_key)
    data = read_data(new.template, new.data)
    _check_time(new, ctx)
    category = new.category or TEMPLATES[new.template].category
    mail_id = new_id("mail")
    not_before = None if new.send_at is None else max(ctx.started_ms, to_ms(new.send_at))
    try:
        [taken], _ = await ctx.db.batch(
            take_mail(mail_id, new, category, data, key, ctx.started_ms),
            ctx.outbox.message(TOPIC, MailId(id=mail_id), key=mail_id, not_before_ms=not_before),
        )
    except PlatformError as refused:
        if key is None or "UNIQUE" not in str(refused):
            raise
        return await _known(new, key, ctx)
    ctx.outbox.drain_later()
    return _answer(mail_id, taken["status"])


async def _known(new: NewMail, key: str, ctx: Ctx) -> Response:
    first = await ctx.db.one(TakenMail, BY_KEY, key)
    if first is None or first.digest != request_digest(new):
        raise Problem(409, "This idempotency key was used with another mail; use a new one.")
    return _answer(first.id, first.status, REPLAYED)


def _answer(mail_id: str, status: str, headers: dict[str, str] | None = None) -> Response:
    told: dict[str, SendStatus] = {
        "queued": "queued",
        "failed": "queued",
        "scheduled": "scheduled",
        "suppressed": "suppressed",
    }
    answer = QueuedMail(id=mail_id, status=told.get(status, "sent"))
    return Response.json(answer, status=202, headers=headers)


def _key(in_body: str | None, in_header: str | None) -> str | None:
    if in_body and in_header and in_body != in_header:
        detail = "idempotency_key and the header Idempotency-Key differ; give one of them."
        raise Problem(422, detail, errors=[FieldError("/idempotency_key", "is not the header's")])
    return in_body or in_header


def _check_time(new: NewMail, ctx: Ctx) -> None:
    if new.send_at is not None and new.send_at - ctx.now() > FURTHEST:
        detail = f"send_at is over {FURTHEST.days} days ahead; give a nearer time."
        raise Problem(422, detail, errors=[FieldError("/send_at", "is too far ahead")])
