"""The shapes in which publishers give their data away, and what their files end with."""

import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from edgekit import Statement
from feed_tables import BadFeedError
from market_feeds import FeedState, MetroIndex, MortgageRates, NamedMetros, ZipListings, parse_feed
from market_queries import region_market
from market_storage import load_statements

TODAY = date(2026, 11, 30)
MONTHS = [f"{2025 + (n + 6) // 12}-{(n + 6) % 12 + 1:02}-28" for n in range(16)]
ZHVI_HEADER = ["RegionID", "SizeRank", "RegionName", "RegionType", "StateName", *MONTHS]
REDFIN_HEADER = [
    "PERIOD_BEGIN", "PERIOD_END", "REGION_TYPE", "TABLE_ID", "REGION", "STATE_CODE",
    "PROPERTY_TYPE", "MEDIAN_SALE_PRICE", "MEDIAN_LIST_PRICE", "MEDIAN_LIST_PPSF", "MEDIAN_DOM",
    "INVENTORY",
]  # fmt: skip
REALTOR = (
    "month_date_yyyymm,postal_code,zip_name,median_listing_price,"
    "median_listing_price_per_square_foot,median_days_on_market,active_listing_count\n"
    '202610,1001,"agawam, ma",355000,231,38,21\n'
)


def _zhvi(*rows: list[str]) -> bytes:
    lines = [ZHVI_HEADER, *rows]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines).encode()


def _redfin(*rows: list[str]) -> bytes:
    return "".join("\t".join(f'"{c}"' for c in r) + "\n" for r in [REDFIN_HEADER, *rows]).encode()


def _sold(
    region_type: str, region: str, end: str = "2026-10-31", kind: str = "All Residential"
) -> list[str]:
    figures = ["612000", "635000.0", "402", "17", ""]
    return [f"{end[:8]}01", end, region_type, "1", region, "WA", kind, *figures]


@pytest.mark.parametrize(
    "header", ["DATE,MORTGAGE30US", "observation_date,MORTGAGE30US", "Date,Mortgage30US"]
)
def test_fred_is_read_by_either_header(header: str) -> None:
    feed = parse_feed(f"{header}\n2026-11-12,6.21\n2026-11-19,.\n2026-11-25,6.18\n".encode(), TODAY)
    assert feed == MortgageRates([("2026-11-12", 6.21), ("2026-11-25", 6.18)])
    assert "Freddie Mac" in feed.source


def test_zillows_months_are_columns_and_the_latest_are_read() -> None:
    values = [str(500_000 + n) for n in range(16)]
    feed = parse_feed(_zhvi(["1", "0", "98107", "zip", "WA", *values[:-1], ""]), TODAY)
    assert isinstance(feed, ZipListings)
    assert feed.rows[0] == ("98107", "home_value", MONTHS[3], 500_003.0)
    assert feed.rows[-1] == ("98107", "home_value", MONTHS[14], 500_014.0)
    assert "Zillow" in feed.source


def test_redfins_tsv_is_read_of_all_homes_and_its_latest_years() -> None:
    rows = [
        _sold("zip code", "Zip Code: 98107"),
        _sold("zip code", "Zip Code: 98107", kind="Condo/Co-op"),
        _sold("zip code", "Zip Code: 98107", end="2019-10-31"),
    ]
    feed = parse_feed(_redfin(*rows), TODAY)
    assert isinstance(feed, ZipListings)
    assert {metric: value for _, metric, _, value in feed.rows} == {
        "sale_price": 612_000.0, "list_price": 635_000.0, "price_per_sqft": 402.0,
        "days_on_market": 17.0,
    }  # fmt: skip
    assert "Redfin" in feed.source


@pytest.mark.parametrize(
    "footer",
    [
        "quality_flag = 1: year-over-year figures may be impacted\n",
        '"quality_flag = 1:  figures may be impacted, see notes"\n',
        "Source: the publisher, by month\n",
        "\nNote: figures are revised.\nAll rights are reserved by their owner.\n",
        "* seasonally adjusted\n",
    ],
)
def test_a_footer_is_no_row(footer: str) -> None:
    feed = parse_feed((REALTOR + footer).encode(), TODAY)
    assert len(feed.rows) == 4
    assert feed.rows[0][:2] == ("01001", "list_price")
    assert "Realtor" in feed.source


@pytest.mark.parametrize(
    "rest",
    [
        "202610\n",
        "202610,1002\n",
        "quality_flag = 1: odd\n202610,1002,x,1,2,3,4\n",
        "abc\n",
        "1,2,x\n",
    ],
)
def test_half_a_row_is_no_footer(rest: str) -> None:
    with pytest.raises(BadFeedError, match="columns and the header"):
        parse_feed((REALTOR + rest).encode(), TODAY)


def test_a_metro_that_a_portal_names_by_its_city_is_the_metro_of_the_index(
    store: Callable[[Sequence[Statement]], list[list[dict[str, Any]]]],
) -> None:
    names = [("42644", "Seattle-Bellevue-Kent, WA"), ("38900", "Portland-Vancouver, OR-WA"),
             ("38860", "Portland-South Portland, ME")]  # fmt: skip
    index = MetroIndex(names, [(cbsa, "2026-09-30", 400.0) for cbsa, _ in names])
    state = FeedState(url="https://feeds.example/x.csv")
    values = ["1"] * 15
    wide = _zhvi(
        ["1", "0", "Seattle, WA", "msa", "WA", *values, "750000"],
        ["2", "1", "Portland, ME", "msa", "ME", *values, "520000"],
        ["3", "2", "Portland, OR", "msa", "OR", *values, "540000"],
        ["4", "3", "Nowhere, WA", "msa", "WA", *values, "1"],
        ["5", "4", "United States", "country", "", *values, "360000"],
    )
    sold = _redfin(_sold("metro", "Seattle, WA metro area"))
    feeds = [parse_feed(wide, TODAY), parse_feed(sold, TODAY)]
    assert all(isinstance(feed, NamedMetros) for feed in feeds)
    for feed in [index, *feeds, *feeds]:
        store(load_statements(feed, state, "2026-11-30T00:00:00+00:00"))
    of = "SELECT region, value, source FROM observations WHERE "
    (found,) = store([Statement(f"{of} period = '{MONTHS[-1]}' ORDER BY region")])
    source = "Zillow Home Value Index (ZHVI)"
    assert [tuple(row.values()) for row in found] == [
        ("portland-south-portland-me", 520_000.0, source),
        ("portland-vancouver-or-wa", 540_000.0, source),
        ("seattle-bellevue-kent-wa", 750_000.0, source),
    ]
    (sales,) = store([Statement(f"{of} metric = 'sale_price'")])
    assert [tuple(row.values()) for row in sales] == [
        ("seattle-bellevue-kent-wa", 612_000.0, "Redfin Data Center")
    ]


def test_each_figure_of_a_market_says_its_month_and_whose_it_is() -> None:
    who = {"region": "98107", "kind": "zip", "name": "Seattle, WA 98107", "metro": "m",
           "metro_name": "M", "matched_by": "county", "metro_km": 3.0}  # fmt: skip
    listed = [
        {"metric": "list_price", "period": "2026-09-30", "value": 700_000, "source": "R"},
        {"metric": "home_value", "period": "2026-10-31", "value": 690_000, "source": "Z"},
        {"metric": "sale_price", "period": "2026-08-31", "value": 680_000, "source": "F"},
    ]
    quarters = [{"period": "2026-09-30", "value": 400}]
    market = region_market("98107", TODAY, [[who], quarters, listed]).model_dump(mode="json")
    shown = {name: market[name] for name in market if name.startswith(("list", "home", "sale"))}
    assert shown == {
        "list_price": 700_000, "listings_as_of": "2026-09-30", "listings_source": "R",
        "home_value": 690_000, "home_value_as_of": "2026-10-31", "home_value_source": "Z",
        "sale_price": 680_000, "sale_price_as_of": "2026-08-31", "sale_price_source": "F",
    }  # fmt: skip


def test_a_long_file_is_walked_through_line_by_line() -> None:
    header, line, _ = REALTOR.split("\n")
    padding = "x" * 60
    body = (header + ",note\n" + f"{line},{padding}\n" * 85_000).encode()
    tracemalloc.start()
    try:
        feed = parse_feed(body, TODAY)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(feed.rows) == 340_000
    figures = 340_000 * 150
    assert peak < len(body) + figures + (12 << 20), (
        "a copy of all cells would be several times that"
    )
