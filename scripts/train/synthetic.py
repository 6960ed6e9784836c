"""A small county that does not exist: ``python -m train.synthetic OUT.csv`` writes its sales.

900 sales of five years, a dozen a month, in a town, two villages and farms between them; sold by
year and month, with worded condition and a fact that no other county has (`well_water`). Made to
show and to test that `fleet train` takes such a file; its prices say nothing of any real place.
"""

from __future__ import annotations

import csv
import math
import random
import sys
from collections.abc import Iterator
from pathlib import Path

SALES = 900
YEARS = range(2019, 2024)
CENTRES = ((41.20, -93.10, 0.012, 0.55), (41.31, -93.02, 0.006, 0.2), (41.12, -93.22, 0.006, 0.15))
CONDITIONS = ("Poor", "Fair", "Average", "Good", "Excellent")
HEADER = (
    "SALE_YR", "SALE_MO", "PRICE", "LAT", "LON", "LIVING_AREA", "BEDS", "BATHS", "BUILT",
    "ACRE_FT2", "COND", "WELL_WATER", "EXTERIOR",
)  # fmt: skip


def rows(seed: int = 7) -> Iterator[tuple[object, ...]]:
    """The sales in order of date, as HEADER names them."""
    draw = random.Random(seed)  # noqa: S311 - numbers for a test, the same each time
    months = sorted((draw.choice(YEARS), draw.randint(1, 12)) for _ in range(SALES))
    for year, month in months:
        yield _sale(draw, year, month)


def _sale(draw: random.Random, year: int, month: int) -> tuple[object, ...]:
    lat, lon, farm = _place(draw)
    sqft = round(math.exp(draw.gauss(7.4, 0.33)))
    beds = max(1, min(7, round(sqft / 600 + draw.gauss(0, 0.7))))
    baths = max(1, round(2 * (sqft / 1000 + draw.gauss(0, 0.4))) / 2)
    built = draw.randint(1890, year - 1)
    condition = min(max(round(draw.gauss(3, 0.9)), 1), 5)
    lot = round(math.exp(draw.gauss(11.5 if farm else 9.1, 0.5)))
    well = int(farm or draw.random() < 0.1)
    brick = draw.random() < 0.3
    years = year - YEARS[0] + (month - 0.5) / 12
    log_price = (
        7.05 + 0.62 * math.log(sqft) + 0.09 * math.log(lot / 9000) + 0.06 * (condition - 3)
        + 0.04 * (baths - 2) - 0.0022 * (year - built) - 0.03 * well + 0.05 * brick
        + 0.05 * years + 0.02 * math.sin(2 * math.pi * (month - 3) / 12)
        + 1.5 * (lat - 41.2) + draw.gauss(0, 0.11)
    )  # fmt: skip
    price = round(math.exp(log_price), -2)
    place = round(lat, 5), round(lon, 5)
    words = CONDITIONS[condition - 1], well, "brick" if brick else "siding"
    return year, month, int(price), *place, sqft, beds, baths, built, lot, *words


def _place(draw: random.Random) -> tuple[float, float, bool]:
    """Latitude, longitude, and whether it is a farm."""
    at = draw.random()
    for lat, lon, width, share in CENTRES:
        if at < share:
            return draw.gauss(lat, width), draw.gauss(lon, width * 1.3), False
        at -= share
    return draw.uniform(41.08, 41.34), draw.uniform(-93.26, -92.98), True


def write(path: Path) -> None:
    """Write the sales as a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
