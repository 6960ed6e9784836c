"""`fleet train` from end to end, on a small county and with few trees."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from tests.unit.train.conftest import KING_COUNTY, ROOT, few_trees

from fleet import cli, seed, train
from model import load
from train import command, methods, synthetic
from train.artefact import write_artefact
from train.columns import ColumnsError, load_columns, shipped
from train.frame import fit_frame
from train.sales import SalesFileError, read_sales
from train.vintage import TooFewSalesError, fit_vintage

COLUMNS = ROOT / "scripts" / "train" / "columns" / "king_county.toml"
SMALL = 800


class County(NamedTuple):
    """Sales, their column map, and what was trained of them."""

    sales: Path
    columns: Path
    done: command.Trained


def _quiet(what: str, done: int, total: int) -> None:
    assert what
    assert 0 <= done <= total


def _sales(path: Path, every: int) -> Path:
    header, *rows = gzip.decompress(KING_COUNTY.read_bytes()).decode().splitlines()
    path.write_text("\n".join([header, *rows[::every]]) + "\n")
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """800 sales of five years in a county that does not exist, a dozen a month."""
    path = tmp_path_factory.mktemp("small") / "sales.csv"
    synthetic.write(path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[: SMALL + 1]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def county(small: Path, tmp_path_factory: pytest.TempPathFactory) -> County:
    """What `fleet train` makes of it."""
    folder = tmp_path_factory.mktemp("county")
    columns = folder / "part.toml"
    sealed = '[market]\nvintages = ["2021-07-01"]\n\n[sale]'
    columns.write_text(shipped("small_county").read_text().replace("[sale]", sealed))
    steps: list[tuple[str, int, int]] = []
    with few_trees(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(methods, "HOMES", 60)
        done = command.run(small, columns, folder, lambda *step: steps.append(step), later=small)
    assert steps[-1][1] == steps[-1][2]
    return County(small, columns, done)


def test_eight_hundred_sales_of_any_county_become_a_model_and_a_report(county: County) -> None:
    text = county.done.text
    assert county.done.report.read_text(encoding="utf-8") == text
    for heading in ("held out in time order", "Rolling origin", "With less known", "Later sales"):
        assert heading in text
    model = load(county.done.artefact)
    card = model.card()
    assert (card["version"], card["training_sales"]) == (model.version, SMALL)
    assert card["held_out"]["median_error_percent"] < 15
    home = {"lat": 41.2, "lon": -93.1, "sqft": 1800, "bedrooms": 3, "condition": 3}
    day = model.sealed[-1]
    own = [model.predict(home | {"exterior": word}, day).estimate for word in ("brick", "siding")]
    assert own[0] > own[1]


ASKED = """
import json
import sys
from datetime import date
from home_checks import mistakes
from appraisal import appraise
from contracts.valuation import QuickRequest
from model_card import card

def answer(facts):
    home = {"lat": 41.2, "lon": -93.1, "sqft": 1800, "bedrooms": 3, "condition": 3, "facts": facts}
    request = QuickRequest.model_validate({"property": home, "as_of": "2023-11-01"})
    wrong = mistakes(request, date(2023, 12, 1))
    if wrong:
        return [[error.pointer, error.detail] for error in wrong]
    try:
        next(appraise(request, date(2023, 12, 1)))
    except StopIteration as done:
        return done.value.estimate().model_dump(mode="json")

print(json.dumps({
    "card": card().model_dump(mode="json"),
    "answers": [answer(facts) for facts in json.loads(sys.argv[1])],
}))
"""


def test_installed_sales_model_and_card_are_of_one_county_and_its_own_facts_are_taken(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "src"
    shutil.copytree(ROOT / "workers" / "valuation" / "src", worker)
    seeded: list[tuple[str, Sequence[str]]] = []
    monkeypatch.setattr(train, "MODEL", worker / "market.model")
    monkeypatch.setattr(command, "run", lambda *_: county.done)
    monkeypatch.setattr(
        seed, "_target", lambda *_: SimpleNamespace(run=lambda all_: seeded.extend(all_))
    )
    chosen = ["--sales", str(county.sales), "--columns", str(county.columns)]
    assert cli.main(["train", *chosen, "--out", str(tmp_path), "--install"]) == 0
    assert (worker / "market.model").read_bytes() == county.done.artefact.read_bytes()
    assert sum(len(json.loads(parameters[0])) for _, parameters in seeded) == SMALL

    asked = [{"exterior": "brick"}, {"exterior": "siding"}, {"exterior": "straw"}, {"pool": 1}]
    told = subprocess.run(
        [sys.executable, "-c", ASKED, json.dumps(asked)],
        env=os.environ | {"PYTHONPATH": str(worker)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(told.stdout)
    facts = {fact["name"]: fact for fact in found["card"]["facts"]}
    assert found["card"]["training_rows"] == SMALL
    assert facts["condition"]["words"] == ["Poor", "Fair", "Average", "Good", "Excellent"]
    assert facts["exterior"]["words"] == ["brick", "siding"]
    own = [name for name, fact in facts.items() if fact["own"]]
    assert own == ["well_water", "exterior"]
    brick, siding, straw, pool = found["answers"]
    assert brick["method"] == "model"
    assert brick["estimate"] > siding["estimate"]
    assert straw == [["/property/facts/exterior", "must be one of: brick, siding"]]
    assert pool[0][0] == "/property/facts/pool"


def test_the_same_sales_make_the_same_artefact(small: Path, tmp_path: Path) -> None:
    columns = load_columns(shipped("small_county"))
    sales, _ = read_sales(small, columns)
    frame = fit_frame(sales, columns)
    written = []
    for name in ("one", "again"):
        path = tmp_path / name
        with few_trees():
            vintage = fit_vintage(sales, columns, frame)
        write_artefact(path, sales, columns, frame, [vintage], {"version": "small-1"})
        written.append(path.read_bytes())
    assert written[0] == written[1]


def test_nothing_is_written_when_the_file_is_bad(tmp_path: Path) -> None:
    sales = _sales(tmp_path / "sales.csv", 100)
    sales.write_text(sales.read_text() + "1,yesterday,1" + ",0" * 17 + "\n")
    with pytest.raises(SalesFileError, match="date 'yesterday'"):
        command.run(sales, COLUMNS, tmp_path / "out", _quiet)
    assert not (tmp_path / "out").exists()


def test_too_few_sales_are_refused_with_numbers(tmp_path: Path) -> None:
    sales = _sales(tmp_path / "sales.csv", 100)
    with pytest.raises(TooFewSalesError, match="too few"):
        command.run(sales, COLUMNS, tmp_path / "out", _quiet)
    assert not (tmp_path / "out").exists()


def test_sales_of_one_day_are_refused_too(tmp_path: Path) -> None:
    sales = _sales(tmp_path / "sales.csv", 1)
    sales.write_text("".join(sales.read_text().splitlines(keepends=True)[:30]))
    with pytest.raises(TooFewSalesError, match="29 sales are too few"):
        command.run(sales, COLUMNS, tmp_path / "out", _quiet)
    assert not (tmp_path / "out").exists()


def test_too_few_sales_before_a_past_date_are_refused_before_anything_is_fitted(
    small: Path, tmp_path: Path
) -> None:
    columns = tmp_path / "part.toml"
    sealed = '[market]\nvintages = ["2019-03-01"]\n\n[sale]'
    columns.write_text(shipped("small_county").read_text().replace("[sale]", sealed))
    with pytest.raises(TooFewSalesError, match="sales before 2019-03-01 are too few"):
        command.run(small, columns, tmp_path / "out", _quiet)


def test_a_missing_column_map_is_named(tmp_path: Path) -> None:
    assert ColumnsError in command.MISTAKES
    with pytest.raises(ColumnsError, match=r"nowhere\.toml"):
        command.run(KING_COUNTY, tmp_path / "nowhere.toml", tmp_path / "out", _quiet)
