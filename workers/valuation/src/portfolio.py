"""Many homes at once: all that they ask of a worker goes to it in a few calls.

Callers wait 20 seconds (`ValuationService.batch`). A worker that has been late once is not asked
again: each home is left with what can be said without it, within a few seconds.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from appraisal import Appraisal, appraise
from contracts.valuation import BatchError, Estimate, Mistake, QuickRequest
from edgekit import Problem, ServiceError
from neighbours import KINDS, Kind
from questions import Question
from services import Ctx

LATEST_MS = 14_000  # by when all is asked; what is left of the 20 seconds is for the model's work


class Home:
    """A home on its way to a value: the question that it waits for, or its outcome."""

    def __init__(self, request: QuickRequest | Problem, today: date) -> None:
        self.question: Question | None = None
        self.outcome: Appraisal | Problem | None = None
        if isinstance(request, Problem):
            self.outcome = request
            return
        self._work = appraise(request, today)
        self.go_on(None)

    def go_on(self, answer: Any) -> None:
        """Take an answer, or the error in its place."""
        question, self.question = self.question, None
        try:
            if question is not None and isinstance(answer, ServiceError):
                self.question = self._work.throw(answer)
            else:
                self.question = self._work.send(answer)
        except StopIteration as done:
            self.outcome = done.value
        except Problem as problem:
            self.outcome = problem


async def appraise_all(
    requests: Sequence[QuickRequest | Problem], ctx: Ctx
) -> list[Appraisal | Problem]:
    """An appraisal of each home, or the problem that stands in its way, in order."""
    today = ctx.now().date()
    homes = [Home(request, today) for request in requests]
    given_up: dict[str, ServiceError] = {}
    for kind in KINDS:
        waiting = [home for home in homes if isinstance(home.question, kind.question)]
        questions = list(dict.fromkeys(home.question for home in waiting))
        answers = await _answers(kind, questions, given_up, ctx)
        for home in waiting:
            home.go_on(answers[home.question])
    return [home.outcome for home in homes if home.outcome is not None]


async def _answers(
    kind: Kind, questions: Sequence[Any], given_up: dict[str, ServiceError], ctx: Ctx
) -> dict[Any, Any]:
    """The answer to each question, or the error in its place."""
    answers: dict[Any, Any] = {}
    for start in range(0, len(questions), kind.a_call):
        some = questions[start : start + kind.a_call]
        answers |= zip(some, await _one_call(kind, some, given_up, ctx), strict=True)
    return answers


async def _one_call(
    kind: Kind, questions: Sequence[Any], given_up: dict[str, ServiceError], ctx: Ctx
) -> Sequence[Any]:
    worker = kind.worker
    deadline_ms = min(kind.deadline_ms, LATEST_MS - ctx.elapsed_ms())
    if deadline_ms <= 0:
        given_up.setdefault(worker, ServiceError(504, f"There was no time left to ask {worker}."))
    if worker not in given_up:
        try:
            return await kind.ask(questions, ctx, deadline_ms)
        except ServiceError as error:
            ctx.log.warning("neighbour_failed", error=error.detail, homes=len(questions))
            given_up[worker] = error
    return [given_up[worker]] * len(questions)


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
