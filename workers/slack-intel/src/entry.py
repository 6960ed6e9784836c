"""slack-intel: tells people in Slack, and watches over the fleet. Private: reached by bindings."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

import fleet_log
import slack_queue
from anomaly_watch import AnomalyWatch
from contracts.slack_intel import (
    Accepted,
    Forget,
    Forgotten,
    Level,
    LogEntry,
    LogPage,
    Notification,
    Taken,
    WorkerName,
)
from daily_digest import (
    DAY_MS,
    ENTRIES,
    MESSAGES,
    WAITING,
    EntryCount,
    MessageCount,
    digest_key,
    digest_text,
)
from edgekit import App, Header, PersonalData, Problem, Response, Statement, new_id
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.dead_letters import DeadLetter
from fleet_log import LogRow, page, select, store
from log_anomalies import Rules
from log_storms import CLOSING, Storm, close, watch
from slack_cards import payload_of
from slack_dead_letters import SOURCE, Undertaker, revive
from slack_messages import message
from slack_queue import BY_KEY, Stored, digest_of, enqueue, forget
from slack_sender import send_waiting
from slack_vars import Ctx, SlackVars

IdempotencyKey = Annotated[
    str | None, Field(min_length=1, max_length=255), Header("Idempotency-Key")
]

app = App(
    "slack-intel",
    version="1.0.0",
    summary="Tells people in Slack, and watches the fleet.",
    vars=SlackVars,
)
app.lifetimes(
    fleet_log.LIFETIME,
    slack_queue.LIFETIME,
    DEAD_LETTERS,
    kept={
        "channels": "a row for each channel",
        "forgotten_leads": "what keeps an erased lead from being told again",
        "sender": "one row",
        "storms": "a row goes when its storm is over",
    },
)
app.personal_data(
    fleet_log.PERSONAL,
    slack_queue.PERSONAL,
    PersonalData("dead_letters", ("payload", "error"), erased="deleted at once"),
    nobody={"storms.sample": "a log entry's worker, event and error"},
)


@app.post("/api/notify", status=202, errors=(409,))
async def notify(body: Notification, ctx: Ctx, key: IdempotencyKey = None) -> Accepted | Response:
    """Send a message to a channel: a text, a lead's card, or a template with its data.

    It is stored before this answers, and sent as fast as Slack takes it, at least once. The same
    `Idempotency-Key` again is the same message. What it is given is shown as it is: no text can
    mention anybody, be formatted, or become a link or an emoji; controls that turn text around are
    left out. A card shows the beginning of a long field; all else is sent to its end.
    """
    payload = payload_of(body, ctx.vars.dashboard_url)
    message_id, digest = new_id("msg"), digest_of(body.model_dump_json())
    lead_id = body.lead.id if body.lead else body.subject
    _, found = await ctx.db.batch(
        enqueue(
            message_id,
            body.channel,
            payload,
            ctx.started_ms,
            key=key,
            digest=digest,
            lead_id=lead_id,
        ),
        Statement(BY_KEY, (key or message_id,)),
    )
    ctx.wait_until(_send(ctx))
    # A forgotten lead's card is not stored: nobody is told, and that is right.
    stored = Stored.model_validate(found[0]) if found else Stored(id=message_id, digest=digest)
    if stored.digest != digest:
        raise Problem(409, "This Idempotency-Key was used with another body; use a new one.")
    headers = {"Idempotent-Replayed": "true"} if stored.id != message_id else {}
    return Response.json(Accepted(id=stored.id), status=202, headers=headers)


@app.post("/api/log", status=202)
async def log(body: LogEntry, ctx: Ctx, key: IdempotencyKey = None) -> Taken:
    """Store what happened in a worker.

    The first error of its kind is told in Slack at once; more of it, and warnings that pile up, are
    told in one message with their count. The same `Idempotency-Key` again is the same entry. The
    fields `error`, `subject` (what it is about) and `advice` (what to do) are shown in Slack.
    """
    channel, now = ctx.vars.alert_channel, ctx.started_ms
    watched = watch(body, new_id("msg"), channel, _window_ms(ctx), now, key=key)
    *_, written = await ctx.db.batch(*watched, store(body, now, ctx.vars.log_days, key))
    ctx.wait_until(_send(ctx))
    return Taken(id=written[0]["id"])


@app.get("/api/log", admin=True)
async def read_log(
    ctx: Ctx,
    worker: WorkerName | None = None,
    level: Level | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> LogPage:
    """List the log, newest first."""
    sql, parameters = select(worker, level, cursor, limit + 1)
    return page(await ctx.db.all(LogRow, sql, *parameters), limit)


@app.post("/api/forget")
async def forget_lead(body: Forget, ctx: Ctx) -> Forgotten:
    """Forget a lead: its messages are dropped here and taken back from Slack, now and later."""
    *_, counted = await ctx.db.batch(*forget(body.lead_id, ctx.started_ms))
    ctx.wait_until(_send(ctx))
    return Forgotten.model_validate(counted[0])


@app.replay(SOURCE)
async def send_again(letter: DeadLetter, ctx: Ctx) -> None:
    """Send a message again that Slack has refused."""
    await revive(letter, ctx)
    ctx.wait_until(_send(ctx))


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Close storms, write the digest, send what waits, and look for anomalies."""
    await _close_storms(ctx)
    if at.hour == ctx.vars.digest_hour:
        await _write_digest(at, ctx)
    await _send(ctx)
    # Last, so that nothing else waits for KV.
    if await _close_windows(ctx):
        await _send(ctx)


async def _send(ctx: Ctx) -> int:
    """Send what is due; answers how many messages went out."""
    undertaker = Undertaker(ctx.vars.alert_channel, _window_ms(ctx), ctx.vars.log_days)
    return await send_waiting(ctx, undertaker)


async def _close_storms(ctx: Ctx) -> None:
    channel, now = ctx.vars.alert_channel, ctx.started_ms
    for storm in await ctx.db.all(Storm, CLOSING, now):
        await ctx.db.batch(*close(storm, new_id("msg"), channel, _window_ms(ctx), now))


async def _write_digest(at: datetime, ctx: Ctx) -> None:
    key = digest_key(at)
    if await ctx.db.value("SELECT id FROM messages WHERE key = ?1", key) is not None:
        return
    since = ctx.started_ms - DAY_MS
    text = digest_text(
        at,
        await ctx.db.all(EntryCount, ENTRIES, since),
        await ctx.db.all(MessageCount, MESSAGES, since),
        await ctx.db.value(WAITING),
    )
    channel = ctx.vars.digest_channel
    await ctx.db.batch(enqueue(new_id("msg"), channel, message(text), ctx.started_ms, key=key))


async def _close_windows(ctx: Ctx) -> int:
    rules = Rules(
        window_ms=1000 * ctx.vars.anomaly_window_s,
        floor=ctx.vars.anomaly_floor,
        deviations=ctx.vars.anomaly_deviations,
    )
    if rules.window_ms <= 0:
        return 0
    channel, log_days = ctx.vars.alert_channel, ctx.vars.log_days
    return await AnomalyWatch(ctx, rules, channel, log_days).work()


def _window_ms(ctx: Ctx) -> int:
    return 1000 * ctx.vars.fold_window_s


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
