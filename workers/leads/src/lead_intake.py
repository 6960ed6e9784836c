"""From a posted form to a lead: stored first, then valued, scored and answered."""

from pydantic import BaseModel

from contracts.leads import LeadAnswer, NewLead, home_to_value
from edgekit import Json, PlatformError, Problem, Response, ServiceError, Statement, new_id
from edgekit.idempotency import own_key
from lead_acknowledgement import acknowledgement
from lead_contacts import NEW, sync
from lead_followup import follow_up_message
from lead_identity import FIRST_LEAD, identities, parameters, zip_of
from lead_publications import created, valuated
from lead_records import LeadRow
from lead_resubmission import resubmitted
from lead_routing import channel_for, pool_for
from lead_scoring import score
from lead_services import Ctx
from lead_storage import (
    LEAD_OF_SUBMISSION,
    SUBMISSION,
    Submission,
    body_digest,
    store,
    store_answer,
    store_valuation,
)
from lead_texts import text_acknowledgement
from lead_valuation import NOT_YET, appraise

VALUATION_DEADLINE_MS = 800
WAITS_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.7)
ABANDONED_MS = 5000
REPLAYED = {"Idempotent-Replayed": "true"}


class SubmissionRow(BaseModel):
    """The first request under a key; ``answer`` is null until it is answered."""

    digest: str
    lead_id: str
    created_at: int
    status: int | None
    answer: str | None


async def take(new: NewLead, key: str | None, ctx: Ctx) -> Response:
    """Make a lead of a form, or find the lead that it has become already.

    Answers 201, or 200 for the same person and address within 30 days; a key that was used before
    brings its first answer back. Raises ``Problem`` 409 for a used key with another body.
    """
    submission = Submission(own_key(key, ctx), body_digest(new)) if key else None
    lead_id = new_id("lead")
    try:
        await ctx.db.batch(*making(lead_id, new, submission, ctx))
    except PlatformError as refused:
        if "UNIQUE" not in str(refused):
            raise
        return await _known(new, submission, ctx)
    answer = await _evaluate(lead_id, new, submission, ctx)
    ctx.outbox.drain_later()
    return Response.json(answer, status=201)


async def take_again(lead: LeadRow, new: NewLead, ctx: Ctx) -> LeadAnswer:
    """Take what the person of a lead says later, from whoever knows that it is this lead's."""
    statements = resubmitted(lead, new, ctx)
    if statements:
        await ctx.db.batch(*statements)
        ctx.outbox.drain_later()
    return lead.answer(duplicate=True)


def making(lead_id: str, new: NewLead, submission: Submission | None, ctx: Ctx) -> list[Statement]:
    """The statements of one batch that make a lead, and of all that is to follow; see ``store``."""
    pool = pool_for(ctx.vars.agents, zip_of(new))
    return [
        *store(lead_id, new, score(new, None), pool, submission, ctx.started_ms),
        follow_up_message(lead_id, ctx),
        created(lead_id, ctx),
        sync(lead_id, NEW, ctx),
        *acknowledgement(lead_id, new, ctx),
        *text_acknowledgement(lead_id, new, ctx),
    ]


async def _evaluate(
    lead_id: str, new: NewLead, submission: Submission | None, ctx: Ctx
) -> LeadAnswer:
    """Value and score a stored lead. If valuation is down or late the follow-up will do it."""
    statements: list[Statement] = []
    appraised = NOT_YET
    try:
        appraised = await appraise(home_to_value(new), ctx, VALUATION_DEADLINE_MS)
    except ServiceError as error:
        ctx.log.warning("valuation_later", lead_id=lead_id, reason=error.detail)
    found = score(new, appraised.estimate)
    if appraised is not NOT_YET:
        now = ctx.started_ms + ctx.elapsed_ms()
        statements += valuated(lead_id, appraised.estimate, ctx)
        statements.append(store_valuation(lead_id, appraised, found, now))
    answer = LeadAnswer(
        id=lead_id,
        score=found.total,
        channel=channel_for(found.total),
        valuation=appraised.estimate,
        no_value=appraised.no_value,
    )
    if submission:
        statements.append(store_answer(submission, answer, 201, ctx.started_ms))
    if statements:
        await ctx.db.batch(*statements)
    return answer


async def _known(new: NewLead, submission: Submission | None, ctx: Ctx) -> Response:
    """Answer a form that D1 refused: its key was used, or its person has a lead here."""
    if submission and (replayed := await _replay(submission, ctx)):
        return replayed
    lead = await ctx.db.one(LeadRow, FIRST_LEAD, *parameters(identities(new), ctx.started_ms))
    if lead is None:
        raise Problem(
            503, "The first lead was just erased; send this again.", headers={"Retry-After": "1"}
        )
    answer = lead.answer(duplicate=True)
    statements = resubmitted(lead, new, ctx)
    if submission:
        statements.append(store_answer(submission, answer, 200, ctx.started_ms))
    if statements:
        await ctx.db.batch(*statements)
        ctx.outbox.drain_later()
    return Response.json(answer)


async def _replay(submission: Submission, ctx: Ctx) -> Response | None:
    """The first answer under a key, once there is one; ``None`` for a key that is new."""
    for seconds in (0.0, *WAITS_SECONDS):
        if seconds:
            await ctx.bridge.sleep(seconds)
        first = await ctx.db.one(SubmissionRow, SUBMISSION, submission.key)
        if first is None:
            return None
        if first.digest != submission.digest:
            raise Problem(409, "This Idempotency-Key was used with another body; use a new one.")
        if first.answer is not None:
            return Json(first.answer, status=first.status or 201, headers=REPLAYED)
        if ctx.started_ms - first.created_at > ABANDONED_MS:
            break
    return await _unanswered(submission, ctx)


async def _unanswered(submission: Submission, ctx: Ctx) -> Response | None:
    """The answer for a lead whose first request broke off after it was stored."""
    lead = await ctx.db.one(LeadRow, LEAD_OF_SUBMISSION, submission.key)
    if lead is None:
        return None
    return Response.json(lead.answer(), status=201, headers=REPLAYED)
