"""Where to look for comparable sales: a grid, rings of cells around a home, one statement a ring.

Sales lie in the table in the order of their cell and, within it, newest first. A ring reads at most
so many of the newest sales of each of its cells, so that a search reads a bounded number of rows
from a handful of neighbouring pages, whether the table holds ten thousand sales or a million. The
next ring, wider and coarser, is only looked at when the last one gave too few.
"""

import json
import math
from datetime import date, timedelta
from typing import NamedTuple

from contracts.comps import CompsQuery

ROWS_A_DEGREE, COLUMNS_A_DEGREE = 100, 75  # cells of 1.1 km by 1.0 to 1.3 km in the mainland US
ROW_STEP = 100_000  # cell = row * ROW_STEP + column, as the table's CHECK has it
BLOCK_ROW_STEP = 10_000
CELLS_A_BLOCK = 10
KM_A_DEGREE = 111.195  # of a great circle on a sphere of 6,371 km
LONG_AGO = "1000-01-01"
DAYS_A_MONTH = 365.25 / 12


class Ring(NamedTuple):
    """A square of cells around the home's own, ``reach`` to each side.

    Of each cell the newest ``depth`` sales are read, and those of the same day as the last of them.
    """

    column: str
    reach: int
    depth: int

    def covers_km(self, lat: float) -> float:
        """The distance around the home within which no cell is left out."""
        size = 1 if self.column == "cell" else CELLS_A_BLOCK
        narrower = max(math.cos(math.radians(lat)) / COLUMNS_A_DEGREE, 0)
        return self.reach * size * KM_A_DEGREE * min(1 / ROWS_A_DEGREE, narrower)


# About 144, 588, 432 and 968 rows at most: in a town the first ring is enough.
RINGS = (Ring("cell", 1, 16), Ring("cell", 3, 12), Ring("block", 1, 48), Ring("block", 5, 8))

# By how much two homes differ before a sale's similarity is halved, all else being the same.
# Chosen on the shipped King County sales by walking forward (`train.comps_calibration`); the
# accuracy is flat around them. Areas are compared by the difference over the mean.
SCALES = {
    "sqft": 0.25,
    "lot_sqft": 1.0,
    "bedrooms": 1.5,
    "bathrooms": 1.0,
    "year_built": 20.0,
    "grade": 1.0,
    "condition": 1.5,
    "view": 1.0,
    "waterfront": 0.3,
}
PROPORTIONAL = ("sqft", "lot_sqft")
KM_SCALE = 0.8
YEARS_SCALE = (
    1.0  # since the sale; an old one loses at most one scale: the market's index carries it
)

_FIRST_FACT = 10  # the placeholders before it are the search's own


def _squared(expression: str, scale: float) -> str:
    # With a decimal point always: SQLite divides whole numbers of years by 400 without a remainder.
    return f"({expression}) * ({expression}) / {round(scale * scale, 6)!r}"


def _fact_term(name: str, place: int) -> str:
    """The squared difference in a fact: 0 if nobody asked, one scale if the sale's is unknown."""
    sale = "max(year_built, ifnull(year_renovated, 0))" if name == "year_built" else name
    asked = f"?{place}"
    difference = f"{sale} - {asked}"
    if name in PROPORTIONAL:
        difference = f"2.0 * ({sale} - {asked}) / ({sale} + {asked})"
    return f"ifnull({_squared(difference, SCALES[name])}, {asked} IS NOT NULL)"


_DISTANCE2 = f"((lat - ?5) * (lat - ?5) + (lon - ?6) * (lon - ?6) * ?7) * {KM_A_DEGREE**2:.6f}"
_YEARS2 = _squared("(julianday(?2) - julianday(sold_on)) / 365.25", YEARS_SCALE)
_DIFFERENCE = "\n + ".join(
    [
        f"distance2 / {KM_SCALE**2:.6g}",
        f"{_YEARS2} / (1 + {_YEARS2})",
        *(_fact_term(name, place) for place, name in enumerate(SCALES, _FIRST_FACT)),
    ]
)
_STATEMENT = """
WITH found AS (
  SELECT s.*, {distance2} AS distance2
  FROM json_each(?1) AS place CROSS JOIN sales AS s
  WHERE s.{column} = place.value AND s.sold_on < ?2 AND s.sold_on >= ifnull(
    (SELECT sold_on FROM sales WHERE {column} = place.value AND sold_on < ?2 AND sold_on >= ?3
      ORDER BY sold_on DESC LIMIT 1 OFFSET ?4 - 1), ?3))
SELECT parcel, sold_on, price, lat, lon, zip, sqft, lot_sqft, bedrooms, bathrooms, year_built,
  year_renovated, grade, condition, view, waterfront, distance2, {difference} AS difference
FROM found
WHERE distance2 <= ?8
ORDER BY difference LIMIT ?9"""
STATEMENTS = {
    column: _STATEMENT.format(column=column, distance2=_DISTANCE2, difference=_DIFFERENCE).strip()
    for column in ("cell", "block")
}


def cell_of(lat: float, lon: float) -> tuple[int, int]:
    """Row and column of the grid cell that holds a point."""
    return int((lat + 90) * ROWS_A_DEGREE), int((lon + 180) * COLUMNS_A_DEGREE)


def places(ring: Ring, lat: float, lon: float) -> list[int]:
    """The keys of a ring's cells or blocks around a point."""
    row, column = cell_of(lat, lon)
    step = ROW_STEP
    if ring.column == "block":
        row, column, step = row // CELLS_A_BLOCK, column // CELLS_A_BLOCK, BLOCK_ROW_STEP
    span = range(-ring.reach, ring.reach + 1)
    return [(row + down) * step + column + right for down in span for right in span]


def rings_within(lat: float, radius_km: float) -> list[Ring]:
    """The rings to look at, in turn: up to the first that covers the radius."""
    for count, ring in enumerate(RINGS, 1):
        if ring.covers_km(lat) >= radius_km:
            return list(RINGS[:count])
    return list(RINGS)


def wanted(limit: int) -> int:
    """Rows to fetch for ``limit`` comps: some are earlier sales of a parcel found already."""
    return limit + limit // 2


def search(
    ring: Ring, query: CompsQuery, as_of: date
) -> tuple[str, tuple[str | float | None, ...]]:
    """The statement that finds the most similar sales of a ring, and its parameters."""
    parameters = (
        json.dumps(places(ring, query.lat, query.lon)),
        as_of.isoformat(),
        _since(query, as_of),
        ring.depth,
        query.lat,
        query.lon,
        math.cos(math.radians(query.lat)) ** 2,
        query.radius_km**2,
        wanted(query.limit),
        *(_asked(query, name) for name in SCALES),
    )
    return STATEMENTS[ring.column], parameters


def _since(query: CompsQuery, as_of: date) -> str:
    if query.months is None:
        return LONG_AGO
    days = round(query.months * DAYS_A_MONTH)
    return (as_of - timedelta(days=min(days, as_of.toordinal() - 1))).isoformat()


def _asked(query: CompsQuery, name: str) -> float | None:
    if name == "year_built" and query.year_built is not None:
        return max(query.year_built, query.year_renovated or 0)
    value: float | None = getattr(query, name)
    return None if value is None else float(value)
