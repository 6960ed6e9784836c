"""Where each worker stands in the picture: callers on the left, the called on the right.

A small version of layered drawing (Sugiyama, Tagawa and Toda, 1981): columns by depth, and rows
ordered by the mean row of a worker's neighbours, swept a few times in both directions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from fleet.graph.order import Calls, layers

SWEEPS = 8
BUSY = 10  # a worker that calls more than this many is captioned: its edges would hide the rest
TALLEST_COLUMN = 9
LANE = "→"  # starts the names of lanes, which no worker's name can
LANE_HEIGHT = 0.4


@dataclass(frozen=True)
class Place:
    """A column, and the row of its middle in units of one worker's row; fractions are usual."""

    column: int
    row: float


@dataclass(frozen=True)
class Layout:
    """Where the workers stand, and the places that each call runs through, ends included."""

    places: dict[str, Place]
    calls: list[list[Place]]
    busy: dict[str, int]

    @property
    def columns(self) -> int:
        return 1 + max((place.column for place in self.places.values()), default=0)

    @property
    def rows(self) -> float:
        every = [*self.places.values(), *(place for call in self.calls for place in call)]
        return 1 + max((place.row for place in every), default=0)


def arrange(calls: Calls) -> Layout:
    """Lay out a graph of calls."""
    busy = {name: len(targets) for name, targets in calls.items() if len(targets) > BUSY}
    drawn = {name: [] if name in busy else list(targets) for name, targets in calls.items()}
    columns = _columns(drawn, busy)
    routes = _with_lanes(columns, drawn)
    places = _places(_ordered(columns, routes))
    names = {name: place for name, place in places.items() if name in calls}
    return Layout(names, [[places[name] for name in route] for route in routes], busy)


def _columns(calls: Calls, busy: Mapping[str, int]) -> list[list[str]]:
    """Columns from left to right; one that would be too tall is split."""
    called = {target for targets in calls.values() for target in targets}
    alone = [name for name in calls if not calls[name] and name not in called]
    deep = [[name for name in layer if name not in alone] for layer in layers(calls)]
    columns = [part for layer in reversed(deep) for part in _split(layer)]
    return [*_split(sorted(alone, key=lambda name: (name not in busy, name))), *columns]


def _split(layer: list[str]) -> list[list[str]]:
    parts = -(-len(layer) // TALLEST_COLUMN)
    size = -(-len(layer) // parts) if parts else 1
    return [layer[start : start + size] for start in range(0, len(layer), size)]


def _with_lanes(columns: list[list[str]], calls: Calls) -> list[list[str]]:
    """Give each call that crosses columns a lane in each of them, shared by all calls to one
    target, so that no line runs through a box. Returns the names along each call."""
    column_of = {name: number for number, column in enumerate(columns) for name in column}
    routes = []
    for source, targets in calls.items():
        for target in targets:
            crossed = range(column_of[source] + 1, column_of[target])
            lanes = [f"{LANE}{target}@{number}" for number in crossed]
            for number, lane in zip(crossed, lanes, strict=True):
                if lane not in columns[number]:
                    columns[number].append(lane)
            routes.append([source, *lanes, target])
    return routes


def _ordered(columns: list[list[str]], routes: list[list[str]]) -> list[list[str]]:
    neighbours: dict[str, list[str]] = {name: [] for column in columns for name in column}
    for route in routes:
        for left, right in pairwise(route):
            neighbours[left].append(right)
            neighbours[right].append(left)
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            rows = {name: place.row for name, place in _places(columns).items()}
            means = {name: _mean(name, neighbours[name], rows) for name in column}
            column.sort(key=lambda name: (means[name], name))
    return columns


def _mean(name: str, neighbours: Iterable[str], rows: Mapping[str, float]) -> float:
    found = [rows[neighbour] for neighbour in neighbours]
    return sum(found) / len(found) if found else rows[name]


def _places(columns: list[list[str]]) -> dict[str, Place]:
    tallest = max((sum(map(_height, column)) for column in columns), default=0.0)
    places = {}
    for number, column in enumerate(columns):
        row = (tallest - sum(map(_height, column))) / 2
        for name in column:
            places[name] = Place(number, row + _height(name) / 2 - 0.5)
            row += _height(name)
    return places


def _height(name: str) -> float:
    return LANE_HEIGHT if name.startswith(LANE) else 1.0
