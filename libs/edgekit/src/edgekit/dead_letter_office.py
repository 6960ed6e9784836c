"""Lists dead letters, tells slack-intel of them, and replays them.

Each is told once, in groups of one source and name, so that an outage which kills hundreds is one
message.
"""

import json
from collections.abc import Mapping

from .database import Statement
from .dead_letters import DeadLetter, DeadLetterPage, Replay, Row, Untold, moment, notice
from .pagination import decode_cursor, encode_cursor
from .platform import PlatformError, status_and_text
from .problems import Problem
from .scope import Scope

TELLS = "SLACK_INTEL"
MOST_TELLINGS = 3  # of one run: each is a worker invocation
TELL_DEADLINE_MS = 5000
PAGE = """SELECT * FROM dead_letters
WHERE (?1 OR replayed_at IS NULL) AND (?2 IS NULL OR (died_at, id) < (?2, ?3))
ORDER BY died_at DESC, id DESC LIMIT ?4"""
ONE = "SELECT * FROM dead_letters WHERE id = ?1"
REPLAYED = "UPDATE dead_letters SET replayed_at = ?2 WHERE id = ?1 AND replayed_at IS NULL"

# What is told together is fixed before it is told: whom a lost answer leaves in doubt is told
# under the same key again, and nobody joins a group that may be known already.
GROUP = """UPDATE dead_letters SET telling = kind.first
FROM (SELECT source, name, min(id) AS first FROM dead_letters
  WHERE telling IS NULL AND told_at IS NULL GROUP BY source, name) AS kind
WHERE telling IS NULL AND told_at IS NULL
  AND dead_letters.source = kind.source AND dead_letters.name = kind.name"""
UNTOLD = """SELECT letter.id, letter.source, letter.name, letter.error, letter.attempts,
  letter.request_id, kind.count
FROM (SELECT telling, count(*) AS count FROM dead_letters
  WHERE told_at IS NULL AND telling IS NOT NULL GROUP BY telling ORDER BY telling LIMIT ?1) AS kind
JOIN dead_letters AS letter ON letter.id = kind.telling"""
TOLD = "UPDATE dead_letters SET told_at = ?2 WHERE telling = ?1 AND told_at IS NULL"


class DeadLetterOffice:
    """The dead letters of one worker, seen from one request or event."""

    def __init__(self, ctx: Scope, replays: Mapping[str, Replay]) -> None:
        self._ctx = ctx
        self._replays = replays

    async def page(self, cursor: str | None, limit: int, *, replayed: bool) -> DeadLetterPage:
        """A page, newest first; raises ``Problem`` 422 for a cursor that is not one of ours."""
        died_at, letter_id = decode_cursor(cursor, (int, str)) if cursor else (None, None)
        rows = await self._ctx.db.all(Row, PAGE, replayed, died_at, letter_id, limit + 1)
        more = len(rows) > limit
        shown = rows[:limit]
        following = encode_cursor((shown[-1].died_at, shown[-1].id)) if more else None
        return DeadLetterPage(items=[row.letter() for row in shown], cursor=following)

    async def replay(self, letter_id: str) -> DeadLetter:
        """Do again what a letter stands for, at least once.

        Raises ``Problem`` 404 for a letter that is not there, and 409 for one that was replayed.
        """
        row = await self._ctx.db.one(Row, ONE, letter_id)
        if row is None:
            raise Problem(404, f"No dead letter has the id {letter_id}.")
        if row.replayed_at is not None:
            at = moment(row.replayed_at)
            raise Problem(409, f"It was replayed at {at:%F %T} UTC; a new failure is a new letter.")
        replay = self._replays.get(row.source)
        if replay is None:
            raise Problem(409, f"This version of the worker can't replay {row.source}.")
        await replay(row.letter(), self._ctx)
        now = self._ctx.started_ms
        await self._ctx.db.run(REPLAYED, letter_id, now)
        self._ctx.log.info("dead_letter_replayed", id=letter_id, source=row.source, name=row.name)
        return row.model_copy(update={"replayed_at": now}).letter()

    async def tell(self) -> None:
        """Tell slack-intel of what it has not been told; what fails is told another time."""
        if self._ctx.worker.bindings[TELLS] is None:
            return
        *_, rows = await self._ctx.db.batch(Statement(GROUP), Statement(UNTOLD, (MOST_TELLINGS,)))
        for row in rows:
            group = Untold.model_validate(row)
            if await self._told(group):
                await self._ctx.db.run(TOLD, group.id, self._ctx.started_ms)

    async def _told(self, group: Untold) -> bool:
        ctx, url = self._ctx, "https://slack-intel/api/log"
        body = json.dumps(notice(ctx.worker.name, group))
        headers = {"idempotency-key": group.id}
        target = ctx.worker.bindings[TELLS]
        try:
            answer = await ctx.bridge.ask(ctx, target, url, "POST", body, TELL_DEADLINE_MS, headers)
        except PlatformError as error:
            ctx.log.warning("dead_letter_untold", id=group.id, error=str(error))
            return False
        status, _ = status_and_text(answer)
        if status >= 400:
            ctx.log.warning("dead_letter_untold", id=group.id, status=status)
        return status < 400
