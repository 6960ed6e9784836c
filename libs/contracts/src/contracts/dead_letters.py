"""Dead letters, as every worker with an outbox or a queue lists and replays them."""

from contracts.base import Contract
from edgekit.dead_letters import DeadLetter, DeadLetterPage
from edgekit.services import Operation

__all__ = ["DeadLetter", "DeadLetterPage", "DeadLetterQuery", "LetterRef", "listing", "replaying"]


class DeadLetterQuery(Contract):
    """Asks for a page of what was given up, newest first."""

    cursor: str | None = None
    limit: int = 50
    replayed: bool = False


class LetterRef(Contract):
    """Names one dead letter."""

    letter_id: str


def listing() -> Operation[DeadLetterQuery, DeadLetterPage]:
    """The operation that lists a worker's dead letters, for its ``Service``."""
    return Operation("GET", "/api/dead", DeadLetterQuery, DeadLetterPage, admin=True)


def replaying() -> Operation[LetterRef, DeadLetter]:
    """The operation that replays one, for its ``Service``."""
    return Operation("POST", "/api/dead/{letter_id}/replay", LetterRef, DeadLetter, admin=True)
