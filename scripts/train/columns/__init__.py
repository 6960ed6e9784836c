"""What the columns of a sales CSV mean: a small TOML file per data set.

`[sale]` names the columns of a sale (date, price, place), `[features.<fact>]` the facts of a home.
A fact's `kind` says how it enters the model:

| kind | encoded as |
|---|---|
| `log` | natural logarithm (areas) |
| `share` | logarithm of its ratio to the fact named by `of` |
| `number` | as it is |
| `steps` | as it is, each step with its own price (grades) |
| `age` | years from the given year to the day of valuation |
| `since` | 1 in that year, fading with exp(−years/15); 0 or empty year: never |
| `category` | one level of a list |

`min` and `max` are limits of belief: a row outside them is left out of training and counted.
`similar` is the difference at which two homes stop being alike (in encoded units). `[trees]` may
set LightGBM's `rounds`, `learning_rate`, `alpha` and so on, where a county needs others than most.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast, get_args

Kind = Literal["log", "share", "number", "steps", "age", "since", "category"]
HERE = Path(__file__).parent


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


@dataclass(frozen=True)
class Columns:
    """A data set's column map. `annual_growth` (log points a year) is a prior, not a fact."""

    name: str
    title: str
    source: str
    date: str
    date_format: str
    price: str
    lat: str
    lon: str
    features: tuple[Feature, ...]
    id: str | None = None
    area: str | None = None
    min_price: float = 1.0
    annual_growth: float = 0.03
    vintages: tuple[datetime.date, ...] = ()
    trees: Mapping[str, float] = field(default_factory=dict)

    @property
    def required(self) -> list[str]:
        """Every CSV column that must be there."""
        optional = [c for c in (self.id, self.area) if c]
        place = [self.date, self.price, self.lat, self.lon, *optional]
        return [*place, *(f.column for f in self.features)]


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
        return _columns(path.stem, table)
    except KeyError as error:
        raise ColumnsError(f"Column map {path} lacks {error}.") from error
    except (TypeError, ValueError) as error:
        raise ColumnsError(f"Column map {path}: {error}.") from error


def _columns(name: str, table: Mapping[str, Any]) -> Columns:
    market = dict(table.get("market", {}))
    vintages = tuple(datetime.date.fromisoformat(str(day)) for day in market.pop("vintages", ()))
    features = tuple(_feature(key, value) for key, value in table["features"].items())
    _check_shares(features)
    _check_traits(features)
    return Columns(
        name=name,
        title=table["title"],
        source=table["source"],
        features=features,
        vintages=tuple(sorted(vintages)),
        trees=table.get("trees", {}),
        **table["sale"],
        **market,
    )


def _feature(name: str, table: Mapping[str, Any]) -> Feature:
    if table.get("kind") not in get_args(Kind):
        raise ValueError(f"feature {name} has the unknown kind {table.get('kind')!r}")
    return Feature(name=name, **cast("dict[str, Any]", table))


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
