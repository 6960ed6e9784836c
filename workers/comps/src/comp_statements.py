"""The two statements that find comparable sales; ``comp_difference`` tells their parameters.

The last parameter is each statement's own: the tiles around, or how many parcels to take at most.
"""

from comp_difference import DIFFERENCE, DISTANCE2, FIRST_FACT, SCALES
from sales_grid import away2

OF_TILES = 200  # around the home, nearest first
OF_A_CELL = 24
OF_CELLS = 2 * 9 * OF_A_CELL  # in case that a whole month was sold on one day
OF_A_TILE = 500  # more have been sold within a hundred metres only where towers stand

_FACTS = """parcel, price, lat, lon, zip, sqft, lot_sqft, bedrooms, bathrooms, year_built,
    year_renovated, grade, condition, view, waterfront"""
_SOLD = "sold_on < ?2 AND sold_on >= ?3"

# The newest sales of a place, and those of the same day as the last of them.
_NEWEST = """{place} AND sold_on < ?2 AND sold_on >= ifnull(
    (SELECT sold_on FROM sales WHERE {place} AND {sold}
      ORDER BY sold_on DESC LIMIT 1 OFFSET {count} - 1), ?3)"""

# Beside max() SQLite takes the other columns from the row that has it: a parcel's newest sale.
_MOST_SIMILAR = """newest AS (
  SELECT max(sold_on) AS sold_on, {facts}, {distance2} AS distance2
  FROM found WHERE {distance2} <= ?7 GROUP BY parcel)
SELECT *, {difference} AS difference
FROM newest ORDER BY difference LIMIT ?8"""

_LATEST = """
WITH near AS (
  SELECT sold_on, {facts}
  FROM json_each(?{own}) AS place CROSS JOIN sales AS s
  WHERE s.tile = place.value AND {sold} LIMIT {of_tiles}),
lately AS (
  SELECT sold_on, {facts}
  FROM json_each(?1) AS place CROSS JOIN sales AS s
  WHERE {newest_of_cell} LIMIT {of_cells}),
found AS (SELECT * FROM near UNION ALL SELECT * FROM lately),
{most_similar}"""

# Blocks are divided into cells and cells into tiles, but only those that reach into the circle and
# hold a sale. ORDER BY makes the recursion a priority queue: it divides the nearest place first,
# and stops when it has given enough tiles.
_NEAREST = """
WITH RECURSIVE digit (d) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)),
part AS MATERIALIZED (SELECT a.d AS down, b.d AS right FROM digit AS a CROSS JOIN digit AS b),
place (level, row, col, away2) AS (
  SELECT 'block', value / 10000, value % 10000, {away2_of_block} FROM json_each(?1)
  WHERE EXISTS (SELECT 1 FROM sales WHERE block = value AND {sold})
  UNION ALL
  SELECT 'cell', row * 10 + down, col * 10 + right, {away2_of_cell} AS away
  FROM place CROSS JOIN part
  WHERE level = 'block' AND away <= ?7 AND EXISTS (
    SELECT 1 FROM sales WHERE cell = (row * 10 + down) * 100000 + col * 10 + right AND {sold})
  UNION ALL
  SELECT 'tile', row * 10 + down, col * 10 + right, {away2_of_tile} AS away
  FROM place CROSS JOIN part
  WHERE level = 'cell' AND away <= ?7 AND EXISTS (
    SELECT 1 FROM (
      SELECT lat, lon FROM sales
      WHERE tile = (row * 10 + down) * 1000000 + col * 10 + right AND {sold}
      ORDER BY sold_on DESC LIMIT {of_a_tile})
    WHERE {distance2} <= ?7)
  ORDER BY 4),
near (key) AS (SELECT row * 1000000 + col FROM place WHERE level = 'tile' LIMIT ?{own}),
found AS (
  SELECT sold_on, {facts}
  FROM near CROSS JOIN sales AS s
  WHERE {newest_of_tile} AND {distance2} <= ?7 AND NOT EXISTS (
    SELECT 1 FROM sales AS later WHERE later.parcel = s.parcel AND later.cell = s.cell
      AND later.sold_on > s.sold_on AND later.sold_on < ?2)
  LIMIT ?{own}),
{most_similar}"""


def _newest(place: str, count: int) -> str:
    return _NEWEST.format(place=place, count=count, sold=_SOLD)


def _statement(template: str) -> str:
    return template.format(
        facts=_FACTS,
        sold=_SOLD,
        distance2=DISTANCE2,
        own=FIRST_FACT + len(SCALES),
        of_tiles=OF_TILES,
        of_cells=OF_CELLS,
        of_a_tile=OF_A_TILE,
        newest_of_cell=_newest("cell = place.value", OF_A_CELL),
        newest_of_tile=_newest("tile = near.key", OF_A_TILE),
        away2_of_block=away2("value / 10000", "value % 10000", 10),
        away2_of_cell=away2("row * 10 + down", "col * 10 + right", 1),
        away2_of_tile=away2("row * 10 + down", "col * 10 + right", 0.1),
        most_similar=_MOST_SIMILAR.format(facts=_FACTS, distance2=DISTANCE2, difference=DIFFERENCE),
    ).strip()


LATEST = _statement(_LATEST)
NEAREST = _statement(_NEAREST)
