"""What one run (a request, a cron tick, a batch of a queue) may start of work that is left over.

Cloudflare ends a request's chain of calls at 32 worker invocations, all that its callees call
included, and lets it make 1,000 D1 queries; what runs behind an answer has 30 seconds.
"""

from collections.abc import Callable

MOST_INVOCATIONS = 32
OWN_INVOCATIONS = 8  # the run itself, what it has called before, and reports to slack-intel
DELIVERING_INVOCATIONS = MOST_INVOCATIONS - OWN_INVOCATIONS
MOST_DELIVERIES = 40  # each may use 25 of the 1,000 D1 queries
LAST_START_MS = 15_000  # leaves time for an attempt that is slow to fail, and to hand it over


class Allowance:
    """What is left of one run's share; taken from before a delivery is started.

    ``invocations`` are calls of workers, ``deliveries`` messages of an outbox.
    """

    __slots__ = ("_began", "_clock_ms", "deliveries", "invocations")

    def __init__(self, clock_ms: Callable[[], int]) -> None:
        # Not the run's own time: a schedule can be run for another one, which stands still.
        self._clock_ms = clock_ms
        self._began = clock_ms()
        self.invocations = DELIVERING_INVOCATIONS
        self.deliveries = MOST_DELIVERIES

    def has_time(self, after_ms: int = 0) -> bool:
        """Whether another delivery may be started, after a wait."""
        return self._clock_ms() - self._began + after_ms <= LAST_START_MS

    def take(self, invocations: int) -> None:
        """A delivery is started."""
        self.deliveries -= 1
        self.invocations -= invocations


def checked(invocations: int) -> int:
    """What one delivery costs; raises ``ValueError`` for more than a run has to give."""
    if not 0 <= invocations <= DELIVERING_INVOCATIONS:
        most = DELIVERING_INVOCATIONS
        raise ValueError(f"A delivery costs 0 to {most} worker invocations, not {invocations}.")
    return invocations
