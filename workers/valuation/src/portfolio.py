"""Many homes at once: comps are asked for fifty of them at a time, other workers side by side."""

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
from edgekit import Problem, ServiceError
from known_facts import completed
from services import Ctx

T = TypeVar("T")
U = TypeVar("U")
HOMES_A_CALL = 50
AT_ONCE = 20


class Home(NamedTuple):
    """A home of the portfolio that can be valued."""

    number: int
    facts: Property
    as_of: date


async def appraise_all(
    requests: Sequence[QuickRequest | Problem], ctx: Ctx
) -> list[Appraisal | Problem]:
    """An appraisal of each home, or the problem that stands in its way, in order."""
    outcomes = await _together(lambda each: _checked(*each, ctx), list(enumerate(requests)))
    found: list[Appraisal | Problem | None] = [
        outcome if isinstance(outcome, Problem) else None for outcome in outcomes
    ]
    homes = [outcome for outcome in outcomes if isinstance(outcome, Home)]
    described = [home for home in homes if _by_model_first(home)]
    for home in described:
        found[home.number] = await by_model(home.facts, home.as_of, ctx, detailed=False)
    others = [home for home in homes if not _by_model_first(home)]
    placed = [home for home in others if home.facts.lat is not None]
    for start in range(0, len(placed), HOMES_A_CALL):
        await _by_comps(placed[start : start + HOMES_A_CALL], found, ctx)
    finished = await _together(lambda home: _finished(home, found[home.number], ctx), others)
    for home, appraisal in zip(others, finished, strict=True):
        found[home.number] = appraisal
    return [outcome for outcome in found if outcome is not None]


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


async def _by_comps(
    homes: Sequence[Home], found: list[Appraisal | Problem | None], ctx: Ctx
) -> None:
    queries = [comps_value.comps_query(home.facts, home.as_of) for home in homes]
    try:
        answered = await ctx.services.comps.batch(CompsBatchQuery(queries=queries))
    except ServiceError as error:
        for home in homes:
            found[home.number] = error
        return
    for home, answer in zip(homes, answered.answers, strict=True):
        found[home.number] = from_comps(home.facts, home.as_of, answer)


async def _finished(
    home: Home, appraisal: Appraisal | Problem | None, ctx: Ctx
) -> Appraisal | Problem:
    """What comps gave, brought forward; else the area's level; else what the model can say."""
    try:
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
