"""Whether comparable sales take longer to find among a million sales than among ten thousand.

The few are shipped sales; the many are the same in ten counties and ten years, so that the homes
asked about have ten times as many sales around them, and the table a hundred times as many.
"""

import json
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from fleet.bench.one_worker import running
from fleet.bench.warm import Timing
from fleet.errors import FleetError
from fleet.seeds.sales import INSERT, ROWS_A_STATEMENT, SHIPPED, rows
from pyworkerd import Runtime

WORKER = "comps"
FEW = 10_000
COUNTIES, YEARS = 10, 10
MANY = FEW * COUNTIES * YEARS
TARGET = 1.3
ROUNDS, REQUESTS, WARM_UP = 40, 50, 200
QUICK_ROUNDS = 10
AS_OF = "2015-03-10"

Sale = dict[str, Any]


def steps(*, quick: bool) -> int:
    """How often `measure` calls ``progress``."""
    return 1 + COUNTIES * YEARS + _rounds(quick=quick)


async def measure(root: Path, progress: Callable[[str], None], *, quick: bool) -> Timing:
    """Time a search among the many sales, and in the same rounds among the few."""
    homes = list(islice(rows(SHIPPED), FEW))
    async with running(root, WORKER) as few, running(root, WORKER) as many:
        await _import(few, homes)
        progress("10,000 sales")
        for county in range(COUNTIES):
            for year in range(YEARS):
                await _import(many, list(moved(homes, county, year)))
                progress("a million sales")
        asked = questions(homes)
        for runtime in (few, many):
            await _ask(runtime, list(islice(asked, WARM_UP)))
        found: dict[Runtime, list[float]] = {few: [], many: []}
        for number in range(_rounds(quick=quick)):
            batch = list(islice(asked, REQUESTS))
            for runtime in (few, many) if number % 2 else (many, few):
                found[runtime].append(await _ask(runtime, batch) / REQUESTS * 1e6)
            progress("searches")
    return Timing(found[many], found[few])


def moved(homes: list[Sale], county: int, year: int) -> Iterator[Sale]:
    """The sales as many degrees further south, and sold as many years earlier."""
    for home in homes:
        day, years = str(home["sold_on"]), int(str(home["sold_on"])[:4]) - year
        yield home | {
            "parcel": f"{home['parcel']}-{county}",
            "lat": home["lat"] - county,
            "sold_on": f"{years}{day[4:]}",
        }


def questions(homes: list[Sale]) -> Iterator[dict[str, Any]]:
    """What to ask about one home after another; no two questions are alike, for the cache's sake.

    Homes are taken far apart: each search reads other pages than the last.
    """
    for number in range(len(homes) * 7919):
        home = homes[number * 7919 % len(homes)]
        place = {name: home[name] for name in ("lat", "lon", "bedrooms", "year_built")}
        yield place | {"sqft": home["sqft"] + number // len(homes), "as_of": AS_OF}


async def _import(runtime: Runtime, sales: list[Sale]) -> None:
    for start in range(0, len(sales), ROWS_A_STATEMENT):
        chunk = [list(sale.values()) for sale in sales[start : start + ROWS_A_STATEMENT]]
        await runtime.d1(WORKER).query(INSERT, json.dumps(chunk, separators=(",", ":")))


async def _ask(runtime: Runtime, asked: list[dict[str, Any]]) -> float:
    """Seconds that the questions took, one after the other."""
    client = runtime.client(WORKER)
    started = time.perf_counter()
    for question in asked:
        answer = await client.post("/api/comps", json=question)
        if answer.status_code != 200:
            raise FleetError(f"The benchmark stopped, because comps answered {answer.text}.")
    return time.perf_counter() - started


def _rounds(*, quick: bool) -> int:
    return QUICK_ROUNDS if quick else ROUNDS
