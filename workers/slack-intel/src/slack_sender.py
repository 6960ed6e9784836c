"""Sends what waits: one sender at a time, one message a second and channel, as Slack says."""

import json
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from edgekit import Statement, UpstreamError, new_id
from slack_dead_letters import Undertaker
from slack_queue import (
    DROP,
    DROP_TURN,
    END_TURN,
    HOLDER,
    KEEP_TURN,
    NEXT,
    NEXT_TIME,
    OPEN_AT,
    RETRY,
    SENT,
    TAKE_BACK,
    TAKE_TURN,
    Waiting,
)
from slack_vars import Ctx
from slack_verdicts import Refused, Retry, Sent, Verdict, Wait, backoff_ms, verdict

Rows = list[dict[str, Any]]
TIMEOUT_MS = 5000
TURN_MS = 30_000
PATIENCE_MS = 20_000  # the platform ends background work 30 s after the answer
LONGEST_REST_MS = 1000
NOT_USED = "none"
ALREADY_GONE = "message_not_found"  # said of a message that is to be taken back
PLAIN = {
    "link_names": False,
    "mrkdwn": False,
    "parse": "none",
    "unfurl_links": False,
    "unfurl_media": False,
}


async def send_waiting(ctx: Ctx, undertaker: Undertaker) -> int:
    """Send what is due, and what becomes due within 20 s. Answers how many messages went out.

    Does nothing if another sender is at work: it sees what was stored before it ends.
    """
    return await Sender(ctx, undertaker).work()


class Look(NamedTuple):
    """What is to be sent now, and when the next is due (epoch milliseconds), if anything waits."""

    message: Waiting | None
    next_due: int | None


class Sender:
    """One turn at sending."""

    def __init__(self, ctx: Ctx, undertaker: Undertaker) -> None:
        self._ctx = ctx
        self._undertaker = undertaker
        self._holder = new_id("sender")
        began = ctx.clock_ms()
        self._until = began + PATIENCE_MS
        # A schedule that is run for a later time also sends what is due only then.
        self._ahead = max(0, ctx.started_ms - began)

    async def work(self) -> int:
        """Send until nothing more is due in time, then end the turn; nothing if it is another's."""
        now = self._ctx.clock_ms()
        take_turn = Statement(TAKE_TURN, (self._holder, now, now + TURN_MS))
        [taken], look = await self._look(take_turn)
        if not taken:
            return 0
        sent = 0
        while (now := self._ctx.clock_ms()) < self._until:
            if look.message is not None:
                is_sent, look = await self._send(look.message)
                sent += is_sent
                continue
            if not await self._rested(look.next_due, now) and await self._ended():
                return sent
            _, look = await self._look()
        await self._ctx.db.run(DROP_TURN, self._holder)
        return sent

    async def _look(self, *before: Statement) -> tuple[list[Rows], Look]:
        """Look for the next message, in one trip with what is to be stored before; answers both."""
        now = self._ctx.clock_ms()
        find = Statement(NEXT, (now + self._ahead, now, self._holder))
        *stored, found, [due] = await self._ctx.db.batch(
            *before, find, Statement(NEXT_TIME, (self._ahead,))
        )
        message = Waiting.model_validate(found[0]) if found else None
        return stored, Look(message, due["due"])

    async def _rested(self, due: int | None, now: int) -> bool:
        """Wait for the next message to become due; false if that takes too long."""
        if due is None or due > self._until:
            return False
        # No longer than a second: what comes meanwhile for another channel must not wait.
        await self._ctx.bridge.sleep(min(max(20, due - now), LONGEST_REST_MS) / 1000)
        return True

    async def _ended(self) -> bool:
        """End the turn, unless something has come that is due in time; or find that it was lost."""
        until = self._until
        ended = await self._ctx.db.run(END_TURN, self._holder, until + self._ahead, until)
        return ended.changes > 0 or await self._ctx.db.value(HOLDER) != self._holder

    async def _send(self, message: Waiting) -> tuple[bool, Look]:
        try:
            found = await self._post(message)
        except Exception as error:
            # A message that can't even be tried must not keep the others from being sent.
            self._ctx.log.exception("slack_unsendable", error)
            found = Retry(f"{type(error).__name__}: {error}")
        now = self._ctx.clock_ms()
        keep_turn = Statement(KEEP_TURN, (self._holder, now + TURN_MS))
        _, look = await self._look(*self._outcome(message, found, now), keep_turn)
        return isinstance(found, Sent), look

    async def _post(self, message: Waiting) -> Verdict:
        url, headers = self._address(message.method)
        body = json.loads(message.payload)
        if message.method == "chat.postMessage":
            body |= PLAIN | {"channel": message.channel, "client_msg_id": client_id(message.id)}
        try:
            answer = await self._ctx.fetch(
                url, method="POST", headers=headers, json=body, timeout_ms=TIMEOUT_MS
            )
        except UpstreamError as error:
            return Retry(error.detail)
        return verdict(answer.status, answer.text, answer.retry_after(self._ctx.clock_ms() / 1000))

    def _address(self, method: str) -> tuple[str, dict[str, str]]:
        """Where a message goes: the Web API, or the webhook where there is no bot."""
        token = _set(self._ctx.secret("SLACK_BOT_TOKEN"))
        webhook = _set(self._ctx.secret("SLACK_WEBHOOK_URL"))
        if webhook and not token and method == "chat.postMessage":
            return webhook, {}
        base = self._ctx.vars.slack_api_url.rstrip("/")
        return f"{base}/{method}", {"authorization": f"Bearer {token}"} if token else {}

    def _outcome(self, message: Waiting, found: Verdict, now: int) -> list[Statement]:
        interval = self._ctx.vars.channel_interval_ms
        if isinstance(found, Wait):
            until = now + round(found.seconds * 1000)
            self._ctx.log.warning("slack_wait", channel=message.channel, seconds=found.seconds)
            return [Statement(OPEN_AT, (message.channel, until))]
        rest = Statement(OPEN_AT, (message.channel, now + interval))
        if isinstance(found, Sent):
            where = (message.id, now, found.channel, found.ts)
            taken_back = Statement(TAKE_BACK, (message.lead_id, now))
            return [Statement(SENT, where), taken_back, rest]
        self._ctx.log.warning("slack_failed", id=message.id, error=found.reason)
        return [*self._failed(message, found, now), rest]

    def _failed(self, message: Waiting, found: Retry | Refused, now: int) -> list[Statement]:
        if isinstance(found, Retry):
            due = now + backoff_ms(message.attempts + 1)
            return [Statement(RETRY, (message.id, due, found.reason, message.payload))]
        if found.reason == ALREADY_GONE:
            return [Statement(DROP, (message.id, now, found.reason))]
        payload = json.loads(message.payload)
        if payload.pop("blocks", None) is None:
            return self._undertaker.bury(message, found.reason, now)
        # Slack does not take the card: its text must still arrive.
        return [Statement(RETRY, (message.id, now, found.reason, json.dumps(payload)))]


def client_id(message_id: str) -> str:
    """The id under which Slack is told of a message: the same, however often it is sent.

    Slack's clients send it so that a message which is sent again is one message. Its documentation
    of ``chat.postMessage`` names it in two errors alone, so this is as far as its API goes, and no
    promise; an incoming webhook has nothing of the kind.
    """
    return str(uuid5(NAMESPACE_URL, f"hearthstack:{message_id}"))


def _set(secret: str | None) -> str | None:
    """A secret, or ``None`` for one that its owner has said not to have."""
    return None if secret == NOT_USED else secret
