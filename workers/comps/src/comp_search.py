"""How comparable sales are looked for: by one statement or two.

Each reads a bounded number of sales, whether the table holds ten thousand or a million.
``latest`` serves towns: it reads every sale a few hundred metres around the home, and the newest of
the cells around. ``nearest`` reads every sale of a circle, or its nearest few hundred; it misses
none, so it serves small circles, and those in which ``latest`` found too few.
"""

import json
import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from comp_difference import SCALES
from comp_statements import LATEST, NEAREST
from contracts.comps import CompsQuery
from sales_grid import blocks_within, cells_around, tiles_around

Search = tuple[str, tuple[str | float | None, ...]]
Look = Callable[[CompsQuery, date], Search]

SMALL_KM = 1.1  # a radius within which every sale is looked at
OF_SMALL = 300  # parcels: the densest circle of that size in King County had 247 sold in ten months
OF_LARGE = 60  # where homes are far apart, distance tells more than any fact
LONG_AGO = "1000-01-01"
DAYS_A_MONTH = 365.25 / 12


def looks(query: CompsQuery) -> Sequence[Look]:
    """What to run, in turn, until ``limit`` parcels are found."""
    return (nearest,) if query.radius_km <= SMALL_KM else (latest, nearest)


def latest(query: CompsQuery, as_of: date) -> Search:
    """The statement that finds the most similar of the sales near the home and the newest around.

    Its parameters are with it, as with ``nearest``.
    """
    cells = cells_around(query.lat, query.lon)
    tiles = json.dumps(tiles_around(query.lat, query.lon))
    return LATEST, (*_parameters(cells, query, as_of), tiles)


def nearest(query: CompsQuery, as_of: date) -> Search:
    """The statement that finds the most similar of the nearest sales within the radius."""
    blocks = blocks_within(query.lat, query.lon, query.radius_km)
    most = OF_SMALL if query.radius_km <= SMALL_KM else OF_LARGE
    return NEAREST, (*_parameters(blocks, query, as_of), most)


def _parameters(
    places: Sequence[int], query: CompsQuery, as_of: date
) -> tuple[str | float | None, ...]:
    return (
        json.dumps(places),
        as_of.isoformat(),
        _since(query, as_of),
        query.lat,
        query.lon,
        math.cos(math.radians(query.lat)) ** 2,
        query.radius_km**2,
        query.limit,
        *(_asked(query, name) for name in SCALES),
    )


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
