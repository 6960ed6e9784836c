"""Effects that happen once, however often what causes them is delivered.

A key is recorded in the table ``effects`` in the same D1 transaction as the effect itself. So there
is no moment at which one is there without the other: not when a delivery comes twice, in parallel
or after a crash. What goes outward belongs into the outbox, whose message is such a statement too.
"""

from .database import Statement
from .lifetimes import Lifetime
from .platform import PlatformError
from .scope import Scope

LIFETIME = Lifetime("effects", "at", days=90, key="key")
"""For ``app.lifetimes``: after that a delivery would count as a new one."""

RECORD = "INSERT INTO effects (key, at) VALUES (?1, ?2)"
DONE = "SELECT 1 FROM effects WHERE key = ?1"
TAKEN = "effects.key"  # in SQLite's words for a key that is there already


class Effects:
    """The effects of one worker's database, seen from one request or event."""

    def __init__(self, ctx: Scope) -> None:
        self._ctx = ctx

    async def once(self, key: str, *statements: Statement) -> bool:
        """Run statements, unless it has been done under this key; answers whether it was done now.

        Raises ``PlatformError`` when D1 refuses a statement: then nothing has happened, and the key
        is still free.
        """
        record = Statement(RECORD, (key, self._ctx.started_ms))
        try:
            await self._ctx.db.batch(record, *statements)
        except PlatformError as error:
            if TAKEN in str(error):
                return False
            raise
        return True

    async def done(self, key: str) -> bool:
        """Whether it has been done: saves the work of making statements that would be in vain."""
        return await self._ctx.db.value(DONE, key) is not None
