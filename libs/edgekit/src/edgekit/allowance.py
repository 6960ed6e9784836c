"""What one run (a request, a cron tick, a batch of a queue) may start of work that is left over.

Cloudflare ends a request's chain of calls at 32 worker invocations, all that its callees call
included, and lets it make 1,000 D1 queries; what runs behind an answer has 30 seconds.
"""

import time

MOST_INVOCATIONS = 32
OWN_INVOCATIONS = 8  # the run itself, what it has called before, and reports to slack-intel
MOST_DELIVERIES = 40  # each may use 25 of the 1,000 D1 queries
LAST_START_MS = 15_000  # leaves time for an attempt that is slow to fail, and to hand it over


class Allowance:
    """What is left of one run's share; taken from before a delivery is started."""

    __slots__ = ("_began", "_deliveries", "_invocations")

    def __init__(self) -> None:
        # The run's own clock may stand still: a schedule can be run for another time than now.
        self._began = time.time()
        self._invocations = MOST_INVOCATIONS - OWN_INVOCATIONS
        self._deliveries = MOST_DELIVERIES

    def deliveries(self, invocations: int, *, after_ms: int = 0) -> int:
        """How many deliveries of so many invocations each may start, after a wait."""
        if 1000 * (time.time() - self._began) + after_ms > LAST_START_MS:
            return 0
        if not invocations:
            return self._deliveries
        return min(self._deliveries, self._invocations // invocations)

    def take(self, invocations: int) -> None:
        """A delivery is started."""
        self._deliveries -= 1
        self._invocations -= invocations


def checked(invocations: int) -> int:
    """What one delivery costs; raises ``ValueError`` for more than a run has to give."""
    most = MOST_INVOCATIONS - OWN_INVOCATIONS
    if not 0 <= invocations <= most:
        raise ValueError(f"A delivery costs 0 to {most} worker invocations, not {invocations}.")
    return invocations
