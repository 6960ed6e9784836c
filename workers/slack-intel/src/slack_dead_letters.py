"""Messages that Slack refuses for good: kept as dead letters, told of, and sent again on demand."""

import json

from contracts.slack_intel import LogEntry
from edgekit import Problem, Statement, new_id
from edgekit.dead_letters import DeadLetter, Untold, notice, store_letter
from fleet_log import store
from log_storms import watch
from slack_queue import DROP, Waiting
from slack_vars import Ctx

SOURCE, WORKER = "slack", "slack-intel"
REVIVE = """UPDATE messages SET payload = ?2, dropped_at = NULL, attempts = 0, due_at = ?3
WHERE id = ?1 AND sent_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM forgotten_leads WHERE lead_id = messages.lead_id)"""


class Undertaker:
    """Buries messages; ``channel`` is where alerts go, the rest is as for a log entry."""

    def __init__(self, channel: str, window_ms: int, log_days: int) -> None:
        self._channel = channel
        self._window_ms = window_ms
        self._log_days = log_days

    def bury(self, message: Waiting, reason: str, now: int) -> list[Statement]:
        """The statements that give a message up, and tell of it in the alert channel.

        Not of one for that channel itself: Slack may refuse the next one too, and so without end.
        """
        letter_id, attempts = new_id("dead"), message.attempts + 1
        letter = store_letter(
            SOURCE,
            message.channel,
            message.id,
            message.payload,
            reason,
            attempts=attempts,
            now=now,
            letter_id=letter_id,
            told=True,
        )
        untold = Untold(
            id=letter_id,
            source=SOURCE,
            name=message.channel,
            error=reason,
            attempts=attempts,
            request_id=None,
            count=1,
        )
        entry = LogEntry.model_validate(notice(WORKER, untold))
        drop = Statement(DROP, (message.id, now, reason))
        return [
            letter,
            drop,
            *self._telling(entry, message, now),
            store(entry, now, self._log_days),
        ]

    def _telling(self, entry: LogEntry, message: Waiting, now: int) -> list[Statement]:
        if message.channel == self._channel:
            return []
        return watch(entry, new_id("msg"), self._channel, self._window_ms, now)


async def revive(letter: DeadLetter, ctx: Ctx) -> None:
    """Let a buried message wait for Slack again.

    Raises ``Problem`` 409 for one that was sent since, whose lead is erased, or that is too old.
    """
    text = json.dumps(letter.payload, ensure_ascii=False)
    revived = await ctx.db.run(REVIVE, letter.key, text, ctx.started_ms)
    if not revived.changes:
        raise Problem(409, "The message was sent, its lead is erased, or it is over 30 days old.")
