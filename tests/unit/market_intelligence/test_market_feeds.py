import gzip
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feed_tables import BadFeedError
from market_feeds import (
    Feed,
    FeedState,
    MetroIndex,
    MetroListings,
    MortgageRates,
    ZipListings,
    parse_feed,
)

TODAY = date(2026, 11, 23)
SEEDS = Path(__file__).resolve().parents[3] / "wrangler" / "seeds"
INDEX = b"""metro,cbsa,year,quarter,hpi
"Boise City, ID",14260,2024,2,612.5
"Boise City, ID",14260,2024,3,618.02
"Seattle-Bellevue-Kent, WA  (MSAD)",42644,2024,3,480.11
"""
LISTINGS = b"""month_date_yyyymm,postal_code,zip_name,median_listing_price,active_listing_count,\
median_days_on_market,median_listing_price_per_square_foot
202402,02138,"cambridge, ma",1250000,41,33,
"""


def read(body: bytes, last_rows: int = 0) -> Feed:
    return parse_feed(body, TODAY, last_rows)


def test_a_metro_index_is_read_with_its_quarters_last_days() -> None:
    feed = read(INDEX)
    assert isinstance(feed, MetroIndex)
    assert feed.metros == [("14260", "Boise City, ID"), ("42644", "Seattle-Bellevue-Kent, WA")]
    assert feed.rows[1:] == [("14260", "2024-09-30", 618.02), ("42644", "2024-09-30", 480.11)]


def test_fhfas_own_file_has_no_header_and_dashes_where_it_has_no_figure() -> None:
    feed = read(b'"Abilene, TX",10180,1975,1,-,-\n"Abilene, TX",10180,2000,1,114.23,( 1.2)\n')
    assert feed == MetroIndex([("10180", "Abilene, TX")], [("10180", "2000-03-31", 114.23)])


def test_freds_mortgage_rates_are_read() -> None:
    feed = read(b"observation_date,MORTGAGE30US\n2025-12-24,6.18\n2025-12-31,.\n")
    assert feed == MortgageRates([("2025-12-24", 6.18)])


def test_zip_listings_are_read_by_metric_with_the_months_last_day() -> None:
    feed = read(LISTINGS)
    assert isinstance(feed, ZipListings)
    assert set(feed.rows) == {
        ("02138", "list_price", "2024-02-29", 1_250_000.0),
        ("02138", "inventory", "2024-02-29", 41.0),
        ("02138", "days_on_market", "2024-02-29", 33.0),
    }


def test_a_zip_code_that_lost_its_leading_zero_gets_it_back() -> None:
    assert read(LISTINGS.replace(b"02138", b"2138")) == read(LISTINGS)


def test_a_footnote_is_no_row() -> None:
    footnote = b"* year-over-year figures may be impacted\n"
    assert read(LISTINGS + footnote) == read(LISTINGS)


def test_metro_listings_are_told_from_zip_listings_by_their_column() -> None:
    feed = read(LISTINGS.replace(b"postal_code", b"cbsa_code").replace(b"02138", b"14460"))
    assert isinstance(feed, MetroListings)


@pytest.mark.parametrize("name", ["fhfa_metro_index", "mortgage_rates"])
def test_the_shipped_series_are_good_feeds(name: str) -> None:
    body = gzip.decompress((SEEDS / f"{name}.csv.gz").read_bytes())
    assert len(read(body).rows) == body.count(b"\n") - 1


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert read(b"\xef\xbb\xbf" + INDEX.replace(b"\n", b"\r\n")) == read(INDEX)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"* a footnote\n", "renamed or dropped"),
        (b"<!doctype html><title>503</title>\n", "not a CSV"),
        (b'{"error":"rate limited"}\n', "not a CSV"),
        (INDEX.replace(b"hpi", b"index_nsa"), "needs hpi"),
        (INDEX.replace(b",quarter", b""), "needs quarter"),
        (INDEX.replace(b"Boise", "Boisé".encode("latin-1")), "not UTF-8"),
        (INDEX.decode().encode("utf-16"), "not UTF-8"),
        (INDEX.decode().replace("Boise", "Bois\ufffd").encode(), "not UTF-8"),
        (INDEX[:-1], "cut off"),
        (INDEX.splitlines(keepends=True)[0], "not one figure"),
        (INDEX.replace(b",618.02", b""), "2024, 3' has 4 columns"),
        (INDEX.replace(b"618.02", b"about 600"), "about 600"),
        (INDEX.replace(b"618.02", b"-5"), "-5"),
        (INDEX.replace(b"618.02", b"nan"), "nan"),
        (INDEX.replace(b"618.02", b"inf"), "inf"),
        (INDEX.replace(b"2024,3,480", b"2024,5,480"), "no quarter '5'"),
        (INDEX.replace(b"2024,3,480", b"0000,3,480"), "no quarter '3' of '0000'"),
        (INDEX.replace(b"2024,3,480", "²²²²,3,480".encode()), "no quarter"),
        (INDEX.replace(b'"Seattle', b'"Seattle "x'), "well-formed"),
        (b"observation_date,MORTGAGE30US\n12/31/2025,6.15\n", "not a date"),
        (LISTINGS.replace(b"202402", b"202413"), "not a month"),
        (LISTINGS.replace(b"202402", b"000002"), "not a month"),
        (LISTINGS.replace(b"202402", b"202612"), "2026-12-31, which lies in the future"),
        (LISTINGS.replace(b"202402", b"197012"), "1970-12-31, before all series began"),
        (INDEX.replace(b"2024,3,480", b"2026,4,480"), "2026-12-31, which lies in the future"),
        (INDEX.replace(b"2024,3,480", b"1924,3,480"), "1924-09-30, before all series began"),
        (b"date,rate\n2026-11-19,6.1\n2026-12-01,6.1\n", "2026-12-01, which lies in the future"),
        (b"date,rate\n1924-01-01,6.1\n2026-11-19,6.1\n", "1924-01-01, before all series began"),
    ],
)
def test_a_bad_feed_is_refused_and_says_why(body: bytes, says: str) -> None:
    with pytest.raises(BadFeedError, match=says):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        LISTINGS.replace(b"202402", b"202611"),
        INDEX.replace(b"2024,3,480", b"2026,3,480"),
        b"date,rate\n1971-04-02,7.33\n2026-11-30,6.1\n",
    ],
)
def test_a_month_in_progress_may_be_dated_by_its_end(body: bytes) -> None:
    assert read(body).rows


@given(st.integers(1, len(INDEX) - 1))
def test_a_feed_cut_off_anywhere_is_never_taken_for_whole(length: int) -> None:
    with pytest.raises(BadFeedError):
        read(INDEX[:length], last_rows=3)


def test_a_feed_that_shrank_was_cut_off() -> None:
    assert read(INDEX, last_rows=3)
    with pytest.raises(BadFeedError, match="cut off: 3 figures, after 4 before"):
        read(INDEX, last_rows=4)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_a_bad_feed(body: bytes) -> None:
    with suppress(BadFeedError):
        assert read(body).rows


def test_the_publisher_is_asked_only_for_what_is_new() -> None:
    state = FeedState(
        url="https://feeds.test/hpi.csv",
        etag='"v1"',
        last_modified="Tue, 26 Nov 2024 14:00:00 GMT",
    )
    assert state.conditions() == {
        "If-None-Match": '"v1"',
        "If-Modified-Since": "Tue, 26 Nov 2024 14:00:00 GMT",
    }
    assert FeedState(url="https://feeds.test/hpi.csv").conditions() == {}


def test_a_failing_feed_is_read_again_in_full() -> None:
    state = FeedState(
        url="https://feeds.test/hpi.csv", etag='"v1"', failing_since="2024-12-01T00:00:00Z"
    )
    assert state.conditions() == {}


def test_a_feed_that_stays_short_for_a_day_is_what_the_publisher_has() -> None:
    state = FeedState(
        url="https://feeds.test/rates.csv", rows=3600, failing_since="2026-11-22T09:00:00+00:00"
    )
    assert state.expected_rows(datetime(2026, 11, 23, 8, 59, tzinfo=UTC)) == 3600
    assert state.expected_rows(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) == 0
    good = FeedState(url="https://feeds.test/rates.csv", rows=3600)
    assert good.expected_rows(datetime(2026, 11, 23, tzinfo=UTC)) == 3600
