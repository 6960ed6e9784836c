"""The binding graph as a graph: who calls whom, its cycles, and an order to deploy in."""

from collections.abc import Iterator, Mapping

from fleet.check import sources
from fleet.project import REPORTS_TO, Fleet, Worker

Calls = Mapping[str, list[str]]


def calls_of(fleet: Fleet) -> dict[str, list[str]]:
    """Which workers of the fleet each one can call."""
    return {
        name: [target for target in worker.calls if target in fleet.workers and target != name]
        for name, worker in fleet.workers.items()
    }


def business_calls(fleet: Fleet) -> dict[str, list[str]]:
    """The same without mere reports: a binding to slack-intel counts where the code uses it."""
    return {
        name: [t for t in targets if t != REPORTS_TO or _notifies(fleet.workers[name])]
        for name, targets in calls_of(fleet).items()
    }


def _notifies(worker: Worker) -> bool:
    attribute = REPORTS_TO.replace("-", "_") + "."
    uses = [use for path in worker.sources() for use in sources.read(path).service_calls]
    return any(use.name.startswith(attribute) for use in uses)


def cycles(calls: Calls) -> Iterator[list[str]]:
    """One shortest cycle for each group of workers that reach one another."""
    for group in components(calls):
        if len(group) > 1:
            yield _cycle(min(group), calls, set(group))


def components(calls: Calls) -> list[list[str]]:
    """Strongly connected components, called ones first (Tarjan, 1972)."""
    return _Tarjan(calls).run()


def layers(calls: Calls) -> list[list[str]]:
    """Workers by depth: the first layer calls nobody, each other one only layers before it.

    Workers of one cycle share a layer.
    """
    depth: dict[str, int] = {}
    for group in components(calls):
        outside = [t for name in group for t in calls[name] if t not in group]
        level = max((depth[target] + 1 for target in outside), default=0)
        depth.update(dict.fromkeys(group, level))
    count = max(depth.values(), default=-1) + 1
    return [sorted(name for name in depth if depth[name] == level) for level in range(count)]


def _cycle(start: str, calls: Calls, group: set[str]) -> list[str]:
    paths = [[start]]
    seen = {start}
    for path in paths:  # grows while it is read: breadth first
        for target in calls[path[-1]]:
            if target == start:
                return path
            if target in group and target not in seen:
                seen.add(target)
                paths.append([*path, target])
    return [start]


class _Tarjan:
    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._index: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._stack: list[str] = []
        self._found: list[list[str]] = []

    def run(self) -> list[list[str]]:
        for name in self._calls:
            if name not in self._index:
                self._visit(name)
        return self._found

    def _visit(self, name: str) -> None:
        self._index[name] = self._low[name] = len(self._index)
        self._stack.append(name)
        for target in self._calls[name]:
            if target not in self._index:
                self._visit(target)
                self._low[name] = min(self._low[name], self._low[target])
            elif target in self._stack:
                self._low[name] = min(self._low[name], self._index[target])
        if self._low[name] == self._index[name]:
            self._pop(name)

    def _pop(self, name: str) -> None:
        at = self._stack.index(name)
        self._found.append(sorted(self._stack[at:]))
        del self._stack[at:]
