"""Where the workers stand in the picture, and the way of each call: layered drawing.

Callers stand left of whom they call. A call that passes a column does so in a lane, which keeps its
distance from the boxes as they keep theirs: no line runs behind a box. Parts of the graph that
nothing connects stand apart from each other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fleet.graph.columns import Edge, columns_of, forward_edges
from fleet.graph.crowds import Crowd, gather
from fleet.graph.order import Calls
from fleet.graph.rows import heights, ordered

WIDTH, HEIGHT = 140, 32  # of a box
COLUMN = 224  # from one box's left to the next one's
ROW, LANE_ROW = 46, 18  # what boxes and lanes keep between their middles
APART = 34  # between parts that nothing connects
BACK_PORT = 8  # how far below the middle the calls that lead back begin and end
FEWEST_COLUMNS = 4  # that small parts are laid out over
Point = tuple[float, float]
Stretch = tuple[Point, Point]
LANE = "↦"  # starts the names of lanes, which no worker's name can


@dataclass(frozen=True)
class Box:
    """A worker's or a crowd's place: its upper left corner."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Route:
    """The way of one call: pairs of points, each a curve through the space between two columns."""

    source: str
    target: str
    stretches: tuple[Stretch, ...]

    @property
    def leads_back(self) -> bool:
        return self.stretches[-1][1][0] < self.stretches[0][0][0]


@dataclass(frozen=True)
class Layout:
    """A drawing of ``width`` by ``height`` pixels, without margins."""

    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    width: float
    height: float
    crowds: dict[str, Crowd]


def arrange(calls: Calls) -> Layout:
    """Lay out a graph of calls, the same whatever order they are given in."""
    gathered = gather({name: sorted(calls[name]) for name in sorted(calls)})
    parts = [_Part(part).drawn() for part in _parts(gathered.calls)]
    parts.sort(key=lambda part: (-len(part.boxes), part.boxes[0].name))
    return replace(_side_by_side(parts), crowds=gathered.crowds)


def _parts(calls: Calls) -> Iterator[dict[str, list[str]]]:
    """Split a graph where nothing connects it."""
    linked = {name: set(targets) for name, targets in calls.items()}
    for name, targets in calls.items():
        for target in targets:
            linked[target].add(name)
    seen: set[str] = set()
    for start in sorted(calls):
        if start in seen:
            continue
        group = [start]
        for name in group:  # grows while it is read
            group += sorted(linked[name].difference(group))
        seen.update(group)
        yield {name: list(calls[name]) for name in sorted(group)}


def _side_by_side(parts: Sequence[Layout]) -> Layout:
    """Set parts in rows, as wide as the widest."""
    widest = max([*(part.width for part in parts), COLUMN * (FEWEST_COLUMNS - 1) + WIDTH])
    boxes: list[Box] = []
    routes: list[Route] = []
    x = y = lowest = 0.0
    for part in parts:
        if x and x + part.width > widest:
            x, y = 0.0, lowest + APART
        boxes += [replace(box, x=box.x + x, y=box.y + y) for box in part.boxes]
        routes += [_moved(route, x, y) for route in part.routes]
        lowest = max(lowest, y + part.height)
        x += part.width + COLUMN - WIDTH
    width = max((box.x + WIDTH for box in boxes), default=0.0)
    return Layout(tuple(boxes), tuple(routes), width, lowest, {})


def _moved(route: Route, x: float, y: float) -> Route:
    moved = tuple(((a + x, b + y), (c + x, d + y)) for (a, b), (c, d) in route.stretches)
    return replace(route, stretches=moved)


class _Part:
    """One connected part of the graph."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._column = columns_of(calls, forward_edges(calls))
        pairs = [(source, target) for source, targets in calls.items() for target in targets]
        self._ways = {call: self._way(*call) for call in pairs}

    def drawn(self) -> Layout:
        before: dict[str, list[str]] = {name: [] for name in self._column}
        after: dict[str, list[str]] = {name: [] for name in self._column}
        for left, right in dict.fromkeys(p for way in self._ways.values() for p in pairwise(way)):
            after[left].append(right)
            before[right].append(left)
        columns: list[list[str]] = [[] for _ in range(1 + max(self._column.values()))]
        for name, number in self._column.items():
            columns[number].append(name)
        self._middle = heights(ordered(columns, before, after), before, after, _distance)
        boxes = tuple(self._box(name) for name in self._calls)
        routes = tuple(map(self._route, self._ways))
        bottom = max(self._middle.values()) + HEIGHT
        return Layout(boxes, routes, (len(columns) - 1) * COLUMN + WIDTH, bottom, {})

    def _way(self, source: str, target: str) -> list[str]:
        """Name what a call passes, from left to right.

        Calls to one worker share their lanes; one that leads back has its own.
        """
        back = self._column[source] > self._column[target]
        left, right = (target, source) if back else (source, target)
        owner = f"{source}>{target}" if back else target
        lanes = []
        for number in range(self._column[left] + 1, self._column[right]):
            lanes.append(f"{LANE}{owner}@{number}")
            self._column[lanes[-1]] = number
        return [left, *lanes, right]

    def _box(self, name: str) -> Box:
        return Box(name, self._column[name] * COLUMN, self._middle[name])

    def _route(self, call: Edge) -> Route:
        way = self._ways[call]
        if way[0] == call[0]:
            return Route(*call, tuple(self._stretches(way, 0)))
        back = tuple((end, start) for start, end in self._stretches(way, BACK_PORT))
        return Route(*call, back[::-1])

    def _stretches(self, way: Sequence[str], port: float) -> Iterator[Stretch]:
        for left, right in pairwise(way):
            x1, x2 = self._column[left] * COLUMN + WIDTH, self._column[right] * COLUMN
            y1, y2 = (self._middle[n] + HEIGHT / 2 + _port(n, port) for n in (left, right))
            yield (x1, y1), (x2, y2)


def _port(name: str, port: float) -> float:
    return 0 if name.startswith(LANE) else port


def _distance(upper: str, lower: str) -> float:
    return sum((LANE_ROW if name.startswith(LANE) else ROW) / 2 for name in (upper, lower))
