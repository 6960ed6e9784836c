-- A finer grid within the cells, so that the sales near a home are found however many newer ones
-- its cell holds. Derived from the cell's own row and column: a tile never lies across two cells,
-- however a coordinate on their edge is rounded. Owner: comps.

ALTER TABLE sales ADD COLUMN tile INTEGER GENERATED ALWAYS AS (  -- 10 x 10 tiles a cell
  (cell / 100000 * 10 + CAST(((lat + 90) * 100 - cell / 100000) * 10 AS INTEGER)) * 1000000
  + cell % 100000 * 10 + CAST(((lon + 180) * 75 - cell % 100000) * 10 AS INTEGER)
) VIRTUAL;

CREATE INDEX sales_by_tile ON sales (tile, sold_on DESC);
