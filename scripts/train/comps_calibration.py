"""Measure what comps and valuation take as constants: ``python -m train.comps_calibration``.

Two measurements on a sales file: what a fact adds to a price within a neighbourhood (least squares
with a mean for each grid cell), and how far the comps and area methods are off when each of the
newest homes is valued from the sales before it, with the workers' own code on their own table.
"""

from __future__ import annotations

import argparse
import math
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from fleet.seeds import sales as seeds
from train.columns import Columns
from train.numeric import Floats
from train.sales import Sales
from train.serving import home_of

ROOT = Path(__file__).resolve().parents[2]
for _worker in ("comps", "valuation"):
    sys.path.append(str(ROOT / "workers" / _worker / "src"))

import area_level  # noqa: E402
import area_value  # noqa: E402
import comp_adjustment  # noqa: E402
import comp_search  # noqa: E402
import comps_value  # noqa: E402
from contracts.comps import AreaLevel, CompsQuery  # noqa: E402
from contracts.valuation import Property  # noqa: E402
from value import Value, carried  # noqa: E402

SINCE = date(2014, 12, 1)
LOGARITHMIC = ("sqft", "lot_sqft")
GRADED = tuple(comp_adjustment.WITH_GRADE)
UNGRADED = tuple(fact for fact in GRADED if fact != "grade")
CELL = "cell"
PLACE = {"lat", "lon", "zip"}
WHOLE = set(seeds.INTEGERS)
Row = dict[str, Any]
Method = Callable[[Row, date], Value | None]


def main() -> None:
    """Print both measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sales", nargs="?", type=Path, default=seeds.SHIPPED)
    parser.add_argument("--since", type=date.fromisoformat, default=SINCE)
    chosen = parser.parse_args()
    table = loaded(chosen.sales)
    rows = [dict(row) for row in table.execute("SELECT * FROM sales")]
    for title, facts, place in (
        ("within a cell, grade known", GRADED, CELL),
        ("within a cell, grade not known", UNGRADED, CELL),
        ("within a ZIP code, size alone", ("sqft",), "zip"),
    ):
        print(title, {k: round(v, 4) for k, v in elasticities(rows, facts, place).items()})
    newest = [row for row in rows if row["sold_on"] >= chosen.since.isoformat()]
    for name, method in methods(table).items():
        print(f"{name:24}{accuracy(method, newest)}")


def loaded(path: Path, columns: Columns | None = None) -> sqlite3.Connection:
    """The sales in a table as comps has it."""
    table = sqlite3.connect(":memory:", isolation_level=None)
    table.row_factory = sqlite3.Row
    for migration in sorted((ROOT / "wrangler" / "migrations" / seeds.DATABASE).glob("*.sql")):
        table.executescript(migration.read_text(encoding="utf-8"))
    for statement, parameters in seeds.statements(path, columns):
        table.execute(statement, parameters)
    return table


def elasticities(rows: Sequence[Row], facts: Sequence[str], place: str) -> dict[str, float]:
    """What one unit (or, of an area, one log unit) of a fact adds to the log price."""
    complete = [row for row in rows if all(row[fact] is not None for fact in facts)]
    keys = np.unique([str(row[place]) for row in complete], return_inverse=True)[1]
    columns = [_centred([_encoded(row, fact) for row in complete], keys) for fact in facts]
    days = [date.fromisoformat(row["sold_on"]).toordinal() for row in complete]
    matrix = np.column_stack([*columns, _centred(days, keys)])
    prices = _centred(np.log([row["price"] for row in complete]), keys)
    found = np.linalg.lstsq(matrix, prices, rcond=None)[0]
    return dict(zip(facts, found.tolist(), strict=False))


def _encoded(row: Row, fact: str) -> float:
    if fact == "year_built":
        return float(max(row["year_built"], row["year_renovated"] or 0))
    return float(np.log(row[fact])) if fact in LOGARITHMIC else float(row[fact])


def _centred(values: Any, keys: Any) -> Any:
    numbers = np.asarray(values, dtype=float)
    return numbers - (np.bincount(keys, numbers) / np.bincount(keys))[keys]


def methods(table: sqlite3.Connection) -> dict[str, Method]:
    """The methods of valuation, by how much they are told of a home."""
    facts = [name for name in comps_value.FACTS if name != "grade"]

    def comps(known: Sequence[str]) -> Method:
        return lambda row, day: _by_comps(table, row, day, known)

    def area(scope: str, known: Sequence[str]) -> Method:
        return lambda row, day: _by_area(table, row, day, scope, known)

    return {
        "comps, graded": comps(comps_value.FACTS),
        "comps, not graded": comps(facts),
        "comps, size alone": comps(["sqft"]),
        "comps, place alone": comps([]),
        "zip, size": area("zip", ["sqft"]),
        "zip alone": area("zip", []),
        "region, size": area("region", ["sqft"]),
        "region alone": area("region", []),
    }


def comps_values(table: sqlite3.Connection, sales: Sales) -> Floats:
    """Estimate, low and high that comps show of each sale's home from the sales before it, (sales,
    3); NaN: nothing."""
    return _values(sales, lambda home, day: _of_home(table, home, day))


def area_values(table: sqlite3.Connection, sales: Sales) -> Floats:
    """The same by the price level of each home's ZIP code, its place in it not known."""

    def by_area(home: Property, day: date) -> Value | None:
        level = area_of(table, home.zip, day, "zip") if home.zip else None
        return carried(area_value.from_area(home, level), day, 1.0) if level else None

    return _values(sales, by_area, without=frozenset({"lat", "lon"}))


def _values(
    sales: Sales,
    method: Callable[[Property, date], Value | None],
    without: frozenset[str] = frozenset(),
) -> Floats:
    known = (set(comps_value.FACTS) | PLACE) - without
    found = []
    for index in range(len(sales)):
        told = {k: v for k, v in home_of(sales, index).items() if k in known}
        whole = {k: round(v) if k in WHOLE else v for k, v in told.items()}
        home = Property.model_validate(whole)
        value = method(home, date.fromordinal(int(sales.day[index])))
        found.append((value.price, value.low, value.high) if value else (math.nan,) * 3)
    return np.array(found)


def _by_comps(table: sqlite3.Connection, row: Row, day: date, known: Sequence[str]) -> Value | None:
    return _of_home(table, _home(row, known), day)


def _of_home(table: sqlite3.Connection, home: Property, day: date) -> Value | None:
    query = comps_value.comps_query(home, day)
    answer = comp_adjustment.answer(searched(table, query, day), query, day)
    value = comps_value.from_comps(home, answer.comps)
    return value and carried(value, day, 1.0)


def searched(table: sqlite3.Connection, query: CompsQuery, day: date) -> list[comp_adjustment.Sale]:
    """The sales that comps would find."""
    found: list[comp_adjustment.Sale] = []
    for look in comp_search.looks(query):
        found += [comp_adjustment.Sale(**sale) for sale in table.execute(*look(query, day))]
        if len(found) >= query.limit:
            break
    return found


def _by_area(
    table: sqlite3.Connection, row: Row, day: date, scope: str, known: Sequence[str]
) -> Value | None:
    level = area_of(table, row["zip"], day, scope)
    if level is None:
        return None
    return carried(area_value.from_area(_home(row, known), level), day, 1.0)


def area_of(table: sqlite3.Connection, zip_code: str, day: date, scope: str) -> AreaLevel | None:
    """The level that comps would tell of a ZIP code, or of its region."""
    statement, place, newest = area_level.OF_ZIP, zip_code, area_level.NEWEST
    if scope == "region":
        statement, place = area_level.OF_REGION, area_level.region_of(zip_code)
        newest = area_level.NEWEST_OF_EACH_ZIP
    found = table.execute(statement, (place, day.isoformat(), newest))
    sold = [area_level.AreaSale(**sale) for sale in found]
    return area_level.level(zip_code, scope, sold, day) if sold else None


def _home(row: Row, known: Sequence[str]) -> Property:
    place = {"lat": row["lat"], "lon": row["lon"], "zip": row["zip"]}
    return Property.model_validate(place | {fact: row[fact] for fact in known})


@dataclass(frozen=True)
class Accuracy:
    """How far off a method is, and how its intervals hold."""

    homes: int
    median_error: float
    within_10: float
    within_20: float
    bias: float
    covered: float
    covered_by_width: tuple[float, ...]
    mean_width: float
    factor: float

    def __str__(self) -> str:
        by_width = " ".join(f"{share:.2f}" for share in self.covered_by_width)
        return (
            f"n {self.homes:5}  median error {self.median_error:.1%}  within 10 % "
            f"{self.within_10:.0%}, 20 % {self.within_20:.0%}  bias {self.bias:+.3f}  80 % "
            f"interval covers {self.covered:.1%} (narrow to wide {by_width}), mean width "
            f"{self.mean_width:.0%}; times {self.factor:.2f} it would cover 80 %"
        )


def accuracy(method: Method, rows: Sequence[Row]) -> Accuracy:
    """Value each home from the sales before its own."""
    error, below, above = np.array(list(_errors(method, rows))).T
    off = np.abs(np.expm1(-error))
    # The market moved within the quarter; the index brings that forward, not these methods.
    centred = error - np.median(error)
    share = np.where(centred < 0, -centred / below, centred / above)
    order = np.argsort(below + above)
    return Accuracy(
        homes=len(error),
        median_error=float(np.median(off)),
        within_10=float(np.mean(off < 0.1)),
        within_20=float(np.mean(off < 0.2)),
        bias=float(np.median(error)),
        covered=float(np.mean(share < 1)),
        covered_by_width=tuple(
            float(np.mean(part < 1)) for part in np.array_split(share[order], 4)
        ),
        mean_width=float(np.mean(np.exp(above) - np.exp(-below))),
        factor=float(np.quantile(share, 0.8)),
    )


def _errors(method: Method, rows: Sequence[Row]) -> Iterator[tuple[float, float, float]]:
    for row in rows:
        value = method(row, date.fromisoformat(row["sold_on"]))
        if value is not None:
            yield float(np.log(row["price"])) - value.log_price, value.below, value.above


if __name__ == "__main__":
    main()
