"""`fleet train` from end to end, on few sales and with few trees."""

import gzip
import re
from pathlib import Path

import pytest
from tests.unit.train.conftest import FEW_TREES, KING_COUNTY, ROOT

from model import load
from train import boosting, command
from train.columns import ColumnsError
from train.sales import SalesFileError
from train.vintage import TooFewSalesError

COLUMNS = ROOT / "scripts" / "train" / "columns" / "king_county.toml"


def _quiet(what: str, done: int, total: int) -> None:
    assert what
    assert 0 <= done <= total


def _sales(path: Path, every: int) -> Path:
    header, *rows = gzip.decompress(KING_COUNTY.read_bytes()).decode().splitlines()
    path.write_text("\n".join([header, *rows[::every]]) + "\n")
    return path


@pytest.fixture
def few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in FEW_TREES.items():
        monkeypatch.setitem(boosting.PRICE, name, value)
        monkeypatch.setitem(command.PAST_TREES, name, value)


@pytest.mark.usefixtures("few_trees")
def test_a_sales_file_becomes_a_model_and_a_report(tmp_path: Path) -> None:
    sales = _sales(tmp_path / "sales.csv", 8)
    columns = tmp_path / "part.toml"
    columns.write_text(
        re.sub("^vintages.*$", 'vintages = ["2015-01-16"]', COLUMNS.read_text(), flags=re.M)
    )
    steps: list[tuple[str, int, int]] = []
    done = command.run(
        sales, columns, tmp_path / "out", lambda *step: steps.append(step), later=sales
    )
    model = load(done.artefact)
    assert model.card()["version"] == model.version
    assert steps[-1][1] == steps[-1][2]
    assert done.report.read_text(encoding="utf-8") == done.text
    for heading in ("held out in time order", "Rolling origin", "With less known", "Later sales"):
        assert heading in done.text
    again = command.run(sales, columns, tmp_path / "again", _quiet)
    assert again.artefact.read_bytes() == done.artefact.read_bytes()


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
    with pytest.raises(TooFewSalesError, match="No sale is left"):
        command.run(sales, COLUMNS, tmp_path / "out", _quiet)
    assert not (tmp_path / "out").exists()


def test_a_missing_column_map_is_named(tmp_path: Path) -> None:
    assert ColumnsError in command.MISTAKES
    with pytest.raises(ColumnsError, match=r"nowhere\.toml"):
        command.run(KING_COUNTY, tmp_path / "nowhere.toml", tmp_path / "out", _quiet)
