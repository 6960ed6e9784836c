"""What nearby sales say beyond the ridge: kernel means of its residuals.

The cost does not grow with the number of sales: coarse kernels read sums over cells, and only sales
within a kilometre are read one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import dist, exp, floor

RADIUS_KM = 1.0
CELLS = ((0.3, 0.6), (0.75, 1.5))
REACH = 5
FINE_KM = 0.25
CELL_SHRINKAGE, FINE_SHRINKAGE, ALIKE_SHRINKAGE = 1.0, 1.0, 0.3
ALIKE = ((1.0, 1.0, 1.0), (0.5, 4.0, 0.5))
COVERED_KM, COVERED_SALES = 5, 10

Sale = tuple[tuple[float, float], float, tuple[float, ...], tuple[float, ...]]
"""Place in km, residual, years and other traits in units of likeness."""


@dataclass(frozen=True)
class Seen:
    """The kernel means and weights for the trees, and how many sales lie within a kilometre."""

    features: list[float]
    sales: int


class Surroundings:
    """The sales that a vintage knows, ready to be looked up by place."""

    def __init__(self, sales: Sequence[Sale]):
        self._near: dict[tuple[int, int], list[Sale]] = defaultdict(list)
        for sale in sales:
            self._near[floor(sale[0][0]), floor(sale[0][1])].append(sale)
        self._near = dict(self._near)
        self._cells = [(size, width, _sums(sales, size)) for size, width in CELLS]

    def look(
        self, place: tuple[float, float], years: Sequence[float], others: Sequence[float]
    ) -> Seen:
        """Kernel features around a home with these traits."""
        features: list[float] = []
        for size, width, cells in self._cells:
            features += _coarse(place, size, width, cells)
        fine, count = self._fine(place, years, others)
        return Seen(features + fine, count)

    def covers(self, place: tuple[float, float]) -> bool:
        """Whether enough sales are known within some five kilometres."""
        east, north = floor(place[0]), floor(place[1])
        reach = range(-COVERED_KM, COVERED_KM + 1)
        blocks = (self._near.get((east + i, north + j), ()) for i in reach for j in reach)
        return sum(map(len, blocks)) >= COVERED_SALES

    def _fine(
        self, place: tuple[float, float], years: Sequence[float], others: Sequence[float]
    ) -> tuple[list[float], int]:
        (wide, wide_age, wide_other), (close, close_age, close_other) = _EXPONENTS
        mass0 = mass1 = mass2 = sum0 = sum1 = sum2 = 0.0
        count = 0
        for sale_place, residual, sale_years, sale_others in self._around(place):
            apart = dist(place, sale_place)
            if apart > RADIUS_KM:
                continue
            count += 1
            square = apart * apart
            age = dist(years, sale_years) ** 2
            other = dist(others, sale_others) ** 2
            weight = exp(_FINE * square)
            mass0 += weight
            sum0 += weight * residual
            weight = exp(wide * square + wide_age * age + wide_other * other)
            mass1 += weight
            sum1 += weight * residual
            weight = exp(close * square + close_age * age + close_other * other)
            mass2 += weight
            sum2 += weight * residual
        means = [
            sum0 / (mass0 + FINE_SHRINKAGE),
            mass0,
            sum1 / (mass1 + ALIKE_SHRINKAGE),
            mass1,
            sum2 / (mass2 + ALIKE_SHRINKAGE),
            mass2,
        ]
        return means, count

    def _around(self, place: tuple[float, float]) -> list[Sale]:
        east, north = floor(place[0]), floor(place[1])
        found: list[Sale] = []
        for i in (east - 1, east, east + 1):
            for j in (north - 1, north, north + 1):
                found += self._near.get((i, j), ())
        return found


_FINE = -1 / (2 * FINE_KM**2)
_EXPONENTS = [(-1 / (2 * w**2), -(age**2) / 2, -(other**2) / 2) for w, age, other in ALIKE]

Cells = dict[int, dict[int, tuple[float, int]]]
"""East → north → sum of residuals and number of sales."""


def _sums(sales: Sequence[Sale], size: float) -> Cells:
    cells: Cells = defaultdict(dict)
    for (east, north), residual, *_ in sales:
        column, row = cells[floor(east / size)], floor(north / size)
        total, count = column.get(row, (0.0, 0))
        column[row] = (total + residual, count + 1)
    return dict(cells)


def _coarse(place: tuple[float, float], size: float, width: float, cells: Cells) -> list[float]:
    east, north = floor(place[0] / size), floor(place[1] / size)
    across = _weights(place[0], east, size, width)
    along = _weights(place[1], north, size, width)
    mass = total = 0.0
    for column_at, weight_east in across:
        column = cells.get(column_at)
        if column is None:
            continue
        for row_at, weight_north in along:
            cell = column.get(row_at)
            if cell is not None:
                weight = weight_east * weight_north
                total += weight * cell[0]
                mass += weight * cell[1]
    return [total / (mass + CELL_SHRINKAGE), mass]


def _weights(at: float, cell: int, size: float, width: float) -> list[tuple[int, float]]:
    scale = -1 / (2 * width**2)
    around = range(cell - REACH, cell + REACH + 1)
    return [(k, exp(scale * (at - (k + 0.5) * size) ** 2)) for k in around]
