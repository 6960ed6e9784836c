"""The transactional outbox: what must happen after a fact is stored together with the fact.

A message goes into the table ``outbox`` in the same D1 batch as the rows that it announces. It is
delivered after the answer, and by cron until it succeeds: at least once, always under the same
idempotency key, so that the receiver takes it once.

With a queue bound as ``OUTBOX_QUEUE``, what fails behind the answer is tried again through it for
some minutes, beside cron. The table stays the truth: the queue carries keys alone, and may lose,
double or delay them.

No run starts more deliveries than its allowance holds (``edgekit.allowance``). What a cron run had
no room for goes on through the queue, each of whose batches has an allowance of its own; without a
queue it waits for the next run. A message that has failed too often becomes a dead letter.
"""

import asyncio
import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from .allowance import DELIVERING_INVOCATIONS
from .database import Followed, Parameter, Statement
from .dead_letters import LIFETIME as OF_LETTERS
from .dead_letters import OUTBOX, DeadLetter, store_letter
from .lifetimes import Lifetime
from .outbox_messages import Claimed
from .platform import PlatformError
from .problems import Problem
from .queues import Message
from .scope import Scope
from .topics import Delivery, Postponed, Topic, Undeliverable

LEASE_MS = 30_000  # a claimed message is left to its claimant for this long
SOON_AGAIN_SECONDS = (2, 6)  # behind the answer, within the 30 s that the platform gives
PATIENT_AFTER = 5  # failures that are retried at the next cron tick, before waits begin to double
FIRST_WAIT_MS = 60_000
LONGEST_WAIT_MS = 6 * 3_600_000
DEAD_AFTER = 20
BATCH = 5  # at once: a receiver that is just back must answer each within its deadline
QUEUE = "OUTBOX_QUEUE"
LIFETIMES = (
    Lifetime("outbox", "delivered_at", days=7),
    Lifetime("outbox", "dead_at", days=OF_LETTERS.days),
)
"""For ``app.lifetimes``: a dead message goes with its letter, which holds all that revives it."""
MOST_HANDED_OVER = 500  # keys that one cron run gives to the queue
SOON_SECONDS = 1  # until the queue brings again what a run had no room for
FIRST_QUEUE_WAIT_SECONDS = 15
LONGEST_QUEUE_WAIT_SECONDS = 240

VALUES = "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
INSERT = f"""INSERT INTO outbox (key, topic, payload, created_at, due_at, attempts, request_id)
{VALUES} ON CONFLICT (key) DO NOTHING RETURNING attempts"""
INSERT_WHEN = INSERT.replace(VALUES, "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE EXISTS ({})")
# The next ones by time, as many as the invocations that are left allow: ?4 says by topic what one
# costs.
CLAIM = """UPDATE outbox SET due_at = ?2, attempts = attempts + ?7 WHERE key IN (
  SELECT key FROM (
    SELECT next.key, sum(coalesce(cost.value, 0)) OVER (ORDER BY due_at, next.key) AS spent
    FROM (SELECT key, topic, due_at FROM outbox
      WHERE delivered_at IS NULL AND dead_at IS NULL AND due_at <= ?1
        AND ?5 IS NULL
      ORDER BY due_at, key LIMIT ?3) AS next
    LEFT JOIN json_each(?4) AS cost ON cost.key = next.topic)
  WHERE spent <= ?6)
RETURNING key, topic, payload, attempts, request_id"""
CLAIM_THESE = CLAIM.replace("?5 IS NULL", "key IN (SELECT value FROM json_each(?5))")
OPEN = """SELECT key FROM outbox
WHERE key IN (SELECT value FROM json_each(?1)) AND delivered_at IS NULL AND dead_at IS NULL"""
DUE = """SELECT key FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL AND due_at <= ?1
ORDER BY due_at LIMIT ?2"""
DELIVERED = "UPDATE outbox SET delivered_at = ?2, last_error = NULL WHERE key = ?1"
FAILED = "UPDATE outbox SET due_at = ?2, last_error = ?3, dead_at = ?4 WHERE key = ?1"
POSTPONED = """UPDATE outbox SET due_at = ?2, last_error = ?3, attempts = max(0, attempts - 1)
WHERE key = ?1"""
RELEASE = """UPDATE outbox SET due_at = ?2, attempts = max(0, attempts - 1)
WHERE key IN (SELECT value FROM json_each(?1)) AND delivered_at IS NULL"""
REVIVE = """INSERT INTO outbox (key, topic, payload, created_at, due_at, request_id)
VALUES (?1, ?2, ?3, ?4, ?4, ?5)
ON CONFLICT (key) DO UPDATE SET dead_at = NULL, attempts = 0, due_at = ?4
WHERE delivered_at IS NULL"""


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
        self._dearest = max((topic.invocations for topic in topics.values()), default=0)

    def message(
        self,
        topic: str,
        payload: BaseModel,
        *,
        key: str,
        not_before_ms: int | None = None,
        when: Statement | None = None,
    ) -> Statement:
        """The statement that stores a message; a key that is there already stores nothing.

        With ``when`` it is stored only if that SELECT, whose parameters are numbered from ``?1``,
        finds a row: for what is true only if another statement of the batch finds what it expects.

        A request stores what is due with its lease taken, as an attempt of its own: it has to call
        ``drain_later`` once the batch is stored. If it comes to its end before that, the lease ends
        and cron has the message.
        """
        ctx, now = self._ctx, self._ctx.started_ms
        text, own = payload.model_dump_json(), ctx.own_messages
        due = not_before_ms or now
        is_leased = ctx.request is not None and due <= now
        leased_until = self._now() + LEASE_MS if is_leased else due

        def then(stored: list[dict[str, Any]]) -> None:
            if stored and is_leased:
                facts = {"key": key, "topic": topic, "payload": text, "attempts": 1}
                claimed = Claimed(**facts, request_id=ctx.request_id)
                own.leased.append((claimed, leased_until))
            elif stored or when is None:
                own.keys.append(key)

        sql = INSERT
        values: tuple[Parameter, ...] = (
            key,
            topic,
            text,
            now,
            leased_until,
            int(is_leased),
            ctx.request_id,
        )
        if when is not None:
            condition = when.after(len(values))
            sql, values = INSERT_WHEN.format(condition), (*values, *when.params)
        return Statement(sql, values) if due > now else Followed.by(then, sql, *values)

    def drain_later(self) -> None:
        """Deliver this request's own messages behind the answer; cron delivers all the others.

        What fails is tried twice more within ten seconds, and then handed to the queue, if there is
        one. Were it all that is due, each request during an outage would use up an attempt of each
        message that waits.
        """
        self._ctx.wait_until(self._drain_own())

    async def drain(self) -> int:
        """Deliver what is due now, each once, as far as the run's allowance goes.

        What is left goes to the queue, if this run has found that its receivers are back. Answers
        how many messages were delivered.
        """
        due = self._now()
        tried = await self._deliver_due(due) | await self._deliver_stored()
        delivered = sum(tried.values())
        if delivered and not self._has_room():
            left = await self._ctx.db.all(Key, DUE, due, MOST_HANDED_OVER)
            await self._hand_over([row.key for row in left])
        return delivered

    async def deliver_queued(self, messages: list[Message[Undelivered]]) -> None:
        """Deliver what the queue brings; a message of which something is left comes back later.

        These attempts are not counted: a message must not die sooner for having been tried more
        often in its first minutes. Nor is one tried that is not due, because cron has it in hand or
        has come to waiting longer.
        """
        keys = list(dict.fromkeys(key for message in messages for key in message.body.keys))
        tried = await self._deliver_due(self._now(), keys, counted=False)
        await self._deliver_stored()
        still_open = {row.key for row in await self._ctx.db.all(Key, OPEN, json.dumps(keys))}
        for message in messages:
            if still_open.isdisjoint(message.body.keys):
                continue
            had_its_turn = self._has_room() or not tried.keys().isdisjoint(message.body.keys)
            message.retry(queue_wait_seconds(message.attempts) if had_its_turn else SOON_SECONDS)

    async def _deliver_stored(self) -> dict[str, bool]:
        """Deliver what the deliveries of an event have put into the outbox in turn, each once."""
        keys = self._ctx.own_messages.take_keys()
        return await self._deliver_due(self._now(), keys) if keys else {}

    async def _drain_own(self) -> None:
        left: list[str] = []
        for pause in (0, *SOON_AGAIN_SECONDS):
            if pause:
                if not self._has_room(after_ms=1000 * pause):
                    break
                await self._ctx.bridge.sleep(pause)
            tried = await self._deliver_leased()
            left += self._ctx.own_messages.take_keys()
            if left:
                tried |= await self._deliver_due(self._now(), left)
            untried = [] if self._has_room() else [key for key in left if key not in tried]
            left = [key for key, done in tried.items() if not done] + untried
            if not left:
                return
        await self._hand_over(left)

    async def _deliver_leased(self) -> dict[str, bool]:
        """Deliver what was stored with its lease, and what those deliveries store in turn.

        Answers which messages were tried, and whether they were delivered. What the allowance has
        no room for is anybody's again.
        """
        tried: dict[str, bool] = {}
        own = self._ctx.own_messages
        while own.leased:
            # One whose lease may end under way is left to cron.
            until = self._now() + LEASE_MS // 2
            own.leased = [each for each in own.leased if each[1] > until]
            few = self._affordable([message for message, _ in own.leased])
            leased, own.leased = own.leased, own.leased[len(few) :]
            if not few:
                own.leased = []
                await self._release([message.key for message, _ in leased])
                break
            tried |= await self._deliver_all(few)
        return tried

    def _affordable(self, messages: list[Claimed]) -> list[Claimed]:
        """The first of these, as many as go at once and the allowance holds."""
        left = self._ctx.allowance
        if not left.has_time():
            return []
        few, spent = messages[: min(BATCH, left.deliveries)], 0
        for number, message in enumerate(few):
            topic = self._topics.get(message.topic)
            spent += topic.invocations if topic else 0
            if spent > left.invocations:
                return few[:number]
        return few

    async def _release(self, keys: list[str]) -> None:
        if keys:
            await self._ctx.db.run(RELEASE, json.dumps(keys), self._now())
        self._ctx.own_messages.keys += keys

    def _has_room(self, *, after_ms: int = 0) -> bool:
        """Whether a message of any topic may still be delivered, after a wait."""
        left = self._ctx.allowance
        enough = left.deliveries > 0 and left.invocations >= self._dearest
        return enough and left.has_time(after_ms)

    async def _deliver_due(
        self, due: int, keys: list[str] | None = None, *, counted: bool = True
    ) -> dict[str, bool]:
        """Deliver what is due, of some keys or of all, each once, until the allowance is used up.

        Answers which messages were tried, and whether they were delivered.
        """
        tried: dict[str, bool] = {}
        left = self._ctx.allowance
        while left.deliveries and left.has_time():
            most = min(BATCH, left.deliveries)
            some = None if keys is None else json.dumps([key for key in keys if key not in tried])
            claimed = await self._claim(due, most, some, counted=counted)
            tried.update(await self._deliver_all(claimed))
            if not claimed or (len(claimed) < most and self._has_room()):
                break
        return tried

    async def _claim(
        self, due: int, most: int, keys: str | None, *, counted: bool
    ) -> list[Claimed]:
        costs = json.dumps({name: topic.invocations for name, topic in self._topics.items()})
        until, left = self._now() + LEASE_MS, self._ctx.allowance.invocations
        which = (due, until, most, costs, keys, left, int(counted))
        return await self._ctx.db.all(Claimed, CLAIM_THESE if keys else CLAIM, *which)

    async def _hand_over(self, keys: list[str]) -> None:
        """Let the queue bring these, few in a message; where none takes them cron does."""
        if not keys or self._ctx.worker.bindings[QUEUE] is None:
            return
        few = min(BATCH, DELIVERING_INVOCATIONS // max(1, self._dearest))
        parts = [Undelivered(keys=keys[start : start + few]) for start in range(0, len(keys), few)]
        try:
            await self._ctx.queue(QUEUE).send_batch(parts)
        except PlatformError as error:
            self._ctx.log.warning("outbox_queue_down", error=str(error), keys=len(keys))
        else:
            self._ctx.log.info("outbox_queued", keys=len(keys))

    def _now(self) -> int:
        return self._ctx.started_ms + self._ctx.elapsed_ms()

    async def _deliver_all(self, claimed: list[Claimed]) -> dict[str, bool]:
        """Deliver messages at once; answers which were delivered."""
        if not claimed:
            return {}
        for message in claimed:
            topic = self._topics.get(message.topic)
            self._ctx.allowance.take(topic.invocations if topic else 0)
        tasks = [asyncio.ensure_future(self._deliver(message)) for message in claimed]
        await asyncio.wait(tasks)
        return {each.key: task.result() for each, task in zip(claimed, tasks, strict=True)}

    async def _deliver(self, message: Claimed) -> bool:
        delivery = Delivery(message.key, message.attempts)
        try:
            topic = self._topic(message.topic)
            payload = topic.payload.model_validate_json(message.payload)
            closing = await topic.deliver(payload, delivery, self._ctx)
            await self._delivered(message, closing or ())
        except Postponed as later:
            await self._postponed(message, later)
            return False
        except Exception as error:
            await self._failed(message, error)
            return False
        return True

    async def _delivered(self, message: Claimed, closing: Sequence[Statement]) -> None:
        facts = (message.key, self._ctx.started_ms)
        if closing:
            await self._ctx.db.batch(*closing, Statement(DELIVERED, facts))
        else:
            await self._ctx.db.run(DELIVERED, *facts)

    def _topic(self, name: str) -> Topic:
        topic = self._topics.get(name)
        if topic is None:
            raise LookupError(f"Nothing delivers the topic {name}: add @app.deliver for it.")
        return topic

    async def _postponed(self, message: Claimed, later: Postponed) -> None:
        due = self._now() + round(1000 * max(0.0, later.seconds))
        fields = {"topic": message.topic, "key": message.key, "seconds": later.seconds}
        self._ctx.log.info("outbox_postponed", reason=str(later), **fields)
        await self._ctx.db.run(POSTPONED, message.key, due, str(later)[:500])

    async def _failed(self, message: Claimed, error: Exception) -> None:
        now = self._now()
        dead = message.attempts >= DEAD_AFTER or isinstance(error, Undeliverable)
        due = now + wait_ms(message.attempts)
        detail = error.detail if isinstance(error, Problem) else str(error)
        fields = {"topic": message.topic, "key": message.key, "attempt": message.attempts}
        self._ctx.log.warning("outbox_dead" if dead else "outbox_retry", error=detail, **fields)
        failed = Statement(FAILED, (message.key, due, detail[:500], now if dead else None))
        await self._ctx.db.batch(failed, *([_letter(message, detail, now)] if dead else []))


def _letter(message: Claimed, error: str, now: int) -> Statement:
    return store_letter(
        OUTBOX,
        message.topic,
        message.key,
        message.payload,
        error,
        attempts=message.attempts,
        now=now,
        request_id=message.request_id,
    )


async def deliver_again(letter: DeadLetter, ctx: Scope) -> None:
    """Replay a dead message: it is due now, with fresh attempts, and tried behind the answer."""
    payload = json.dumps(letter.payload, ensure_ascii=False)
    facts = (letter.key, letter.name, payload, ctx.started_ms, letter.request_id)
    await ctx.db.run(REVIVE, *facts)
    ctx.own_messages.keys.append(letter.key)
    Outbox(ctx, ctx.worker.topics).drain_later()


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
