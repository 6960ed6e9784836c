"""Sales files: what is read, what is left out and why, and errors that name the row."""

import gzip
from pathlib import Path

import pytest

from train.columns import Columns, load_columns
from train.sales import SalesFileError, read_sales

COLUMNS = """
title = "Test"
source = "made up"
[sale]
id = "parcel"
date = "sold"
date_format = "%Y-%m-%d"
price = "usd"
lat = "lat"
lon = "lon"
min_price = 1000
[features.sqft]
column = "area"
kind = "log"
group = "size"
similar = 0.25
[features.bedrooms]
column = "beds"
kind = "number"
group = "size"
max = 15
"""
HEADER = "parcel,sold,usd,lat,lon,area,beds\n"
GOOD = "1,2020-01-02,300000,47.6,-122.3,1500,3\n"


@pytest.fixture
def columns(tmp_path: Path) -> Columns:
    path = tmp_path / "test.toml"
    path.write_text(COLUMNS)
    return load_columns(path)


def _file(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text(HEADER + rows)
    return path


def test_rows_are_read_in_order_of_date(tmp_path: Path, columns: Columns) -> None:
    path = _file(tmp_path, GOOD + "2,2019-05-01,200000,47.6,-122.3,,2\n")
    sales, left_out = read_sales(path, columns)
    assert sales.price.tolist() == [200_000, 300_000]
    assert not left_out
    assert str(sales.facts["sqft"][0]) == "nan"


def test_a_gzipped_file_with_a_byte_order_mark_is_read(tmp_path: Path, columns: Columns) -> None:
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(("\ufeff" + HEADER + GOOD).encode()))
    assert len(read_sales(path, columns)[0]) == 1


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (
            "1,02.01.2020,300000,47.6,-122.3,1500,3\n",
            "row 3: the date '02.01.2020' is not %Y-%m-%d",
        ),
        ("1,2020-01-02,cheap,47.6,-122.3,1500,3\n", "row 3: usd 'cheap' is not a number"),
        ("1,2020-01-02,,47.6,-122.3,1500,3\n", "row 3: usd is empty"),
        ("1,2020-01-02,inf,47.6,-122.3,1500,3\n", "row 3: usd is infinite"),
        ("1,2020-01-02,300000,4760,-122.3,1500,3\n", "row 3: lat 4760 is not within ±90 degrees"),
        ("1,2020-01-02,300000,47.6\n", "row 3: has another number of columns"),
        ("1,2020-01-02,300000,47.6,-122.3,1500,3,9\n", "row 3: has another number of columns"),
    ],
)
def test_an_unreadable_row_is_named(
    tmp_path: Path, columns: Columns, row: str, complaint: str
) -> None:
    with pytest.raises(SalesFileError, match=r"sales\.csv was not read") as error:
        read_sales(_file(tmp_path, GOOD + row), columns)
    assert complaint in str(error.value)


def test_no_more_than_twenty_rows_are_named(tmp_path: Path, columns: Columns) -> None:
    with pytest.raises(SalesFileError) as error:
        read_sales(_file(tmp_path, "1,never,1,1,1,1,1\n" * 100), columns)
    assert str(error.value).count("row ") == 20


def test_a_missing_column_is_named_with_those_that_are_there(
    tmp_path: Path, columns: Columns
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(HEADER.replace("usd", "prix") + GOOD)
    with pytest.raises(SalesFileError, match="lacks the columns usd; it has ") as error:
        read_sales(path, columns)
    assert str(error.value).endswith("it has parcel, sold, prix, lat, lon, area, beds.")


def test_a_file_that_is_not_there_is_said_so_in_words(tmp_path: Path, columns: Columns) -> None:
    path = tmp_path / "none.csv"
    with pytest.raises(SalesFileError) as error:
        read_sales(path, columns)
    assert str(error.value) == f"{path} can't be read: No such file or directory."


def test_another_encoding_is_named_by_row_and_byte(tmp_path: Path, columns: Columns) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes((HEADER + GOOD + "é").encode("latin-1"))
    with pytest.raises(SalesFileError, match="row 3 holds the byte 0xe9"):
        read_sales(path, columns)


@pytest.mark.parametrize("content", ["", HEADER])
def test_a_file_without_sales_is_refused(tmp_path: Path, columns: Columns, content: str) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(content)
    with pytest.raises(SalesFileError):
        read_sales(path, columns)


def test_odd_rows_are_left_out_and_counted(tmp_path: Path, columns: Columns) -> None:
    rows = (
        GOOD
        + GOOD
        + "2,2020-01-02,0,47.6,-122.3,1500,3\n"
        + "3,2020-01-02,640000,47.6,-122.3,1620,33\n"
    )
    sales, left_out = read_sales(_file(tmp_path, rows), columns)
    assert len(sales) == 1
    assert left_out == {
        "duplicate of an earlier row": 1,
        "price below 1,000": 1,
        "bedrooms above 15": 1,
    }


def test_a_column_without_any_value_is_refused(tmp_path: Path, columns: Columns) -> None:
    with pytest.raises(SalesFileError, match="no value at all in beds"):
        read_sales(_file(tmp_path, GOOD.replace(",3\n", ",\n")), columns)
