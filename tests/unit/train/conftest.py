"""Sales of one part of Seattle, and a small model trained on the older of them."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "workers" / "valuation" / "src"))

from model import Model, load  # noqa: E402
from train import boosting, command, heldout, partial  # noqa: E402
from train.artefact import write_artefact  # noqa: E402
from train.columns import Columns, load_columns, shipped  # noqa: E402
from train.frame import fit_frame  # noqa: E402
from train.sales import Sales, read_sales  # noqa: E402
from train.vintage import Vintage, fit_vintage  # noqa: E402

KING_COUNTY = ROOT / "wrangler" / "seeds" / "king_county_sales.csv.gz"
LUCAS = ROOT / "wrangler" / "seeds" / "lucas_sales_sample.csv.gz"
SEALED = date(2015, 1, 16)
FEW_TREES = {"rounds": 20, "num_leaves": 8}
FORESTS = (boosting.PRICE, boosting.SPREAD, partial.PARTLY, heldout.QUICK, command.PAST_TREES)


@dataclass(frozen=True)
class Trained:
    """A model as training has it, as the worker reads it, and sales that it never saw."""

    vintage: Vintage
    model: Model
    later: Sales
    columns: Columns


@contextmanager
def few_trees() -> Iterator[None]:
    """Training in seconds: few and small trees everywhere, and two folds of whole models."""
    with pytest.MonkeyPatch.context() as patch:
        for forest in FORESTS:
            for name, value in FEW_TREES.items():
                patch.setitem(forest, name, value)
        patch.setattr(heldout, "WHOLE_FOLDS", 2)
        yield


@pytest.fixture(scope="session")
def columns() -> Columns:
    return load_columns(shipped("king_county"))


@pytest.fixture(scope="session")
def sales(columns: Columns) -> Sales:
    """Some 2,700 sales north of the ship canal."""
    known, _ = read_sales(KING_COUNTY, columns)
    here = (known.lat > 47.65) & (known.lat < 47.74) & (known.lon > -122.42) & (known.lon < -122.27)
    return known.where(np.asarray(here))


@pytest.fixture(scope="session")
def lucas(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Another county, whose facts are partly categories and whose sales name no area."""
    columns = load_columns(shipped("lucas"))
    known, _ = read_sales(LUCAS, columns)
    sealed = date(1997, 3, 1).toordinal()
    path = tmp_path_factory.mktemp("lucas") / "lucas.model"
    return _train(known.before(sealed), known.before(sealed + 90), columns, path)


@pytest.fixture(scope="session")
def trained(sales: Sales, columns: Columns, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    end = SEALED.toordinal()
    path = tmp_path_factory.mktemp("model") / "small.model"
    return _train(sales.before(end), sales.before(end + 60), columns, path)


def _train(older: Sales, upto: Sales, columns: Columns, path: Path) -> Trained:
    frame = fit_frame(older, columns)
    with few_trees():
        vintage = fit_vintage(older, columns, frame)
    write_artefact(path, older, columns, frame, [vintage], {"version": "small-1"})
    later = upto.where(upto.day > older.day.max())
    return Trained(vintage, load(path), later, columns)


def home_of(sales: Sales, index: int) -> Mapping[str, Any]:
    """A sale as a request would describe the home."""
    facts = {name: float(values[index]) for name, values in sales.facts.items()}
    known = {name: value for name, value in facts.items() if not np.isnan(value)}
    labels = {name: values[index] for name, values in sales.labels.items() if values[index]}
    place = {"lat": float(sales.lat[index]), "lon": float(sales.lon[index])}
    return {**known, **labels, **place, "zip": sales.area[index]}


def day_of(sales: Sales, index: int) -> date:
    return date.fromordinal(int(sales.day[index]))
