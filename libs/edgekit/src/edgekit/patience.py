"""How long a request that calls other workers many times may wait for them, all in all."""


class Patience:
    """The time by which a request's calls must be answered, and who has had it in vain.

    Set as ``ctx.patience``, it shortens the deadline of each call to what is left of the time. A
    worker that was waited for in vain for as long as ``GIVEN_UP_AFTER_MS``, calls side by side
    counted one by one, is not asked again.
    """

    GIVEN_UP_AFTER_MS = 4000

    def __init__(self, until_ms: int) -> None:
        """``until_ms`` counts from when the request came in; it may be moved later on."""
        self.until_ms = until_ms
        self._in_vain: dict[str, int] = {}

    def deadline_ms(self, worker: str, wanted_ms: int, elapsed_ms: int) -> int:
        """The deadline of a call that is made now; 0 if it must not be made."""
        if self._in_vain.get(worker, 0) >= self.GIVEN_UP_AFTER_MS:
            return 0
        return max(0, min(wanted_ms, self.until_ms - elapsed_ms))

    def was_late(self, worker: str, waited_ms: int) -> None:
        """Remember a call that was not answered by its deadline."""
        self._in_vain[worker] = self._in_vain.get(worker, 0) + waited_ms
