"""`fleet seed sales` says what it imported, and what stands in its way."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from fleet import cli, seed
from fleet.seeds import knowledge, sales
from fleet.seeds.sales import INSERT

HEADER = (
    "id,date,price,bedrooms,bathrooms,sqft_living,sqft_lot,floors,waterfront,view,condition,grade,"
    "sqft_above,yr_built,yr_renovated,zipcode,lat,long"
)
GOOD = "0123059127,20140502,625000,4,3.25,2730,54014,1,0,0,3,9,1560,2007,0,98059,47.5133,-122.110"


class Table:
    """A target that is a table in memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def run(self, statements: Iterable[seed.Statement]) -> None:
        for sql, params in statements:
            self.connection.execute(sql, params)

    def count(self) -> int:
        count: int = self.connection.execute("SELECT count(*) FROM sales").fetchone()[0]
        return count


@pytest.fixture
def table(empty: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> Table:
    target = Table(empty)
    monkeypatch.setattr(seed, "_target", lambda *_: target)
    return target


def written(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "sales.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n")
    return str(path)


def test_it_tells_what_was_imported_and_what_was_left_out(
    tmp_path: Path, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, GOOD, GOOD.replace("625000", "10"))
    assert cli.main(["seed", "sales", path]) == 0
    assert table.count() == 1
    told = capsys.readouterr().out
    assert "1 sales imported with the column map king_county." in told
    assert "1 left out: price below $20,000." in told


def test_a_file_with_a_mistake_imports_nothing(
    tmp_path: Path, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, GOOD, GOOD.replace("20140502", "May 2"))
    assert cli.main(["seed", "sales", path]) == 1
    assert table.count() == 0
    assert "row 3: the date 'May 2' is not %Y%m%d" in capsys.readouterr().err


def test_an_unknown_column_map_is_said_so(
    tmp_path: Path, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, GOOD)
    assert cli.main(["seed", "sales", path, "--columns", str(tmp_path / "none.toml")]) == 1
    assert "can't be read" in capsys.readouterr().err
    assert table.count() == 0


def test_what_goes_to_cloudflare_is_the_same_in_statements_it_takes(
    empty: sqlite3.Connection,
) -> None:
    [(sql, params), *_] = sales.statements()
    rows = json.loads(params[0])[:1000]
    rows[0][0] = "O'Hara"
    texts = list(seed.inlined(INSERT, [json.dumps(rows)]))
    assert sql == INSERT
    assert len(texts) < 4
    assert all(len(text.encode()) < 100_000 for text in texts)
    empty.executescript("".join(texts))
    assert empty.execute("SELECT count(*) FROM sales").fetchone()[0] == 1000
    assert (
        empty.execute("SELECT parcel FROM sales WHERE parcel LIKE 'O%'").fetchone()[0] == "O'Hara"
    )


def test_the_playbook_goes_to_cloudflare_in_statements_it_takes() -> None:
    found = knowledge.loading(knowledge.PLAYBOOK, instead_of_all=True)
    texts = [text for sql, params in found for text in seed.inlined(sql, params)]
    assert texts
    assert all(len(text.encode()) < 100_000 for text in texts)
