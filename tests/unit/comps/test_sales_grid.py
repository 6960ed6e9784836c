"""A place of the grid is what the table says it is, and none that matters is left out."""

import json
import math
import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from fleet.seeds.sales import INSERT
from sales_grid import blocks_within, cell_of, cells_around, tile_of, tiles_around

lats, lons = st.floats(-85, 85), st.floats(-179.9, 179.9)
# As assessors round them: many lie exactly on the edge of a cell.
rounded_lats, rounded_lons = (d.map(lambda x: round(x, 2)) for d in (lats, lons))
directions = st.floats(0, 2 * math.pi)


def test_the_table_has_the_same_grid(sales: sqlite3.Connection) -> None:
    for row in sales.execute("SELECT lat, lon, cell, tile, block FROM sales"):
        point = (row["lat"], row["lon"])
        assert divmod(row["cell"], 100_000) == cell_of(*point)
        assert divmod(row["tile"], 1_000_000) == tile_of(*point)
        assert row["block"] in blocks_within(*point, 0.001)


@given(lats | rounded_lats, lons | rounded_lons)
def test_a_tile_is_a_part_of_its_cell(lat: float, lon: float) -> None:
    row, column = tile_of(lat, lon)
    assert (row // 10, column // 10) == cell_of(lat, lon)


@given(lats | rounded_lats, lons | rounded_lons)
def test_a_sale_anywhere_lies_in_the_tile_that_is_looked_at(
    table: sqlite3.Connection, lat: float, lon: float
) -> None:
    facts = [None] * 12
    sale = ["1", "2014-05-02", 500_000, lat, lon, None, *facts]
    table.execute(INSERT, (json.dumps([sale]),))
    [row] = table.execute("DELETE FROM sales RETURNING cell, tile, block")
    assert row["cell"] == cells_around(lat, lon)[0]
    assert row["tile"] == tiles_around(lat, lon)[0]
    assert row["block"] in blocks_within(lat, lon, 0.001)


@given(st.floats(24, 49), st.floats(-124, -67), directions)
def test_the_places_around_hold_all_that_is_near(lat: float, lon: float, direction: float) -> None:
    for km, keys, step, of in (
        (0.72, cells_around, 100_000, cell_of),
        (0.36, tiles_around, 1_000_000, tile_of),
    ):
        row, column = of(*_moved(lat, lon, km, direction))
        assert row * step + column in keys(lat, lon)


@given(st.floats(-80, 80), lons, st.floats(0.001, 50), st.floats(0, 1), directions)
def test_a_point_within_a_circle_lies_in_one_of_its_blocks(
    lat: float, lon: float, radius_km: float, share: float, direction: float
) -> None:
    row, column = cell_of(*_moved(lat, lon, radius_km * share, direction))
    assert row // 10 * 10_000 + column // 10 in blocks_within(lat, lon, radius_km)


def test_a_circle_at_a_pole_has_a_bounded_number_of_blocks() -> None:
    assert 0 < len(blocks_within(90, 0, 50)) < 2_000


def _moved(lat: float, lon: float, km: float, direction: float) -> tuple[float, float]:
    """A point some way off, on the plane on which the search measures."""
    north, east = (km / 111.195 * turn(direction) for turn in (math.cos, math.sin))
    return lat + north, min(max(lon + east / math.cos(math.radians(lat)), -180), 180)
