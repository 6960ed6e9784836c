"""Rows of sales-db from a CSV file of home sales, described by a column map of ``train.columns``.

The file is read twice: once to check every row, once to import them, so that a file with a mistake
imports nothing. Neither pass holds the file in memory.
"""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO

from fleet.errors import FleetError
from train.columns import Columns, Feature, load_columns, shipped, why

DATABASE = "sales-db"
SHIPPED = Path(__file__).resolve().parents[3] / "wrangler" / "seeds" / "king_county_sales.csv.gz"
MAPS = ("king_county", "lucas")
ROWS_A_STATEMENT = 10_000  # 1.3 MB of JSON; D1 takes 2 MB in one parameter
ROWS_A_STEP = 1000  # of progress
MAX_ERRORS = 20
INTEGERS = (
    "sqft",
    "sqft_above",
    "lot_sqft",
    "bedrooms",
    "year_built",
    "year_renovated",
    "grade",
    "condition",
    "view",
    "waterfront",
)
FACTS = (*INTEGERS, "bathrooms", "floors")
ZERO_IS_UNKNOWN = ("sqft", "sqft_above", "lot_sqft", "year_built", "year_renovated")
PLACE = ("parcel", "sold_on", "price", "lat", "lon", "zip")

# One parameter of JSON instead of many: D1 allows 100 bound parameters a statement.
INSERT = f"""
INSERT OR REPLACE INTO sales (cell, {", ".join((*PLACE, *FACTS))})
SELECT CAST(((value ->> 3) + 90) * 100 AS INTEGER) * 100000
  + CAST(((value ->> 4) + 180) * 75 AS INTEGER),
  {", ".join(f"value ->> {i}" for i in range(len(PLACE) + len(FACTS)))}
FROM json_each(?1)
""".strip()  # noqa: S608 - the names are the constants above

Progress = Callable[[float], None]
Value = str | int | float | None


class SalesFileError(FleetError):
    """The sales file can't be used; the message lists rows and what is wrong with each."""


@dataclass
class Checked:
    """What a sales file holds: sales to import, and rows that are left out, by reason."""

    columns: Columns
    sales: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def check(path: Path, columns: Columns | None = None, progress: Progress | None = None) -> Checked:
    """Read every row; raises ``SalesFileError`` that names the first 20 rows with mistakes.

    Without a column map the shipped ones are tried. ``progress`` is told the share that is read.
    """
    columns = columns or _map_for(path)
    checked = Checked(columns)
    errors: list[str] = []
    for line, record in _records(path, columns, progress):
        try:
            reason = _unbelievable(_row(record, columns), columns)
        except ValueError as error:
            errors.append(f"row {line}: {error}")
            if len(errors) == MAX_ERRORS:
                break
            continue
        if reason:
            checked.left_out[reason] += 1
        else:
            checked.sales += 1
    if errors:
        raise SalesFileError(f"{path.name} was not imported:\n  " + "\n  ".join(errors))
    if not checked.sales:
        raise SalesFileError(
            f"{path.name} holds no usable sale: {dict(checked.left_out) or 'empty'}."
        )
    return checked


def statements(
    path: Path = SHIPPED, columns: Columns | None = None, progress: Progress | None = None
) -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that import a checked file; running them twice changes nothing."""
    values = (list(row.values()) for row in rows(path, columns, progress))
    while chunk := list(islice(values, ROWS_A_STATEMENT)):
        yield INSERT, [json.dumps(chunk, separators=(",", ":"))]


def rows(
    path: Path, columns: Columns | None = None, progress: Progress | None = None
) -> Iterator[dict[str, Value]]:
    """The sales of a checked file, without the rows that are left out."""
    columns = columns or _map_for(path)
    for _, record in _records(path, columns, progress):
        row = _row(record, columns)
        if not _unbelievable(row, columns):
            yield row


def _map_for(path: Path) -> Columns:
    """The shipped column map whose columns the file has."""
    maps = [load_columns(shipped(name)) for name in MAPS]
    header = set(_header(path))
    for columns in maps:
        if header.issuperset(columns.required):
            return columns
    nearest = min(maps, key=lambda columns: len(set(columns.required) - header))
    missing = ", ".join(sorted(set(nearest.required) - header))
    raise SalesFileError(
        f"{path.name} fits no shipped column map; for {nearest.name} it lacks: {missing}. "
        "Describe its columns in a TOML file and pass it with --columns."
    )


def _header(path: Path) -> list[str]:
    with _opened(path) as raw, _decompressed(raw, path) as stream:
        return next(csv.reader(_lines(stream, path)), [])


def _records(
    path: Path, columns: Columns, progress: Progress | None
) -> Iterator[tuple[int, dict[str, str]]]:
    with _opened(path) as raw, _decompressed(raw, path) as stream:
        reader = csv.DictReader(_lines(stream, path), strict=True)
        _require(path, columns, reader.fieldnames or ())
        size = max(path.stat().st_size, 1)
        try:
            for record in reader:
                if progress and reader.line_num % ROWS_A_STEP == 0:
                    progress(raw.tell() / size)
                yield reader.line_num, record
        except csv.Error as error:
            raise SalesFileError(f"{path.name}, row {reader.line_num}: {error}.") from error
    if progress:
        progress(1)


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise SalesFileError(f"{path} can't be read: {why(error)}.") from error


def _decompressed(raw: IO[bytes], path: Path) -> IO[bytes]:
    return gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw  # type: ignore[return-value]


def _lines(stream: IO[bytes], path: Path) -> Iterator[str]:
    try:
        for row, line in enumerate(stream, 1):
            try:
                yield line.decode("utf-8-sig" if row == 1 else "utf-8")
            except UnicodeDecodeError as error:
                byte = line[error.start]
                raise SalesFileError(
                    f"{path.name} is not UTF-8: row {row} holds the byte 0x{byte:02x}. "
                    "Save it as UTF-8."
                ) from error
    except (OSError, EOFError) as error:
        raise SalesFileError(f"{path.name} can't be read: {why(error)}.") from error


def _require(path: Path, columns: Columns, header: Iterable[str]) -> None:
    missing = [column for column in columns.required if column not in set(header)]
    if missing:
        raise SalesFileError(
            f"{path.name} lacks the columns {', '.join(missing)}; it has {', '.join(header)}."
        )


def _row(record: dict[str, str], columns: Columns) -> dict[str, Value]:
    """A sale's values in the order of ``INSERT``; raises ``ValueError`` that says what is wrong."""
    if None in record or None in record.values():
        raise ValueError("has another number of columns than the header")
    lat, lon = _degrees(record, columns.lat, 90), _degrees(record, columns.lon, 180)
    row: dict[str, Value] = {
        "parcel": record[columns.id].strip() if columns.id else f"{lat:.5f},{lon:.5f}",
        "sold_on": _sold_on(record, columns),
        "price": round(_number(record, columns.price)),
        "lat": lat,
        "lon": lon,
        "zip": _zip(record[columns.area].strip()) if columns.area else None,
    }
    return row | dict.fromkeys(FACTS) | _facts(record, columns)


def _facts(record: dict[str, str], columns: Columns) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    for feature in columns.features:
        if feature.name not in FACTS:
            continue
        value = feature.number(record[feature.column])
        if value is None or (value == 0 and feature.name in ZERO_IS_UNKNOWN):
            continue
        facts[feature.name] = round(value) if feature.name in INTEGERS else value
    return _with_half_baths(facts, record, columns)


def _with_half_baths(
    facts: dict[str, Value], record: dict[str, str], columns: Columns
) -> dict[str, Value]:
    full = facts.get("bathrooms")
    halves = next((f.column for f in columns.features if f.name == "half_baths"), None)
    if halves is not None and isinstance(full, int | float):
        facts["bathrooms"] = full + (_optional(record, halves) or 0) / 2
    return facts


def _sold_on(record: dict[str, str], columns: Columns) -> str:
    day = columns.sold_on(record)
    if day > date.today():  # noqa: DTZ011 - a day's difference does not matter here
        raise ValueError(f"the date {day} is in the future")
    return day.isoformat()


def _zip(text: str) -> str | None:
    if not text:
        return None
    digits = text.partition("-")[0]
    if len(digits) != 5 or not digits.isdecimal():
        raise ValueError(f"{text[:40]!r} is not a ZIP code")
    return digits


def _degrees(record: dict[str, str], column: str, limit: float) -> float:
    value = _number(record, column)
    if abs(value) > limit:
        raise ValueError(f"{column} {value:g} is not within ±{limit:g} degrees")
    return value


def _number(record: dict[str, str], column: str) -> float:
    value = _optional(record, column)
    if value is None:
        raise ValueError(f"{column} is empty")
    return value


def _optional(record: dict[str, str], column: str) -> float | None:
    text = record[column].strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{column} {text[:40]!r} is not a number") from None
    if value - value != 0:  # infinite, or not a number
        raise ValueError(f"{column} {text!r} is not finite")
    return value


def _unbelievable(row: dict[str, Value], columns: Columns) -> str | None:
    """Why a well-formed row is no sale to compare with: a token price, or a typing error."""
    price = row["price"]
    assert isinstance(price, int)
    if price < max(columns.min_price, 1):
        return f"price below ${columns.min_price:,.0f}"
    return next(filter(None, (_outside(feature, row) for feature in columns.features)), None)


def _outside(feature: Feature, row: dict[str, Value]) -> str | None:
    value = row.get(feature.name)
    if not isinstance(value, int | float):
        return None
    if feature.min is not None and value < feature.min:
        return f"{feature.name} below {feature.min:g}"
    if feature.max is not None and value > feature.max:
        return f"{feature.name} above {feature.max:g}"
    return None
