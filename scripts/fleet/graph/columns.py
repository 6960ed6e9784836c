"""In which column each worker stands: callers left of whom they call, as near to them as can be."""

from collections.abc import Iterable, Mapping

from fleet.graph.order import Calls

Edge = tuple[str, str]
ROUNDS = 8


def forward_edges(calls: Calls) -> list[Edge]:
    """Return the calls as edges without a circle: those that would close one are turned round.

    Few are, by the rule of Eades, Lin and Smyth (1993): callers of many to the left.
    """
    place = {name: number for number, name in enumerate(_sequence(calls))}
    pairs = ((source, target) for source, targets in calls.items() for target in targets)
    return list(dict.fromkeys((a, b) if place[a] < place[b] else (b, a) for a, b in pairs))


def _sequence(calls: Calls) -> list[str]:
    left: list[str] = []
    right: list[str] = []
    waiting = {name: set(targets) for name, targets in calls.items()}
    while waiting:
        callers = {name: sum(name in each for each in waiting.values()) for name in waiting}
        sink = next((name for name in waiting if not waiting[name]), None)
        source = next((name for name in waiting if not callers[name]), None)
        chosen = sink or source or max(waiting, key=lambda n: len(waiting[n]) - callers[n])
        right.append(chosen) if sink else left.append(chosen)
        del waiting[chosen]
        for targets in waiting.values():
            targets.discard(chosen)
    return [*left, *reversed(right)]


def columns_of(names: Iterable[str], edges: Iterable[Edge]) -> dict[str, int]:
    """Number each name's column from 0, so that every edge leads to the right."""
    after: dict[str, list[str]] = {name: [] for name in names}
    before: dict[str, list[str]] = {name: [] for name in after}
    for source, target in edges:
        after[source].append(target)
        before[target].append(source)
    heights: dict[str, int] = {}
    deepest = max((_height(name, after, heights) for name in after), default=0)
    column = {name: deepest - heights[name] for name in after}
    for _ in range(ROUNDS):
        for name in column:
            _draw_near(name, column, before, after)
    used = {number: place for place, number in enumerate(sorted({*column.values()}))}
    return {name: used[number] for name, number in column.items()}


def _height(name: str, after: Mapping[str, list[str]], known: dict[str, int]) -> int:
    if name not in known:
        known[name] = max((_height(target, after, known) + 1 for target in after[name]), default=0)
    return known[name]


def _draw_near(
    name: str,
    column: dict[str, int],
    before: Mapping[str, list[str]],
    after: Mapping[str, list[str]],
) -> None:
    """Move a name to where its edges are shortest in sum: next to its callers, or to its called."""
    pull = len(after[name]) - len(before[name])
    if pull > 0:
        column[name] = min(column[target] for target in after[name]) - 1
    elif pull < 0:
        column[name] = max(column[source] for source in before[name]) + 1
