"""How many calls a key may still make: exact, and without a write to D1 for each call.

D1 gives calls out, by one statement that can't give more than the key has, whoever asks at a time.
An isolate takes a few at once (a 64th of a minute's, a 1000th of a month's; of a small limit one by
one), so a large limit costs one write for many calls. Never do more pass than the limit. With
several isolates a large limit may end a few calls early, by what the others hold.

A minute is 60 seconds from the first call in it. What was taken and not used goes back to the month
with the next statement; if the isolate ends before, those calls count as used.
"""

from dataclasses import dataclass, field

from pydantic import BaseModel

from edgekit import Statement

WINDOW_MS = 60_000
_USED = "iif(?2 >= window_at + 60000, 0, window_used)"
_MONTH_USED = "max(0, iif(?3 > month, 0, month_used) - ?5)"
_GRANTED = (
    f"max(0, min(?4, rate_per_minute - {_USED}, coalesce(quota_per_month - {_MONTH_USED}, ?4)))"
)
# All of SET reads the row as it was.
TAKE = f"""UPDATE keys SET granted = {_GRANTED},
  window_at = iif(?2 >= window_at + 60000, ?2, window_at),
  window_used = {_USED} + {_GRANTED},
  month = max(month, ?3),
  month_used = {_MONTH_USED} + {_GRANTED}
WHERE id = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)
RETURNING granted, window_at, month, quota_per_month IS NOT NULL AND month_used >= quota_per_month
  AS spent"""  # noqa: S608 - expressions of ours


class Grant(BaseModel):
    """What D1 gave; ``spent`` says that the month has nothing left."""

    granted: int
    window_at: int
    month: str
    spent: bool


@dataclass
class Allowance:
    """What an isolate holds of one key's calls. ``refused_until_ms``: until then there are none."""

    left: int = 0
    window_ends_ms: int = 0
    month: str = ""
    refused_until_ms: int = 0
    is_spent: bool = False

    def use(self, now_ms: int, month: str) -> bool:
        """Use one call, if there is one of this minute and month."""
        if self.left < 1 or now_ms >= self.window_ends_ms or month != self.month:
            return False
        self.left -= 1
        return True

    def give_back(self, month: str) -> int:
        """Drop what is left, as its minute is over; how many calls the month gets back."""
        back = self.left if month == self.month else 0
        self.left = 0
        return back

    def receive(self, grant: Grant, now_ms: int, month_ends_ms: int) -> None:
        """Keep what D1 gave, or until when it gives nothing."""
        window_ends_ms = grant.window_at + WINDOW_MS
        if window_ends_ms < self.window_ends_ms:
            return  # it was asked for before the newest minute began, and comes after that
        if (window_ends_ms, grant.month) != (self.window_ends_ms, self.month):
            self.left = 0
        self.window_ends_ms, self.month = window_ends_ms, grant.month
        self.left += grant.granted
        if not grant.granted:
            self.is_spent = grant.spent
            self.refused_until_ms = month_ends_ms if grant.spent else self.window_ends_ms


@dataclass
class Meter:
    """Calls that were let through and are not in the usage yet, by key, day and worker."""

    pending: dict[tuple[str, str, str], int] = field(default_factory=dict)
    written_ms: int = 0

    def count(self, key_id: str, day: str, worker: str) -> None:
        """Count a call."""
        place = (key_id, day, worker)
        self.pending[place] = self.pending.get(place, 0) + 1

    def take(self) -> dict[tuple[str, str, str], int]:
        """What is to be written; it is not pending any more."""
        taken, self.pending = self.pending, {}
        return taken

    def put_back(self, taken: dict[tuple[str, str, str], int]) -> None:
        """What could not be written."""
        for place, calls in taken.items():
            self.pending[place] = self.pending.get(place, 0) + calls


def block(rate_per_minute: int, quota_per_month: int | None) -> int:
    """How many calls an isolate takes at once."""
    calls = rate_per_minute // 64
    return max(1, calls if quota_per_month is None else min(calls, quota_per_month // 1000))


def taking(key_id: str, now_ms: int, month: str, calls: int, back: int) -> Statement:
    """The statement that takes up to ``calls``, and gives ``back`` others to the month."""
    return Statement(TAKE, (key_id, now_ms, month, calls, back))


def seconds_until(end_ms: int, now_ms: int) -> int:
    """Whole seconds for ``Retry-After``, rounded up: 1 at least."""
    return max(1, -(-(end_ms - now_ms) // 1000))
