"""A run from beginning to end: post, break, kill, heal, recount."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from fleet.chaos.healing import heal
from fleet.chaos.plan import Plan, options
from fleet.chaos.record import Finding
from fleet.chaos.recount import recount
from fleet.chaos.stage import Stage
from fleet.chaos.stories import first_partners, stories
from fleet.chaos.trouble import Trouble
from fleet.chaos.world import World
from fleet.dev.local import run_locally

LOOK_SECONDS = 5.0
ENDING_SECONDS = 120.0
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a run has come to; ``figures`` are in the order in which they are shown."""

    figures: dict[str, int]
    findings: list[Finding]


def campaign(plan: Plan, state: Path, tell: Tell = lambda text: None) -> Outcome:
    """Do all that a plan says; ``state`` is an empty folder, ``tell`` hears how far it is.

    Raises whatever breaks the run itself, such as a workerd that does not come back.
    """
    tell("Starting the fleet.")
    with run_locally(options(state)) as fleet:
        world = World(fleet)
        try:
            trouble = _play(plan, world, tell)
            healed = heal(world, tell)
            tell("Recounting.")
            findings = recount(world)
        finally:
            world.desk.close()
    return Outcome(_figures(world, trouble, healed, findings), findings)


def _play(plan: Plan, world: World, tell: Tell) -> Trouble:
    """Post everything while things break and workerd is killed."""
    _perform(Stage(first_partners(plan, world), plan.posters))
    stage = Stage(stories(plan, world), plan.posters)
    trouble = Trouble(world, plan.seed, plan.kills, lambda: stage.progress)
    stage.begin()
    trouble.begin()
    try:
        _follow(stage, trouble, plan, tell)
    finally:
        trouble.end()
        tell("No more trouble; the last stories end.")
        stage.wait(ENDING_SECONDS)
        left = stage.end()
    if stage.errors:
        raise stage.errors[0]
    if left:
        world.wrong("stories", str(left), "never came to an end: something was never answered")
    return trouble


def _follow(stage: Stage, trouble: Trouble, plan: Plan, tell: Tell) -> None:
    began = monotonic()
    is_short = False
    while not stage.wait(LOOK_SECONDS) and not stage.errors:
        seconds = monotonic() - began
        counts = trouble.counts
        tell(f"{seconds:4.0f} s: {stage.progress:.0%} told, {counts['kill -9']} kills.")
        if plan.seconds is not None and seconds > plan.seconds and not is_short:
            is_short = True
            stage.begin_no_more()


def _perform(stage: Stage) -> None:
    stage.begin()
    done = stage.wait(ENDING_SECONDS)
    stage.end()
    if stage.errors:
        raise stage.errors[0]
    if not done:
        raise TimeoutError("The partners could not subscribe.")


def _figures(
    world: World, trouble: Trouble, healed: Counter[str], findings: list[Finding]
) -> dict[str, int]:
    desk, kinds = world.desk.counts, Counter(finding.kind for finding in findings)
    taken = {f"acknowledged {kind}": n for kind, n in world.record.acknowledged().items()}
    faults = {f"broken, {kind}": n for kind, n in sorted(trouble.counts.items()) if ": " in kind}
    return {
        "requests posted": desk["posted"],
        "requests repeated": desk["repeated"],
        "requests without an answer": desk["unanswered"],
        "requests answered 5xx": desk["failed"],
        **taken,
        **faults,
        "kill -9 of workerd": trouble.counts["kill -9"],
        "queue messages redelivered": trouble.counts["redelivered"],
        "crons run": trouble.counts["crons"] + healed["crons"],
        "dead letters replayed": trouble.counts["replayed"] + healed["replayed"],
        "texts at Twilio": len(world.witness.texts),
        "mails at Resend": len(world.witness.mails),
        "messages in Slack": len(world.witness.posts),
        "webhooks at partners": len(world.witness.hooks),
        "lost": kinds["lost"],
        "doubled": kinds["doubled"],
        "unwanted": kinds["unwanted"],
        "otherwise wrong": kinds["wrong"],
    }
