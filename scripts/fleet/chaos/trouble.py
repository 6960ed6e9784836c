"""What goes wrong: providers and workers at random, repeats of queues, crons, and kill -9."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from threading import Event, Thread
from typing import Any

from fleet.chaos.letters import WORKERS as WITH_LETTERS
from fleet.chaos.letters import letters, replay
from fleet.chaos.plan import PROVIDER_TIMEOUT_MS
from fleet.chaos.record import Record
from fleet.chaos.world import World
from fleet.dev.outbox import Rule
from fleet.story.dice import dice
from pyworkerd import PyworkerdError

FAULTY_WORKERS = (
    *("leads", "valuation", "slack-intel", "email", "sms", "calendar"),
    *("webhooks", "partner-hooks", "crm-sync", "payments"),
)
PATIENCE_MS = {"resend": 8000, "slack": 5000}
"""How long a provider is waited for; others for ``PROVIDER_TIMEOUT_MS``."""
REFUSALS: dict[str, dict[str, Any]] = {
    "twilio": {"status": 401, "body": {"code": 20003, "message": "Authenticate"}},
    "resend": {"status": 422, "body": {"name": "missing_required_field", "message": "x"}},
    "hubspot": {"status": 400, "body": {"category": "VALIDATION_ERROR", "message": "x"}},
    "slack": {"status": 200, "body": {"ok": False, "error": "msg_too_long"}},
}
"""What a provider says of a message that it will never take: it becomes a dead letter."""
PROVIDERS = ("twilio", "resend", "slack", "stripe", "hubspot", "partner", "dns")
QUEUES: dict[str, tuple[str, Callable[[Record], list[str]]]] = {
    "leads": ("leads-outbox", lambda record: [f"{each.id}:follow-up" for each in record.leads]),
    "email": ("email-outbox", lambda record: [each.id for each in record.mails]),
    "sms": ("sms-outbox", lambda record: [f"text:{each.id}" for each in record.texts]),
}
"""By worker: the queue of its outbox, and the keys that it may bring."""
FAULT_SECONDS, AT_ONCE = 1.0, 5
ENDING_SECONDS = 3.0


class Trouble:
    """Makes trouble from `begin` to `end`, in threads of its own; ``progress`` is from 0 to 1."""

    def __init__(self, world: World, seed: int, kills: int, progress: Callable[[], float]) -> None:
        self.counts: Counter[str] = Counter()
        self._world = world
        self._seed = seed
        self._progress = progress
        luck = dice("chaos", seed, "kills")
        self._kills = sorted(luck.uniform(0.03, 0.9) for _ in range(kills))
        self._over = Event()
        self._errors: list[BaseException] = []
        works = (self._break, self._kill, self._repeat, self._replay)
        self._threads = [Thread(target=self._go, args=(work,), daemon=True) for work in works]

    def begin(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Make no more trouble, and let everybody work as usual. Raises what has gone wrong."""
        self._over.set()
        breaking, killing, *calling = self._threads
        breaking.join()
        killing.join()
        for thread in calling:
            # A call of a worker that hangs ends after a minute, and does nothing any more.
            thread.join(ENDING_SECONDS)
        self._world.fleet.misbehave(())
        _insist(lambda: self._world.fleet.in_runtime("clear_faults"))
        if self._errors:
            raise self._errors[0]

    def _go(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # raised at the end
            self._errors.append(error)

    def _break(self) -> None:
        """Every second other providers and workers fail."""
        luck = dice("chaos", self._seed, "faults")
        while not self._over.wait(FAULT_SECONDS):
            rules = [self._rule(name, luck) for name in PROVIDERS if luck.random() < 0.45]
            self._world.fleet.misbehave(rules)
            with suppress(PyworkerdError):
                self._world.fleet.in_runtime("clear_faults")
                for worker in luck.sample(FAULTY_WORKERS, luck.choice((0, 1, 1, 2))):
                    mode = luck.choice(("error", "down", "hang"))
                    self._world.fleet.in_runtime("fault", worker, mode, luck.randint(1, 6))
                    self.counts[f"a worker: {mode}"] += 1

    def _rule(self, provider: str, luck: Random) -> Rule:
        kinds = ["429", "5xx", "hang", "answer lost", "reset", "reset after it was done"]
        kind = luck.choice([*kinds, "refused"] if provider in REFUSALS else kinds)
        self.counts[f"a provider: {kind}"] += 1
        late = PATIENCE_MS.get(provider, PROVIDER_TIMEOUT_MS) + 500
        times = luck.randint(1, 4)
        match kind:
            case "429":
                after = {"Retry-After": str(luck.randint(1, 2))}
                return Rule(provider, 429, headers=after, times=times)
            case "5xx":
                return Rule(provider, luck.choice((500, 502, 503)), times=times)
            case "hang":
                return Rule(provider, 504, delay_ms=late, times=1)
            case "answer lost":
                return Rule(provider, delay_ms=late, times=1)
            case "reset":
                return Rule(provider, 503, times=times, cut=True)
            case "refused":
                return Rule(provider, **REFUSALS[provider], times=luck.randint(1, 3))
        return Rule(provider, times=times, cut=True)

    def _repeat(self) -> None:
        """Queues bring what they have brought before, and crons run as they do each minute."""
        luck = dice("chaos", self._seed, "repeats")
        crons = [name for name, info in self._world.fleet.dev.workers.items() if info.crons]
        while not self._over.wait(luck.uniform(0.5, 1.5)):
            worker, (queue, keys_of) = luck.choice(list(QUEUES.items()))
            known = keys_of(self._world.record)
            with suppress(PyworkerdError):
                if known:
                    keys = [luck.choice(known) for _ in range(AT_ONCE)]
                    self._world.fleet.deliver(worker, queue, {"body": {"keys": keys}})
                    self.counts["redelivered"] += len(keys)
                self._world.fleet.run_cron(luck.choice(crons))
                self.counts["crons"] += 1

    def _replay(self) -> None:
        """Somebody looks at dead letters now and then, and replays the newest."""
        luck = dice("chaos", self._seed, "letters")
        while not self._over.wait(luck.uniform(2, 6)):
            worker = luck.choice(WITH_LETTERS)
            with suppress(RuntimeError):  # the list could not be had
                for letter in list(letters(self._world.desk, worker)):
                    self.counts["replayed"] += replay(self._world.desk, worker, letter["id"])

    def _kill(self) -> None:
        """Kill workerd as far into the run as the dice have said."""
        while not self._over.wait(0.05):
            if self._kills and self._progress() >= self._kills[0]:
                with suppress(ProcessLookupError):  # it is not back from the last one
                    os.kill(self._world.fleet.workerd_pid(), signal.SIGKILL)
                    self._kills.pop(0)
                    self.counts["kill -9"] += 1
                self._over.wait(1.0)


def _insist(work: Callable[[], object]) -> None:
    """Do something as soon as workerd is there."""
    for _ in range(300):
        try:
            work()
        except PyworkerdError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("workerd has not come back within a minute.")
