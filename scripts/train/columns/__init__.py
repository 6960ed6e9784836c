"""What the columns of a sales CSV mean: a small TOML file per data set.

`[sale]` names the columns of a sale: `price`, `lat`, `lon`, and either `date` with its
`date_format` or `year` and `month` (and `day`; without it the middle of the month is taken).
`[features.<fact>]` are the facts of a home. `docs/training.md` explains every key with examples,
and `schema.json` holds them for editors and for this reader. A fact's `kind` says how it enters the
model:

| kind | encoded as |
|---|---|
| `log` | natural logarithm (areas) |
| `share` | logarithm of its ratio to the fact named by `of` |
| `number` | as it is |
| `steps` | as it is, each step with its own price (grades) |
| `age` | years from the given year to the day of valuation |
| `since` | 1 in that year, fading with exp(−years/15); 0 or empty year: never |
| `category` | one level of a list |

`scale` lists the words of a `steps` fact from worst to best; they count from 1.
`min` and `max` are limits of belief: a row outside them is left out of training and counted.
`similar` is the difference at which two homes stop being alike (in encoded units). `[trees]` may
set LightGBM's `rounds`, `learning_rate`, `alpha` and so on, where a county needs others than most.
"""

from __future__ import annotations

import datetime
import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

Kind = Literal["log", "share", "number", "steps", "age", "since", "category"]
HERE = Path(__file__).parent
SCHEMA = HERE / "schema.json"
MID_MONTH = 15


class ColumnsError(ValueError):
    """The column map can't be used; the message says why and where."""


@dataclass(frozen=True)
class Feature:
    """One fact of a home: where it is in the CSV and how it enters the model."""

    name: str
    column: str
    kind: Kind
    group: str
    of: str | None = None
    min: float | None = None
    max: float | None = None
    similar: float | None = None
    scale: tuple[str, ...] = ()

    def number(self, text: str) -> float | None:
        """A cell's number; None where it is empty. A word counts by its place on the scale.

        Raises ValueError that says what is wrong.
        """
        text = text.strip()
        if not text:
            return None
        if self.scale and (place := self.place_of(text)) is not None:
            return float(place)
        try:
            value = float(text)
        except ValueError:
            what = f"one of {', '.join(self.scale)}" if self.scale else "a number"
            raise ValueError(f"{self.column} {text[:40]!r} is not {what}") from None
        if not math.isfinite(value):
            raise ValueError(f"{self.column} {text[:40]!r} is not finite")
        return value

    def place_of(self, word: str) -> int | None:
        """A word's place on the scale, from 1; case does not matter."""
        words = [each.casefold() for each in self.scale]
        return words.index(word.casefold()) + 1 if word.casefold() in words else None


@dataclass(frozen=True)
class Columns:
    """A data set's column map. `annual_growth` (log points a year) is a prior, not a fact."""

    name: str
    title: str
    source: str
    price: str
    lat: str
    lon: str
    features: tuple[Feature, ...]
    date: str | None = None
    date_format: str = "%Y-%m-%d"
    year: str | None = None
    month: str | None = None
    day: str | None = None
    id: str | None = None
    area: str | None = None
    min_price: float = 1.0
    annual_growth: float = 0.03
    vintages: tuple[datetime.date, ...] = ()
    trees: Mapping[str, float] = field(default_factory=dict)
    told: tuple[str, ...] = ()

    @property
    def required(self) -> list[str]:
        """Every CSV column that must be there."""
        optional = (self.date, self.year, self.month, self.day, self.id, self.area)
        place = [self.price, self.lat, self.lon, *(c for c in optional if c)]
        return [*place, *(f.column for f in self.features)]

    def sold_on(self, record: Mapping[str, str]) -> datetime.date:
        """The day of a sale. Raises ValueError that says what is wrong."""
        if self.date:
            return _day(record[self.date].strip(), self.date_format)
        names = [str(self.year), str(self.month), *([self.day] if self.day else [])]
        texts = [record[name].strip() for name in names]
        try:
            year, month, *rest = map(_whole, texts)
            return datetime.date(year, month, rest[0] if rest else MID_MONTH)
        except (ValueError, OverflowError):
            told = ", ".join(f"{n} {text[:10]!r}" for n, text in zip(names, texts, strict=True))
            raise ValueError(f"{told} is no date") from None


def _whole(text: str) -> int:
    """A whole number, also as spreadsheets write it: `2019.0`."""
    number = float(text)
    if not number.is_integer():
        raise ValueError(f"{text[:10]!r} is no whole number")
    return int(number)


@lru_cache(maxsize=4096)
def _day(text: str, form: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        raise ValueError(f"the date {text[:40]!r} is not {form}") from None


def shipped(name: str) -> Path:
    """The path of a column map that comes with the package, such as `king_county`."""
    return HERE / f"{name}.toml"


def why(error: Exception) -> str:
    """Say why a file can't be read, without the number of the error and the path."""
    return getattr(error, "strerror", None) or str(error)


def load_columns(path: Path) -> Columns:
    """Read a column map.

    Raises ColumnsError for TOML that can't be read, unknown or missing keys, and kinds that do
    not exist.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ColumnsError(f"Column map {path} can't be read: {why(error)}.") from error
    try:
        _check_keys(table)
        return _columns(path.stem, table)
    except (TypeError, ValueError) as error:
        raise ColumnsError(f"Column map {path}: {error}.") from error


def _check_keys(table: Mapping[str, Any]) -> None:
    """Hold the map against its JSON schema; dates of TOML count as their text."""
    plain = json.loads(json.dumps(table, default=str))
    error = best_match(_validator().iter_errors(plain))
    if error is not None:
        raise ValueError(
            f"{error.json_path.removeprefix('$.').removeprefix('$')} {error.message}".strip()
        )


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _columns(name: str, table: Mapping[str, Any]) -> Columns:
    market = dict(table.get("market", {}))
    vintages = tuple(datetime.date.fromisoformat(str(day)) for day in market.pop("vintages", ()))
    features = tuple(_feature(key, value) for key, value in table["features"].items())
    _check_shares(features)
    _check_traits(features)
    told = tuple(table.get("told", [feature.name for feature in features]))
    if unknown := set(told) - {feature.name for feature in features}:
        raise ValueError(f"told names {', '.join(sorted(unknown))}, which is no feature")
    return Columns(
        name=name,
        title=table["title"],
        source=table["source"],
        features=features,
        vintages=tuple(sorted(vintages)),
        trees=table.get("trees", {}),
        told=told,
        **table["sale"],
        **market,
    )


def _feature(name: str, table: Mapping[str, Any]) -> Feature:
    return Feature(name=name, **{**table, "scale": tuple(table.get("scale", ()))})


def _check_shares(features: tuple[Feature, ...]) -> None:
    names = {feature.name for feature in features}
    for feature in features:
        if feature.kind == "share" and feature.of not in names:
            raise ValueError(f"feature {feature.name} is a share of {feature.of!r}, not a feature")


def _check_traits(features: tuple[Feature, ...]) -> None:
    alike = [feature for feature in features if feature.similar]
    if not alike:
        raise ValueError("no feature has `similar`: homes can't be told alike")
    for feature in alike:
        if feature.kind not in ("log", "number", "steps", "age"):
            raise ValueError(f"feature {feature.name}: a {feature.kind} can't have `similar`")
