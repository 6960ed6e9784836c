"""The grid that sales lie in: blocks of 10 by 10 cells, cells of 10 by 10 tiles.

A key is ``row * step + column`` of blocks, cells or tiles, as the columns of the table have it.
"""

import math
from collections.abc import Iterator

ROWS_A_DEGREE, COLUMNS_A_DEGREE = 100, 75  # cells of 1.1 km by 1.0 to 1.3 km in the mainland US
PARTS = 10  # to each side: of a block in cells, of a cell in tiles
BLOCK_STEP, CELL_STEP, TILE_STEP = 10_000, 100_000, 1_000_000
KM_A_DEGREE = 111.195  # of a great circle on a sphere of 6,371 km
LEAST_COSINE = 0.05  # nobody sells homes within 3 degrees of a pole, where columns have no width
ROUNDING = 1e-9  # degrees, a tenth of a millimetre


def _square(reach: int) -> tuple[tuple[int, int], ...]:
    """The steps down and right to a place and its neighbours, the nearest first."""
    span = range(-reach, reach + 1)
    steps = [(down, right) for down in span for right in span]
    return tuple(sorted(steps, key=lambda step: math.hypot(*step)))


_CELLS = _square(1)
_TILES = _square(5)


def cell_of(lat: float, lon: float) -> tuple[int, int]:
    """Row and column of the cell that holds a point."""
    return int((lat + 90) * ROWS_A_DEGREE), int((lon + 180) * COLUMNS_A_DEGREE)


def tile_of(lat: float, lon: float) -> tuple[int, int]:
    """Row and column of the tile that holds a point: a part of its cell, whatever rounding does."""
    row, column = cell_of(lat, lon)
    down = int(((lat + 90) * ROWS_A_DEGREE - row) * PARTS)
    right = int(((lon + 180) * COLUMNS_A_DEGREE - column) * PARTS)
    return row * PARTS + down, column * PARTS + right


def cells_around(lat: float, lon: float) -> list[int]:
    """The keys of a point's cell and the 8 around it: all that is within 0.9 km and more."""
    row, column = cell_of(lat, lon)
    return [(row + down) * CELL_STEP + column + right for down, right in _CELLS]


def tiles_around(lat: float, lon: float) -> list[int]:
    """The keys of a point's tile and the 120 around it, nearest first: all within 0.45 km."""
    row, column = tile_of(lat, lon)
    return [(row + down) * TILE_STEP + column + right for down, right in _TILES]


def blocks_within(lat: float, lon: float, km: float) -> list[int]:
    """The keys of all blocks that a circle touches."""
    north = km / KM_A_DEGREE + ROUNDING
    east = north / max(math.cos(math.radians(lat)), LEAST_COSINE)
    rows = _span((lat + 90) * ROWS_A_DEGREE, north * ROWS_A_DEGREE)
    columns = list(_span((lon + 180) * COLUMNS_A_DEGREE, east * COLUMNS_A_DEGREE))
    return [row * BLOCK_STEP + column for row in rows for column in columns]


def _span(middle: float, reach: float) -> Iterator[int]:
    first, last = (math.floor(end / PARTS) for end in (middle - reach, middle + reach))
    return iter(range(max(first, 0), last + 1))


def away2(row: str, column: str, cells: float) -> str:
    """In SQL, the squared distance to the nearest point of a place that is so many ``cells`` wide.

    In square kilometres; the parameters are those of ``comp_difference``.
    """
    north = _beyond(row, "90 - ?4", ROWS_A_DEGREE / cells)
    east = _beyond(column, "180 - ?5", COLUMNS_A_DEGREE / cells)
    return f"(pow({north}, 2) + pow({east}, 2) * ?6) * {KM_A_DEGREE**2:.6f}"


def _beyond(number: str, point: str, a_degree: float) -> str:
    return f"max(abs(({number} + 0.5) / {a_degree} - {point}) - {0.5 / a_degree + ROUNDING!r}, 0)"
