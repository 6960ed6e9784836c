"""A sales file is imported whole, or not at all with the rows that are wrong."""

import gzip
import sqlite3
from pathlib import Path

import pytest

from fleet.seeds import sales
from fleet.seeds.sales import SalesFileError, check, statements
from train.columns import load_columns, shipped

HEADER = (
    "id,date,price,bedrooms,bathrooms,sqft_living,sqft_lot,floors,waterfront,view,condition,grade,"
    "sqft_above,yr_built,yr_renovated,zipcode,lat,long"
)
GOOD = "0123059127,20140502,625000,4,3.25,2730,54014,1,0,0,3,9,1560,2007,0,98059,47.5133,-122.110"


def written(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def imported(connection: sqlite3.Connection, path: Path) -> int:
    for statement, parameters in statements(path):
        connection.execute(statement, parameters)
    count: int = connection.execute("SELECT count(*) FROM sales").fetchone()[0]
    return count


def test_every_fact_of_a_row_arrives(tmp_path: Path, empty: sqlite3.Connection) -> None:
    assert imported(empty, written(tmp_path, GOOD)) == 1
    assert dict(empty.execute("SELECT * FROM sales").fetchone()) == {
        "cell": 13751 * 100_000 + 4341,
        "sold_on": "2014-05-02",
        "parcel": "0123059127",
        "price": 625_000,
        "lat": 47.5133,
        "lon": -122.11,
        "zip": "98059",
        "sqft": 2730,
        "sqft_above": 1560,
        "lot_sqft": 54_014,
        "bedrooms": 4,
        "bathrooms": 3.25,
        "floors": 1.0,
        "year_built": 2007,
        "year_renovated": None,
        "grade": 9,
        "condition": 3,
        "view": 0,
        "waterfront": 0,
        "block": 1375 * 10_000 + 434,
        "tile": 137_513 * 1_000_000 + 43_417,
    }


def test_importing_twice_changes_nothing_and_a_correction_is_taken(
    tmp_path: Path, empty: sqlite3.Connection
) -> None:
    path = written(tmp_path, GOOD)
    assert imported(empty, path) == imported(empty, path) == 1
    assert imported(empty, written(tmp_path, GOOD.replace("625000", "626000"))) == 1
    assert empty.execute("SELECT price FROM sales").fetchone()[0] == 626_000


def test_a_corrected_place_moves_the_sale(tmp_path: Path, empty: sqlite3.Connection) -> None:
    imported(empty, written(tmp_path, GOOD))
    assert imported(empty, written(tmp_path, GOOD.replace("47.5133", "47.6133"))) == 1
    assert empty.execute("SELECT lat, cell / 100000 FROM sales").fetchone()[:] == (47.6133, 13761)


@pytest.mark.parametrize(
    ("wrong", "right", "complaint"),
    [
        ("2014-05-02", "20140502", "row 3: the date '2014-05-02' is not %Y%m%d"),
        ("20991231", "20140502", "row 3: the date 2099-12-31 is in the future"),
        ("dear", "625000", "row 3: price 'dear' is not a number"),
        ("nan", "625000", "row 3: price 'nan' is not finite"),
        ("inf", "2730", "row 3: sqft_living 'inf' is not finite"),
        ("", "625000", "row 3: price is empty"),
        ("475.133", "47.5133", "row 3: lat 475.133 is not within ±90 degrees"),
        ("9805", "98059", "row 3: '9805' is not a ZIP code"),
        ("98059,1", "98059", "row 3: has another number of columns than the header"),
    ],
)
def test_a_wrong_value_is_named_with_its_row(
    tmp_path: Path, wrong: str, right: str, complaint: str
) -> None:
    path = written(tmp_path, GOOD, GOOD.replace(right, wrong))
    with pytest.raises(SalesFileError) as error:
        check(path)
    assert str(error.value) == f"sales.csv was not imported:\n  {complaint}"


def test_twenty_mistakes_are_enough(tmp_path: Path) -> None:
    with pytest.raises(SalesFileError) as error:
        check(written(tmp_path, *[GOOD.replace("625000", "dear")] * 50))
    assert str(error.value).count("row ") == 20


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD, header=HEADER.replace("price", "SalePrice"))
    with pytest.raises(SalesFileError, match=r"for king_county it lacks: price\."):
        check(path)


def test_a_file_in_another_encoding_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(f"{HEADER}\n{GOOD}\n{GOOD.replace('98059', 'Orcás')}\n".encode("latin-1"))
    with pytest.raises(SalesFileError, match="is not UTF-8: row 3 holds the byte 0xe1"):
        check(path)


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(f"{HEADER}\n{GOOD}\n".encode())[:-12])
    with pytest.raises(SalesFileError, match="can't be read"):
        check(path)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SalesFileError, match="can't be read: No such file or directory"):
        check(tmp_path / "none.csv")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SalesFileError, match="holds no usable sale"):
        check(written(tmp_path))


def test_token_prices_and_typing_errors_are_left_out_and_counted(
    tmp_path: Path, empty: sqlite3.Connection
) -> None:
    path = written(tmp_path, GOOD, GOOD.replace("625000", "10"), GOOD.replace(",4,", ",33,"))
    checked = check(path)
    assert checked.sales == 1
    assert dict(checked.left_out) == {"price below $20,000": 1, "bedrooms above 15": 1}
    assert imported(empty, path) == 1


def test_a_file_with_another_column_map_is_recognised(
    tmp_path: Path, empty: sqlite3.Connection
) -> None:
    header = (
        "date,price,yr_built,stories,sqft_living,wall,bedrooms,baths,halfbaths,frontage,depth,"
        "garage,garagesqft,rooms,sqft_lot,lat,long"
    )
    row = "19930104,48000,1947,one,988,metlvnyl,2,1,1,52,118,detached,320,4,6100,41.56,-83.65"
    path = written(tmp_path, row, header=header)
    assert check(path).columns.name == "lucas"
    assert imported(empty, path) == 1
    assert empty.execute("SELECT parcel, bathrooms, zip FROM sales").fetchone()[:] == (
        "41.56000,-83.65000",
        1.5,
        None,
    )


def test_a_column_map_can_be_given(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    columns = load_columns(shipped("lucas"))
    with pytest.raises(SalesFileError, match="lacks the columns"):
        check(path, columns)


def test_progress_ends_at_one() -> None:
    told: list[float] = []
    assert check(sales.SHIPPED, progress=told.append).sales > 17_000
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 10
