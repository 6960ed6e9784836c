"""What would hide the rest of the picture: who is called by nearly all, and who calls nearly all.

Their calls are drawn as one arrow, from or to a *crowd* that stands for all those workers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fleet.graph.order import Calls

MANY = 8  # calls from or to one worker; with more they become one arrow


@dataclass(frozen=True)
class Crowd:
    """Workers who share one arrow: from them all to ``called``, or from ``caller`` to them all."""

    members: tuple[str, ...]
    called: str = ""
    caller: str = ""

    @property
    def key(self) -> str:
        """A name that no worker can have."""
        return f"→{self.called}" if self.called else f"{self.caller}→"

    def label(self, count: int) -> str:
        """Say who they are, of ``count`` workers in all."""
        everyone = len(self.members) == count - 1
        return "every other worker" if everyone else f"{len(self.members)} workers"


@dataclass(frozen=True)
class Gathered:
    """The calls to draw one by one, crowds among the callers and the called; and the crowds."""

    calls: dict[str, list[str]]
    crowds: dict[str, Crowd]


def gather(calls: Calls) -> Gathered:
    """Put a crowd in place of the calls of, and to, a worker that has many."""
    crowds = list(_crowds(calls))
    popular = {crowd.called for crowd in crowds if crowd.called}
    busy = {crowd.caller for crowd in crowds if crowd.caller}
    drawn = {
        name: [] if name in busy else [target for target in targets if target not in popular]
        for name, targets in calls.items()
    }
    for crowd in crowds:
        drawn.setdefault(crowd.caller or crowd.key, []).append(crowd.called or crowd.key)
        drawn.setdefault(crowd.key, [])
    return Gathered(drawn, {crowd.key: crowd for crowd in crowds})


def _crowds(calls: Calls) -> Iterator[Crowd]:
    popular = []
    for name in calls:
        callers = tuple(caller for caller in calls if name in calls[caller])
        if len(callers) > MANY:
            popular.append(name)
            yield Crowd(callers, called=name)
    for name, targets in calls.items():
        if len([target for target in targets if target not in popular]) > MANY:
            yield Crowd(tuple(targets), caller=name)
