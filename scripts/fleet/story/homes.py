"""The homes of the story: real sales in King County with made-up streets.

What a home is worth today is its price then, moved by the market's index, and a little luck.
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from contracts.valuation import Property
from fleet.seeds import sales
from fleet.story.dice import dice

SEEDS = sales.SHIPPED.parent
CBSA = "42644"  # Seattle-Bellevue-Kent, WA
SOLD_IN = ("2014", "4")
STREETS = (
    "Sunnyside Ave N", "Fremont Ave N", "NE 75th St", "28th Ave NE", "Corliss Ave N",
    "SW Genesee St", "Beacon Ave S", "S Orcas St", "38th Ave SW", "Phinney Ave N", "Dayton Ave N",
    "NW 67th St", "12th Ave NE", "S Hudson St", "Alki Ave SW", "SE 24th St", "148th Ave NE",
    "Maple Ln", "Cedar Ave S", "SE 172nd St", "Lake Youngs Rd SE", "Juanita Dr NE", "116th Ave NE",
    "Union Hill Rd NE",
)  # fmt: skip
CHEAPEST, DEAREST = 150_000, 1_400_000  # of 2014: nobody buys palaces by letter


@dataclass(frozen=True)
class Home:
    """A home of the story, and what it is worth in whole US dollars."""

    address: str
    property: Property
    worth: int


@lru_cache(maxsize=1)
def homes(count: int = 2_800) -> tuple[Home, ...]:
    """So many homes of everyday prices: one for each lead that there could be."""
    cities, growth = dict(_cities()), _growth()
    sold = [
        row
        for row in sales.rows(sales.SHIPPED)
        if CHEAPEST < int(row["price"] or 0) < DEAREST and row["zip"] in cities
    ]
    chosen = dice("homes").sample(sold, count)
    return tuple(_home(number, row, cities, growth) for number, row in enumerate(chosen))


def _home(number: int, row: dict[str, sales.Value], cities: dict[str, str], growth: float) -> Home:
    luck = dice("home", number)
    zip_code = str(row["zip"])
    street = luck.choice(STREETS)
    address = f"{luck.randrange(101, 9999)} {street}, {cities[zip_code]}, WA {zip_code}"
    facts = {name: row[name] for name in Property.model_fields if row.get(name) is not None}
    worth = int(row["price"] or 0) * growth * luck.uniform(0.92, 1.09)
    return Home(address, Property.model_validate(facts), int(round(worth, -3)))


def _cities() -> Iterator[tuple[str, str]]:
    for row in _read("us_zips.csv.gz"):
        yield row["zip"], row["city"]


def _growth() -> float:
    """How far the market's index has come from the sales to its newest quarter."""
    metro = [row for row in _read("fhfa_metro_index.csv.gz") if row["cbsa"] == CBSA]
    then = next(row for row in metro if (row["year"], row["quarter"]) == SOLD_IN)
    return float(metro[-1]["hpi"]) / float(then["hpi"])


def _read(name: str) -> Iterator[dict[str, str]]:
    path: Path = SEEDS / name
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
