from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from edgekit import Statement
from market_feeds import FeedState, MetroIndex, MetroListings, MortgageRates, ZipListings
from market_queries import market_statements, region_market
from market_storage import ROWS_A_STATEMENT, failed, load_statements, unchanged

Store = Callable[[Sequence[Statement]], list[list[dict[str, Any]]]]

STATE = FeedState(url="https://feeds.test/hpi.csv", etag='"v2"')
AT = "2024-12-01T00:00:00+00:00"
TODAY = date(2024, 12, 1)
BOISE = "boise-city-id"
INDEX = MetroIndex(
    [("14260", "Boise City, ID")],
    [
        ("14260", "2023-09-30", 600.0),
        ("14260", "2024-06-30", 612.5),
        ("14260", "2024-09-30", 618.0),
    ],
)


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in store([Statement(sql)])[0]]


def test_a_loaded_index_is_answered(store: Store) -> None:
    store(load_statements(INDEX, STATE, AT))
    boise = region_market(BOISE, TODAY, store(market_statements(BOISE, TODAY)))
    assert (boise.level, boise.year_change) == (618.0, 0.03)


def test_a_revision_replaces_figures_and_leaves_equal_ones_unwritten(store: Store) -> None:
    store(load_statements(INDEX, STATE, AT))
    [(before,)] = rows(store, "SELECT total_changes()")
    revised = MetroIndex(INDEX.metros, [*INDEX.rows[:2], ("14260", "2024-09-30", 619.0)])
    store(load_statements(revised, STATE, AT))
    [(after,)] = rows(store, "SELECT total_changes()")
    one_figure_and_the_feeds_state = 2
    assert after - before == one_figure_and_the_feeds_state
    values = rows(store, "SELECT value FROM observations ORDER BY period")
    assert values == [(600.0,), (612.5,), (619.0,)]


def test_a_metro_that_was_renamed_keeps_its_address(store: Store) -> None:
    store(load_statements(INDEX, STATE, AT))
    renamed = MetroIndex([("14260", "Boise-Nampa, ID")], INDEX.rows)
    store(load_statements(renamed, STATE, AT))
    assert rows(store, "SELECT slug, name FROM metros") == [(BOISE, "Boise-Nampa, ID")]


def test_a_metro_with_a_new_code_keeps_its_address_and_history(store: Store) -> None:
    store(load_statements(INDEX, STATE, AT))
    recoded = MetroIndex([("99999", "Boise City, ID")], [("99999", "2024-12-31", 620.0)])
    store(load_statements(recoded, STATE, AT))
    assert rows(store, "SELECT slug, cbsa FROM metros") == [(BOISE, "99999")]
    assert rows(store, "SELECT count(*) FROM observations") == [(4,)]


def test_figures_of_an_unknown_metro_are_left_out(store: Store) -> None:
    feed = MetroListings([("14260", "inventory", "2024-10-31", 3000.0)])
    store(load_statements(feed, STATE, AT))
    assert rows(store, "SELECT count(*) FROM observations") == [(0,)]


def test_listings_of_a_zip_code_appear_in_its_market(store: Store) -> None:
    listings = [
        ("83702", "price_per_sqft", "2024-09-30", 341.0),
        ("83702", "price_per_sqft", "2024-10-31", 347.4),
        ("83702", "days_on_market", "2024-10-31", 38.0),
    ]
    store(load_statements(INDEX, STATE, AT))
    zip_code = "INSERT INTO zips VALUES ('83702', 'Boise', 'ID', 'Ada', ?1, 'county', 1.0)"
    store([Statement(zip_code, (BOISE,)), *load_statements(ZipListings(listings), STATE, AT)])
    found = region_market("83702", TODAY, store(market_statements("83702", TODAY)))
    assert (found.price_per_sqft, found.days_on_market, found.inventory) == (347, 38, None)
    assert found.listings_as_of == date(2024, 10, 31)


def test_a_large_feed_takes_several_statements_of_one_parameter_each(store: Store) -> None:
    weeks = [(f"{year:04d}-01-01", 5.0) for year in range(1, ROWS_A_STATEMENT + 2)]
    statements = load_statements(MortgageRates(weeks), STATE, AT)
    assert [len(s.params) for s in statements] == [1, 1, 5]
    store(statements)
    assert rows(store, "SELECT count(*) FROM mortgage_rates") == [(ROWS_A_STATEMENT + 1,)]


@pytest.fixture
def state(store: Store) -> Callable[[], tuple[Any, ...]]:
    columns = "etag, rows, loaded_at, checked_at, failing_since, reason"
    return lambda: rows(store, f"SELECT {columns} FROM feeds")[0]


def test_a_bad_spell_begins_once_and_ends_with_a_good_load(
    store: Store, state: Callable[[], tuple[Any, ...]]
) -> None:
    store(load_statements(INDEX, STATE, "t1"))
    assert state() == ('"v2"', 3, "t1", "t1", None, None)
    store([failed(STATE.url, "t2", "cut off")])
    store([failed(STATE.url, "t3", "not UTF-8")])
    assert state() == ('"v2"', 3, "t1", "t3", "t2", "not UTF-8")
    store(load_statements(INDEX, STATE, "t4"))
    assert state() == ('"v2"', 3, "t4", "t4", None, None)


def test_an_unchanged_feed_keeps_its_load_and_notes_the_look(
    store: Store, state: Callable[[], tuple[Any, ...]]
) -> None:
    store(load_statements(INDEX, STATE, "t1"))
    store([unchanged(STATE.url, "t2")])
    assert state() == ('"v2"', 3, "t1", "t2", None, None)


def test_a_feed_that_is_bad_from_the_first_is_remembered(
    store: Store, state: Callable[[], tuple[Any, ...]]
) -> None:
    store([failed(STATE.url, "t1", "empty")])
    assert state() == (None, 0, None, "t1", "t1", "empty")
