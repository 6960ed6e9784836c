"""The transactional outbox: what must happen after a fact is stored together with the fact.

A message goes into the table ``outbox`` in the same D1 batch as the rows that it announces. It is
delivered after the answer, and by cron until it succeeds: at least once, always under the same
idempotency key, so that the receiver takes it once.

With a queue bound as ``OUTBOX_QUEUE``, what fails behind the answer is tried again through it for
some minutes, beside cron. The table stays the truth: the queue carries keys alone, and may lose,
double or delay them.
"""

import asyncio
import json
import random
from collections.abc import Mapping

from pydantic import BaseModel

from .database import Statement
from .platform import PlatformError
from .problems import Problem
from .queues import Message
from .scope import Scope
from .topics import Delivery, Topic

LEASE_MS = 30_000  # a claimed message is left to its claimant for this long
SOON_AGAIN_SECONDS = (2, 6)  # behind the answer, within the 30 s that the platform gives
LAST_START_MS = 15_000  # leaves time for an attempt that is slow to fail, and to hand it over
PATIENT_AFTER = 5  # failures that are retried at the next cron tick, before waits begin to double
FIRST_WAIT_MS = 60_000
LONGEST_WAIT_MS = 6 * 3_600_000
DEAD_AFTER = 20
BATCH = 5  # at once: a receiver that is just back must answer each within its deadline
QUEUE = "OUTBOX_QUEUE"
FIRST_QUEUE_WAIT_SECONDS = 15
LONGEST_QUEUE_WAIT_SECONDS = 240

INSERT = """INSERT INTO outbox (key, topic, payload, created_at, due_at, request_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (key) DO NOTHING"""
CLAIM = """UPDATE outbox SET due_at = ?2, attempts = attempts + 1 WHERE key IN (
  SELECT key FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL AND due_at <= ?1
  ORDER BY due_at LIMIT ?3)
RETURNING key, topic, payload, attempts"""
CLAIM_THESE = """UPDATE outbox SET due_at = ?2, attempts = attempts + ?4
WHERE key IN (SELECT value FROM json_each(?3))
  AND delivered_at IS NULL AND dead_at IS NULL AND due_at <= ?1
RETURNING key, topic, payload, attempts"""
OPEN = """SELECT key FROM outbox
WHERE key IN (SELECT value FROM json_each(?1)) AND delivered_at IS NULL AND dead_at IS NULL"""
DELIVERED = "UPDATE outbox SET delivered_at = ?2, last_error = NULL WHERE key = ?1"
FAILED = "UPDATE outbox SET due_at = ?2, last_error = ?3, dead_at = ?4 WHERE key = ?1"


class Claimed(BaseModel):
    """A message that is ours to deliver."""

    key: str
    topic: str
    payload: str
    attempts: int


class Key(BaseModel):
    """A message that is still to be delivered."""

    key: str


class Undelivered(BaseModel):
    """What the queue carries: the keys of one request's messages that could not be delivered."""

    keys: list[str]


class Outbox:
    """The outbox of one worker's database, seen from one request or event."""

    def __init__(self, ctx: Scope, topics: Mapping[str, Topic]) -> None:
        self._ctx = ctx
        self._topics = topics

    def message(
        self, topic: str, payload: BaseModel, *, key: str, not_before_ms: int | None = None
    ) -> Statement:
        """The statement that stores a message; a key that is there already stores nothing."""
        self._ctx.outbox_keys.append(key)
        now = self._ctx.started_ms
        text = payload.model_dump_json()
        due = not_before_ms or now
        return Statement(INSERT, (key, topic, text, now, due, self._ctx.request_id))

    def drain_later(self) -> None:
        """Deliver this request's own messages behind the answer; cron delivers all the others.

        What fails is tried twice more within ten seconds, and then handed to the queue, if there is
        one. Were it all that is due, each request during an outage would use up an attempt of each
        message that waits.
        """
        self._ctx.wait_until(self._drain_own())

    async def drain(self) -> int:
        """Deliver all that is due now, each once. Answers how many messages were delivered."""
        delivered = 0
        due = self._now()
        while claimed := await self._claim(CLAIM, due, BATCH):
            delivered += len(claimed) - len(await self._deliver_all(claimed))
            if len(claimed) < BATCH:
                break
        return delivered

    async def deliver_queued(self, messages: list[Message[Undelivered]]) -> None:
        """Deliver what the queue brings; a message of which something is left comes back later.

        These attempts are not counted: a message must not die sooner for having been tried more
        often in its first minutes. Nor is one tried that is not due, because cron has it in hand or
        has come to waiting longer.
        """
        keys = list(dict.fromkeys(key for message in messages for key in message.body.keys))
        for start in range(0, len(keys), BATCH):
            some = json.dumps(keys[start : start + BATCH])
            await self._deliver_all(await self._claim(CLAIM_THESE, self._now(), some, 0))
        still_open = {row.key for row in await self._ctx.db.all(Key, OPEN, json.dumps(keys))}
        for message in messages:
            if not still_open.isdisjoint(message.body.keys):
                message.retry(queue_wait_seconds(message.attempts))

    async def _drain_own(self) -> None:
        own = json.dumps(self._ctx.outbox_keys)
        failed: list[str] = []
        for pause in (0, *SOON_AGAIN_SECONDS):
            if pause:
                if self._ctx.elapsed_ms() + 1000 * pause > LAST_START_MS:
                    break
                await self._ctx.bridge.sleep(pause)
            failed = await self._deliver_all(await self._claim(CLAIM_THESE, self._now(), own, 1))
            if not failed:
                return
        await self._hand_over(failed)

    async def _hand_over(self, keys: list[str]) -> None:
        """Let the queue bring these back; without one, or with one that is down, cron does."""
        if self._ctx.worker.bindings[QUEUE] is None:
            return
        try:
            await self._ctx.queue(QUEUE).send(Undelivered(keys=keys))
        except PlatformError as error:
            self._ctx.log.warning("outbox_queue_down", error=str(error), keys=len(keys))
        else:
            self._ctx.log.info("outbox_queued", keys=len(keys))

    async def _claim(self, sql: str, due: int, *which: int | str) -> list[Claimed]:
        return await self._ctx.db.all(Claimed, sql, due, self._now() + LEASE_MS, *which)

    def _now(self) -> int:
        return self._ctx.started_ms + self._ctx.elapsed_ms()

    async def _deliver_all(self, claimed: list[Claimed]) -> list[str]:
        """Deliver messages at once; answers the keys of those that failed."""
        if not claimed:
            return []
        tasks = [asyncio.ensure_future(self._deliver(message)) for message in claimed]
        await asyncio.wait(tasks)
        results = [task.result() for task in tasks]
        return [each.key for each, done in zip(claimed, results, strict=True) if not done]

    async def _deliver(self, message: Claimed) -> bool:
        topic = self._topics[message.topic]
        delivery = Delivery(message.key, message.attempts)
        try:
            payload = topic.payload.model_validate_json(message.payload)
            await topic.deliver(payload, delivery, self._ctx)
        except Exception as error:
            await self._failed(message, error)
            return False
        await self._ctx.db.run(DELIVERED, message.key, self._ctx.started_ms)
        return True

    async def _failed(self, message: Claimed, error: Exception) -> None:
        now = self._now()
        dead = message.attempts >= DEAD_AFTER
        due = now + wait_ms(message.attempts)
        detail = error.detail if isinstance(error, Problem) else str(error)
        fields = {"topic": message.topic, "key": message.key, "attempt": message.attempts}
        self._ctx.log.warning("outbox_dead" if dead else "outbox_retry", error=detail, **fields)
        await self._ctx.db.run(FAILED, message.key, due, detail[:500], now if dead else None)


def wait_ms(attempts: int) -> int:
    """Milliseconds until the next attempt: none at first, then doubling with jitter, to 6 h.

    It is never quite none, so that a drain does not meet a message again that it has just tried.
    """
    if attempts <= PATIENT_AFTER:
        return 1
    longest = min(FIRST_WAIT_MS * 2 ** (attempts - PATIENT_AFTER), LONGEST_WAIT_MS)
    return random.randint(longest // 2, longest)  # noqa: S311 - jitter is no secret


def queue_wait_seconds(attempt: int) -> int:
    """Seconds until the queue brings a message back: doubling with jitter, to four minutes."""
    longest = min(FIRST_QUEUE_WAIT_SECONDS * 2 ** (attempt - 1), LONGEST_QUEUE_WAIT_SECONDS)
    return random.randint(longest // 2, longest)  # noqa: S311 - jitter is no secret
