"""Sales from a CSV file: every row read, or an error with row numbers and nothing half done."""

from __future__ import annotations

import csv
import gzip
import io
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from train.columns import Columns, Feature, why
from train.numeric import Bools, Floats, Ints

MAX_ERRORS = 20


class SalesFileError(ValueError):
    """The sales file can't be used; the message lists rows and what is wrong with each."""


@dataclass(frozen=True)
class Sales:
    """Sales in order of date. Arrays share their first dimension; unknown facts are NaN or ''.

    `day` is the proleptic ordinal of the sale (`date.toordinal`), `price` in dollars.
    """

    price: Floats
    day: Ints
    lat: Floats
    lon: Floats
    area: tuple[str, ...]
    facts: Mapping[str, Floats]
    labels: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.price)

    def where(self, keep: Bools) -> Sales:
        """The sales for which `keep` is true."""
        picked = np.flatnonzero(keep).tolist()
        return Sales(
            price=self.price[keep],
            day=self.day[keep],
            lat=self.lat[keep],
            lon=self.lon[keep],
            area=tuple(self.area[i] for i in picked),
            facts={name: values[keep] for name, values in self.facts.items()},
            labels={name: tuple(v[i] for i in picked) for name, v in self.labels.items()},
        )

    def joined(self, other: Sales) -> Sales:
        """These sales and those of the same columns, in this order."""
        return Sales(
            price=np.concatenate([self.price, other.price]),
            day=np.concatenate([self.day, other.day]),
            lat=np.concatenate([self.lat, other.lat]),
            lon=np.concatenate([self.lon, other.lon]),
            area=self.area + other.area,
            facts={k: np.concatenate([v, other.facts[k]]) for k, v in self.facts.items()},
            labels={k: v + other.labels[k] for k, v in self.labels.items()},
        )

    def before(self, day: int) -> Sales:
        """Sales closed before `day`."""
        return self.where(self.day < day)

    def between(self, first: int, end: int) -> Sales:
        """Sales closed on `first` or later and before `end`."""
        return self.where((self.day >= first) & (self.day < end))


@dataclass(frozen=True)
class Row:
    """One parsed line of the CSV."""

    line: int
    id: str
    day: int
    price: float
    lat: float
    lon: float
    area: str
    facts: dict[str, float]
    labels: dict[str, str]


def read_sales(path: Path, columns: Columns) -> tuple[Sales, Counter[str]]:
    """Read a sales CSV (plain or .gz, UTF-8); also says how many rows were left out, and why.

    Raises SalesFileError when a column is missing, the encoding is wrong, a value can't be read
    (the first 20 rows are named), or no sale remains.
    """
    rows, errors = [], []
    for line, record in _records(path, columns):
        try:
            rows.append(_row(line, record, columns))
        except ValueError as error:
            errors.append(f"row {line}: {error}")
            if len(errors) == MAX_ERRORS:
                break
    if errors:
        raise SalesFileError(f"{path.name} was not read:\n  " + "\n  ".join(errors))
    kept, left_out = _filter(rows, columns)
    if not kept:
        raise SalesFileError(
            f"{path.name} holds no usable sale: {dict(left_out) or 'it is empty'}."
        )
    sales = _sales(sorted(kept, key=lambda row: row.day), columns)
    _check_facts(sales, columns, path)
    return sales, left_out


def _check_facts(sales: Sales, columns: Columns, path: Path) -> None:
    empty = [name for name, values in sales.facts.items() if np.isnan(values).all()]
    empty += [name for name, values in sales.labels.items() if not any(values)]
    if empty:
        named = [f.column for f in columns.features if f.name in empty]
        raise SalesFileError(f"{path.name} has no value at all in {', '.join(named)}.")


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
    except (OSError, EOFError) as error:
        raise SalesFileError(f"{path} can't be read: {why(error)}.") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise SalesFileError(
            f"{path.name} is not UTF-8: row {row} holds the byte 0x{byte:02x}. Save it as UTF-8."
        ) from error


def _records(path: Path, columns: Columns) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    present = reader.fieldnames or ()
    missing = [column for column in columns.required if column not in present]
    if missing:
        raise SalesFileError(
            f"{path.name} lacks the columns {', '.join(missing)}; it has {', '.join(present)}."
        )
    try:
        for record in reader:
            yield reader.line_num, record
    except csv.Error as error:
        raise SalesFileError(f"{path.name}, row {reader.line_num}: {error}.") from error


def _row(line: int, record: dict[str, str], columns: Columns) -> Row:
    if None in record.values() or None in record:
        raise ValueError("has another number of columns than the header")
    numbers = [f for f in columns.features if f.kind != "category"]
    labels = [f for f in columns.features if f.kind == "category"]
    return Row(
        line=line,
        id=record[columns.id] if columns.id else "",
        day=columns.sold_on(record).toordinal(),
        price=_number(record, columns.price),
        lat=_degrees(record, columns.lat, 90),
        lon=_degrees(record, columns.lon, 180),
        area=record[columns.area].strip() if columns.area else "",
        facts={f.name: _fact(record, f) for f in numbers},
        labels={f.name: record[f.column].strip() for f in labels},
    )


def _fact(record: dict[str, str], feature: Feature) -> float:
    value = feature.number(record[feature.column])
    return math.nan if value is None else value


def _number(record: dict[str, str], column: str) -> float:
    value = _optional(record, column)
    if math.isnan(value):
        raise ValueError(f"{column} is empty")
    return value


def _optional(record: dict[str, str], column: str) -> float:
    text = record[column].strip()
    if not text:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{column} {text[:40]!r} is not a number") from None
    if math.isinf(value):
        raise ValueError(f"{column} is infinite")
    return value


def _degrees(record: dict[str, str], column: str, limit: float) -> float:
    value = _number(record, column)
    if abs(value) > limit:
        raise ValueError(f"{column} {value:g} is not within ±{limit:g} degrees")
    return value


def _filter(rows: list[Row], columns: Columns) -> tuple[list[Row], Counter[str]]:
    kept: list[Row] = []
    left_out: Counter[str] = Counter()
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        identity = _identity(row)
        reason = "duplicate of an earlier row" if identity in seen else _unbelievable(row, columns)
        seen.add(identity)
        if reason:
            left_out[reason] += 1
        else:
            kept.append(row)
    return kept, left_out


def _identity(row: Row) -> tuple[object, ...]:
    if row.id:
        return row.id, row.day
    return row.day, row.price, row.lat, row.lon, *row.facts.values(), *row.labels.values()


def _unbelievable(row: Row, columns: Columns) -> str | None:
    if row.price < columns.min_price:
        return f"price below {columns.min_price:,.0f}"
    for feature in columns.features:
        reason = _outside(feature, row.facts.get(feature.name, math.nan))
        if reason:
            return reason
    return None


def _outside(feature: Feature, value: float) -> str | None:
    if feature.min is not None and value < feature.min:
        return f"{feature.name} below {feature.min:g}"
    if feature.max is not None and value > feature.max:
        return f"{feature.name} above {feature.max:g}"
    return None


def _sales(rows: list[Row], columns: Columns) -> Sales:
    numbers = [f.name for f in columns.features if f.kind != "category"]
    labels = [f.name for f in columns.features if f.kind == "category"]
    return Sales(
        price=np.array([row.price for row in rows]),
        day=np.array([row.day for row in rows], dtype=np.int64),
        lat=np.array([row.lat for row in rows]),
        lon=np.array([row.lon for row in rows]),
        area=tuple(row.area for row in rows),
        facts={name: np.array([row.facts[name] for row in rows]) for name in numbers},
        labels={name: tuple(row.labels[name] for row in rows) for name in labels},
    )
