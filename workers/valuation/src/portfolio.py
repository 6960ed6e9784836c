"""Many homes at once: comps are asked for fifty of them at a time, other workers side by side.

Callers wait 20 seconds (`ValuationService.batch`). Workers that are late leave each home with what
can be said without them, well before that.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

import comps_value
import trained
from appraisal import (
    Appraisal,
    brought_forward,
    by_area,
    by_model,
    checked,
    from_comps,
    without_comps,
)
from contracts.comps import CompsBatchQuery
from contracts.valuation import BatchError, Estimate, Mistake, Property, QuickRequest
from edgekit import Patience, Problem, ServiceError
from known_facts import completed
from services import Ctx

T = TypeVar("T")
U = TypeVar("U")
HOMES_A_CALL = 50
AT_ONCE = 20
# By when each step has its answers; what is left of the 20 seconds is for the model's own work.
PLACED_BY_MS, COMPARED_BY_MS, FINISHED_BY_MS = 8000, 11_000, 14_000


class Home(NamedTuple):
    """A home of the portfolio that can be valued."""

    number: int
    facts: Property
    as_of: date


async def appraise_all(
    requests: Sequence[QuickRequest | Problem], ctx: Ctx
) -> list[Appraisal | Problem]:
    """An appraisal of each home, or the problem that stands in its way, in order."""
    ctx.patience = Patience(PLACED_BY_MS)
    outcomes = await _together(lambda each: _checked(*each, ctx), list(enumerate(requests)))
    homes = [outcome for outcome in outcomes if isinstance(outcome, Home)]
    compared = [home for home in homes if home.facts.lat is not None and not _by_model_first(home)]
    ctx.patience.until_ms = COMPARED_BY_MS
    found: dict[int, Appraisal | Problem | None] = {}
    for start in range(0, len(compared), HOMES_A_CALL):
        found |= await _by_comps(compared[start : start + HOMES_A_CALL], ctx)
    ctx.patience.until_ms = FINISHED_BY_MS
    finished = await _together(lambda home: _finished(home, found.get(home.number), ctx), homes)
    of_home = {home.number: appraisal for home, appraisal in zip(homes, finished, strict=True)}
    return [
        outcome if isinstance(outcome, Problem) else of_home[outcome.number] for outcome in outcomes
    ]


async def _together(work: Callable[[T], Coroutine[Any, Any, U]], items: Sequence[T]) -> list[U]:
    """What work on each item gives, in order, some at a time; none of it leaves a task behind."""
    answers: list[U] = []
    for start in range(0, len(items), AT_ONCE):
        tasks = [asyncio.ensure_future(work(item)) for item in items[start : start + AT_ONCE]]
        await asyncio.wait(tasks)
        answers += [task.result() for task in tasks]
    return answers


def _by_model_first(home: Home) -> bool:
    return trained.describes_well(home.facts) and trained.covers(home.facts, home.as_of)


async def _checked(number: int, request: QuickRequest | Problem, ctx: Ctx) -> Home | Problem:
    if isinstance(request, Problem):
        return request
    try:
        facts, as_of = checked(request, ctx)
        return Home(number, await completed(facts, request.address, as_of, ctx), as_of)
    except Problem as problem:
        return problem


async def _by_comps(homes: Sequence[Home], ctx: Ctx) -> dict[int, Appraisal | Problem | None]:
    queries = [comps_value.comps_query(home.facts, home.as_of) for home in homes]
    try:
        answered = await ctx.services.comps.batch(CompsBatchQuery(queries=queries))
    except ServiceError as error:
        return dict.fromkeys((home.number for home in homes), error)
    return {
        home.number: from_comps(home.facts, home.as_of, answer)
        for home, answer in zip(homes, answered.answers, strict=True)
    }


async def _finished(
    home: Home, appraisal: Appraisal | Problem | None, ctx: Ctx
) -> Appraisal | Problem:
    """The model's value of a well described home; of another what comps gave, brought forward;
    else the area's level; else what the model can say."""
    try:
        if _by_model_first(home):
            return await by_model(home.facts, home.as_of, ctx, detailed=False)
        if appraisal is None:
            appraisal = await by_area(home.facts, home.as_of, ctx)
        if isinstance(appraisal, Problem):
            raise appraisal
        return await brought_forward(appraisal, ctx)
    except ServiceError as error:
        if trained.covers(home.facts, home.as_of):
            return await without_comps(home.facts, home.as_of, ctx, error)
        return error
    except Problem as problem:
        return problem


def result(outcome: Appraisal | Problem) -> Estimate | BatchError:
    """What a batch answers for a home."""
    if isinstance(outcome, Appraisal):
        return outcome.estimate()
    return BatchError(
        status=outcome.status,
        title=outcome.title,
        detail=outcome.detail,
        error=outcome.detail,
        errors=[Mistake(**error._asdict()) for error in outcome.errors],
    )
