"""Dead letters: when all is well again, every one was listed and replayed, and none is left."""

from collections.abc import Iterator

from fleet.chaos.desk import Desk
from fleet.chaos.letters import WORKERS, letters
from fleet.chaos.record import Finding


def findings(desk: Desk) -> Iterator[Finding]:
    """Letters that no replay has helped."""
    for worker in WORKERS:
        for letter in letters(desk, worker):
            what = f"dead letter {letter['id']} of {worker}"
            yield Finding("lost", what, f"{letter['name']} {letter['key']}: {letter['error']}")
