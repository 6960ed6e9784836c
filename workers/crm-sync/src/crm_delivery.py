"""Takes the steps of a sync: leases the contact, talks to the CRM, and notes what has come of it.

A lease lets one delivery at a time talk of a contact, so that two can't make two contacts, and the
echo of a write is not heard before the write is noted.
"""

import json
import random
from datetime import timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from contracts.crm_sync import CrmLead, SyncStatus
from crm_mapping import mapped, values_of
from crm_plan import News, hear
from crm_protocol import (
    Archived,
    Busy,
    Crm,
    CrmAnswer,
    CrmFault,
    CrmRequest,
    Person,
    QuotaSpent,
    Refused,
    Steps,
    T,
)
from crm_services import Ctx
from crm_store import (
    CONTACT,
    ERASED,
    FAIL,
    LEADS_OF,
    PAUSE,
    PAUSED,
    ContactRow,
    LeadKey,
    being_made,
    claim,
    from_ms,
    noted,
    settled,
)
from crm_syncing import SeveralContacts, Synced, Task, erase, sync
from crm_telling import tell, tellings
from edgekit import Delivery, Postponed, Problem, Statement, Undeliverable, UpstreamError
from edgekit.outbox import DEAD_AFTER
from followupboss_crm import FollowUpBossCrm
from generic_crm import GenericCrm
from hubspot_crm import HubSpotCrm

SYNC_TOPIC, ERASE_TOPIC, CHANGE_TOPIC = "sync", "erase", "change"
BUSY_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 3600.0


class Changed(BaseModel):
    """Values that were changed in the CRM, by property."""

    external_id: str
    values: dict[str, str]
    at: int


def crm_of(ctx: Ctx) -> Crm:
    """The CRM that is chosen; raises ``Problem`` 503 if it is none."""
    given = ctx.vars
    if given.crm == "hubspot":
        return HubSpotCrm(given.crm_id_property)
    if given.crm == "followupboss":
        return FollowUpBossCrm(given.crm_source, given.fub_system_key)
    if given.crm == "generic":
        return GenericCrm()
    raise Problem(503, "No CRM is chosen: set CRM.")


async def deliver(lead_id: str, delivery: Delivery, ctx: Ctx, *, look: bool) -> None:
    """Bring a lead's contact up to date; does nothing for an erased one.

    Unless it is to ``look``, a contact that is up to date is believed to be.

    Raises ``Postponed`` when the CRM or another delivery wants it, ``Undeliverable`` for what the
    CRM never takes, and ``Problem`` for what may work another time.
    """
    if ctx.vars.crm == "none":
        return
    row = await _claim(lead_id, ctx, to_sync=True)
    if row is None:
        return
    is_done = row.is_done(ctx.vars.crm)
    if (is_done and not look) or row.lead is None or row.erased_at is not None:
        await _release(row, None, None, ctx)
        return
    crm = crm_of(ctx)
    task = _task(row, CrmLead.model_validate_json(row.lead), crm, ctx, looks=is_done)
    try:
        result = await _play(sync(crm, task), crm, ctx)
    except (SeveralContacts, Archived) as found:
        await _left(row, found, ctx)
    except CrmFault as fault:
        raise await _failed(row, fault, delivery, ctx) from fault
    except Problem as problem:
        await _release(row, None, problem.detail, ctx)
        raise
    else:
        await _settle(row, task, result, ctx)


def _task(row: ContactRow, lead: CrmLead, crm: Crm, ctx: Ctx, *, looks: bool) -> Task:
    mapping = mapped(ctx.vars.crm, ctx.vars.crm_mapping)
    is_its = row.crm == ctx.vars.crm
    return Task(
        person=Person(lead.id, lead.email, lead.phone),
        wanted=values_of(lead, mapping, crm, ZoneInfo(ctx.vars.crm_timezone)),
        mapping=mapping,
        external_id=row.external_id if is_its else None,
        known=row.known_by(mapping, crm, ZoneInfo(ctx.vars.crm_timezone)),
        now=ctx.clock_ms(),
        looks=looks,
    )


async def _settle(row: ContactRow, task: Task, result: Synced, ctx: Ctx) -> None:
    standing = {**task.known.conflicts, **result.news.conflicts}
    status: SyncStatus = "conflict" if any(standing.values()) else "synced"
    fact = settled(row, ctx.vars.crm, result.external_id, result.news, status, ctx.clock_ms())
    told = tellings(row.lead_id, result.news, ctx)
    if result.was_gone:
        told.append(tell(row.lead_id, _gone(task, result, ctx), "", ctx))
    await _store(fact, told, ctx)


def _gone(task: Task, result: Synced, ctx: Ctx) -> str:
    whose = f"its contact {task.external_id} was gone from {ctx.vars.crm}"
    if result.external_id == task.external_id:
        return f"{whose}; it is made anew once the lead changes."
    return f"{whose}, and it is contact {result.external_id} now."


async def _left(row: ContactRow, found: CrmFault, ctx: Ctx) -> None:
    """Note that a lead stays out of the CRM, and tell people why."""
    status: SyncStatus = "archived" if isinstance(found, Archived) else "conflict"
    failed = Statement(FAIL, (row.lead_id, row.leased_until, status, str(found)))
    await _store(failed, [tell(row.lead_id, str(found), "", ctx)], ctx)


async def _store(fact: Statement, told: list[Statement], ctx: Ctx) -> None:
    await ctx.db.batch(fact, *told)
    if told:
        ctx.outbox.drain_later()


async def deliver_erasure(lead_id: str, delivery: Delivery, ctx: Ctx) -> None:
    """Erase a person's contact in the CRM, and what was kept to find it; raises as ``deliver``."""
    row = await _claim(lead_id, ctx)
    if row is None:
        return
    if ctx.vars.crm != "none":
        crm, person = crm_of(ctx), None
        if row.lead is not None:
            lead = CrmLead.model_validate_json(row.lead)
            person = Person(lead.id, lead.email, lead.phone)
        for_good = ctx.vars.crm_erase == "forever"
        known_as = row.external_id if row.crm == ctx.vars.crm else None
        try:
            await _play(erase(crm, known_as, person, for_good=for_good), crm, ctx)
        except CrmFault as fault:
            raise await _failed(row, fault, delivery, ctx) from fault
        except Problem as problem:
            await _release(row, None, problem.detail, ctx)
            raise
    await ctx.db.run(ERASED, row.lead_id, row.leased_until)


async def deliver_change(changed: Changed, ctx: Ctx) -> None:
    """Note what was changed in the CRM; what is an echo of our own writes changes nothing."""
    if ctx.vars.crm == "none":
        return
    ids = json.dumps([changed.external_id])
    found = await ctx.db.all(LeadKey, LEADS_OF, ctx.vars.crm, ids)
    if not found:
        question = being_made(changed.at, ctx.clock_ms())
        if await ctx.db.value(question.sql, *question.params):
            raise Postponed(BUSY_SECONDS, "A contact is being made: it may be this one.")
        return
    crm, zone = crm_of(ctx), ZoneInfo(ctx.vars.crm_timezone)
    mapping = mapped(ctx.vars.crm, ctx.vars.crm_mapping)
    for each in found:
        row = await _claim(each.lead_id, ctx)
        if row is None:
            continue
        news, known = News(), row.known_by(mapping, crm, zone, also_newest=True)
        for name, value in changed.values.items():
            heard = hear(name, value, changed.at, known, crm)
            news.conflicts |= heard.conflicts
            news.changes |= heard.changes
        await _store(noted(row, news), tellings(row.lead_id, news, ctx), ctx)


async def _claim(lead_id: str, ctx: Ctx, *, to_sync: bool = False) -> ContactRow | None:
    """Lease a contact; ``None`` if there is none. Raises ``Postponed`` if it can't be had now."""
    now, crm = ctx.clock_ms(), ctx.vars.crm
    asked = claim(lead_id, now, crm, to_sync=to_sync)
    row = await ctx.db.one(ContactRow, asked.sql, *asked.params)
    if row is not None:
        return row
    there = await ctx.db.one(ContactRow, CONTACT, lead_id)
    if there is None:
        return None
    until = await ctx.db.value(PAUSED, crm)
    if until is not None and until > now:
        raise Postponed((until - now) / 1000, "The CRM's calls of the day are used up.")
    raise Postponed(BUSY_SECONDS, "Another delivery talks of this contact.")


async def _release(row: ContactRow, status: SyncStatus | None, error: str | None, ctx: Ctx) -> None:
    await ctx.db.run(FAIL, row.lead_id, row.leased_until, status, error)


async def _failed(row: ContactRow, fault: CrmFault, delivery: Delivery, ctx: Ctx) -> Exception:
    """Note a fault, and answer what it means for the delivery."""
    if isinstance(fault, QuotaSpent):
        until = next_day_ms(ctx.clock_ms(), ZoneInfo(ctx.vars.crm_timezone))
        pause = Statement(PAUSE, (ctx.vars.crm, until, str(fault)))
        failed = Statement(FAIL, (row.lead_id, row.leased_until, None, str(fault)))
        await ctx.db.batch(pause, failed)
        return Postponed((until - ctx.clock_ms()) / 1000, str(fault))
    is_over = isinstance(fault, Refused) or delivery.attempt >= DEAD_AFTER
    given_up = is_over and not isinstance(fault, Busy)
    await _release(row, "failed" if given_up else None, str(fault), ctx)
    if isinstance(fault, Busy):
        wait = BUSY_SECONDS if fault.seconds is None else fault.seconds
        jitter = random.uniform(0, 0.5)  # noqa: S311 - no secret
        return Postponed(min(wait, LONGEST_WAIT_SECONDS) + jitter, str(fault))
    if isinstance(fault, Refused):
        return Undeliverable(str(fault))
    return UpstreamError(502, str(fault))


def next_day_ms(now: int, zone: ZoneInfo) -> int:
    """When the next day begins by the clock of ``zone``; both times are epoch milliseconds."""
    here = from_ms(now).astimezone(zone)
    midnight = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return int(midnight.timestamp() * 1000)


async def _play(steps: Steps[T], crm: Crm, ctx: Ctx) -> T:
    """Take all steps over HTTP."""
    try:
        request = next(steps)
        while True:
            answer = await _ask(request, crm, ctx)
            request = steps.send(answer)
    except StopIteration as done:
        result: T = done.value
        return result


async def _ask(request: CrmRequest, crm: Crm, ctx: Ctx) -> CrmAnswer:
    key = ctx.secret("CRM_API_KEY")
    if not key:
        raise Problem(503, "Nothing can be synced: set the secret CRM_API_KEY.")
    base = (ctx.vars.crm_api_url or crm.base).rstrip("/")
    if not base:
        raise Problem(503, "Nothing can be synced: set CRM_API_URL.")
    # The outbox tries again, and longer than a call could.
    answer = await ctx.fetch(
        base + request.path,
        method=request.method,
        headers=crm.headers(key),
        json=request.body,
        timeout_ms=ctx.vars.crm_timeout_ms,
        retries=0,
    )
    return CrmAnswer(answer.status, answer.text, answer.retry_after(ctx.clock_ms() / 1000))
