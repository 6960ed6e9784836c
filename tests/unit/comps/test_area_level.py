"""The price level of a ZIP code comes from its newest sales, or those of its neighbours."""

import sqlite3
from datetime import date

import pytest

from area_level import NEWEST, NEWEST_OF_EACH_ZIP, OF_REGION, OF_ZIP, AreaSale, level

AS_OF = "2015-03-01"


def of_zip(connection: sqlite3.Connection, zip_code: str, as_of: str = AS_OF) -> list[AreaSale]:
    return [AreaSale(**row) for row in connection.execute(OF_ZIP, (zip_code, as_of, NEWEST))]


def of_region(connection: sqlite3.Connection, region: str, as_of: str = AS_OF) -> list[AreaSale]:
    rows = connection.execute(OF_REGION, (region, as_of, NEWEST_OF_EACH_ZIP))
    return [AreaSale(**row) for row in rows]


@pytest.mark.parametrize("statement", [OF_ZIP, OF_REGION])
def test_the_level_is_read_from_the_index_alone(sales: sqlite3.Connection, statement: str) -> None:
    plan = sales.execute(f"EXPLAIN QUERY PLAN {statement}", (None,) * 3)
    steps = [row["detail"] for row in plan]
    of_sales = [step for step in steps if "sales" in step]
    assert of_sales
    assert all("SEARCH" in step and "COVERING INDEX sales_by_zip" in step for step in of_sales)


def test_a_zip_code_is_described_by_its_newest_sales(sales: sqlite3.Connection) -> None:
    newest = of_zip(sales, "98103")
    assert len(newest) == NEWEST
    described = level("98103", "zip", newest, date(2015, 3, 1))
    assert described.count == NEWEST
    assert described.price.p10 < described.price.median < described.price.p90
    assert described.sqft is not None
    assert 1200 < described.sqft < 2200
    assert described.sold_from <= described.sold_mid <= described.sold_to < date(2015, 3, 1)


def test_carrying_sales_to_one_size_narrows_their_spread(sales: sqlite3.Connection) -> None:
    described = level("98103", "zip", of_zip(sales, "98103"), date(2015, 3, 1))
    assert described.sized_price is not None
    as_sold = described.price.p90 / described.price.p10
    assert described.sized_price.p90 / described.sized_price.p10 < as_sold


def test_only_earlier_sales_count(sales: sqlite3.Connection) -> None:
    early = of_zip(sales, "98103", "2014-06-01")
    assert early
    assert all(sale.sold_on < date(2014, 6, 1) for sale in early)


def test_a_region_takes_the_newest_sales_of_each_of_its_zip_codes(
    sales: sqlite3.Connection,
) -> None:
    found = of_region(sales, "981")
    expected = sales.execute(
        "SELECT count(DISTINCT zip) FROM sales WHERE substr(zip, 1, 3) = '981'"
    ).fetchone()[0]
    assert expected * NEWEST_OF_EACH_ZIP <= len(found) <= expected * (NEWEST_OF_EACH_ZIP + 8)


def test_a_region_without_sales_is_empty(sales: sqlite3.Connection) -> None:
    assert of_region(sales, "100") == []
    assert of_zip(sales, "10001") == []


def test_sales_without_sizes_have_no_sized_price() -> None:
    sold = [AreaSale(price=price, sqft=None, sold_on=date(2015, 1, 1)) for price in (1, 2, 3)]
    described = level("98103", "zip", sold, date(2015, 3, 1))
    assert (described.sqft, described.sized_price, described.price.median) == (None, None, 2)
