"""After the trouble: crons of the hours to come run until nobody has anything left to do.

A cron of a time to come believes that the lease of whatever is on its way is over, and would send
it beside whoever sends it. So all that is on its way ends first, in real time: claims last for half
a minute, and so does the turn of a sender in slack-intel that was killed.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from fleet.chaos.letters import WORKERS as WITH_LETTERS
from fleet.chaos.letters import replay_all
from fleet.chaos.world import World

HOURS = (1, 2, 4, 8, 12, 18, 24, 36, 48)
LEASE_SECONDS = 35
SETTLING_SECONDS = 1200.0
MOST_ROUNDS = 400
FLUSHES = 6
OUTBOX = """SELECT count(*) AS n FROM outbox
WHERE delivered_at IS NULL AND dead_at IS NULL AND due_at <= {until}"""
MESSAGES = """SELECT count(*) AS n FROM messages
WHERE sent_at IS NULL AND dropped_at IS NULL AND due_at <= {until}"""
TURN = "SELECT count(*) AS n FROM sender WHERE until > {clock}"
DELIVERIES = "SELECT count(*) AS n FROM deliveries WHERE status = 'pending' AND due_at <= {until}"
LEFT = {
    "webhooks": (OUTBOX,),
    "calendar": (OUTBOX,),
    "leads": (OUTBOX,),
    "email": (OUTBOX,),
    "sms": (OUTBOX,),
    "crm-sync": (OUTBOX,),
    "partner-hooks": (OUTBOX, DELIVERIES),
    "slack-intel": (MESSAGES, TURN),
}
"""By worker, in the order in which they hand on: what counts all that it has to do by a time."""
Tell = Callable[[str], None]


def heal(world: World, tell: Tell) -> Counter[str]:
    """Let everything be done that is to be done; answers what was counted meanwhile."""
    counts: Counter[str] = Counter()
    _wait_until_up(world)
    tell("Healing: what is on its way ends.")
    _settle(world, counts)
    began = datetime.now(UTC)
    for hours in HOURS:
        at = began + timedelta(hours=hours)
        left = _work_until(at, world, counts)
        tell(f"Healing: {hours} h later, {left} left.")
    return counts


def _wait_until_up(world: World) -> None:
    for worker in world.fleet.dev.roster.running:
        for _ in range(600):
            reply = world.desk.ask(worker, "GET", "/health")
            if reply is not None and reply.ok:
                break
            time.sleep(0.2)
        else:
            raise TimeoutError(f"{worker} does not come back.")


def _settle(world: World, counts: Counter[str]) -> None:
    """Work at the time that it is until what is left waits for longer than any claim lasts."""
    deadline = time.monotonic() + SETTLING_SECONDS
    while time.monotonic() < deadline:
        at = datetime.now(UTC)
        _round(at, world, counts)
        if not sum(_left(at + timedelta(seconds=LEASE_SECONDS), world).values()):
            return
        time.sleep(1.0)
    raise TimeoutError("What is on its way does not come to an end.")


def _work_until(at: datetime, world: World, counts: Counter[str]) -> int:
    """Run crons as of a time until nothing is left to do by then; answers what is left."""
    for _ in range(MOST_ROUNDS):
        before = _left(at, world)
        if not sum(before.values()) and not _letters(world, counts):
            return 0
        _round(at, world, counts, [worker for worker, left in before.items() if left])
    return sum(_left(at, world).values())


def _round(
    at: datetime, world: World, counts: Counter[str], workers: list[str] | None = None
) -> None:
    for worker in LEFT if workers is None else workers:
        world.fleet.run_cron(worker, at)
        counts["crons"] += 1
    _flush(world)
    _letters(world, counts)


def _flush(world: World) -> None:
    """Wait until every queue is empty; one call of it waits for half a minute."""
    for _ in range(FLUSHES):
        if world.fleet.control("POST", "/queues/flush").is_success:
            return
    raise TimeoutError("The queues do not become empty.")


def _letters(world: World, counts: Counter[str]) -> int:
    replayed = sum(replay_all(world.desk, worker) for worker in WITH_LETTERS)
    counts["replayed"] += replayed
    return replayed


def _left(until: datetime, world: World) -> dict[str, int]:
    return dict(_counted(until, world))


def _counted(until: datetime, world: World) -> Iterator[tuple[str, int]]:
    times = {"until": round(until.timestamp() * 1000), "clock": round(time.time() * 1000)}
    for worker, questions in LEFT.items():
        asked = (question.format(**times) for question in questions)
        yield worker, sum(row["n"] for sql in asked for row in world.fleet.d1(worker, sql))
