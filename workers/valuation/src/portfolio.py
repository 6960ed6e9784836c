"""Many homes at once: comps are asked for fifty of them at a time."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

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

HOMES_A_CALL = 50


class Home(NamedTuple):
    """A home of the portfolio that can be valued."""

    number: int
    facts: Property
    as_of: date


async def appraise_all(
    requests: Sequence[QuickRequest | Problem], ctx: Ctx
) -> list[Appraisal | Problem]:
    """An appraisal of each home, or the problem that stands in its way, in order."""
    found: list[Appraisal | Problem | None] = []
    homes: list[Home] = []
    for number, request in enumerate(requests):
        outcome = await _checked(number, request, ctx)
        found.append(outcome if isinstance(outcome, Problem) else None)
        if isinstance(outcome, Home):
            homes.append(outcome)
    described = [home for home in homes if _by_model_first(home)]
    for home in described:
        found[home.number] = await by_model(home.facts, home.as_of, ctx, detailed=False)
    others = [home for home in homes if not _by_model_first(home)]
    placed = [home for home in others if home.facts.lat is not None]
    for start in range(0, len(placed), HOMES_A_CALL):
        await _by_comps(placed[start : start + HOMES_A_CALL], found, ctx)
    for home in others:
        found[home.number] = await _finished(home, found[home.number], ctx)
    return [outcome for outcome in found if outcome is not None]


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
