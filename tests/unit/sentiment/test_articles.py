import json
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from article_places import is_region, metro_of_zip, regions_of
from article_records import ArticleRecord, canonical, iso_week, record, source_of
from article_store import INSERT_ARTICLES, INSERT_REGIONS, TALLIES, tallies_of
from feed_parsing import Article
from region_tallies import Cell, region_sentiment
from sentiment_vars import SentimentVars

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FEED = "https://www.news.example/rss"
ARTICLE = Article(
    "Seattle home sales surged", "Buyers are happy.", "https://n.example/1", "g1", NOW
)


def _store(db: sqlite3.Connection, *records: ArticleRecord) -> int:
    rows = json.dumps([item.as_row() for item in records])
    new = db.execute(INSERT_ARTICLES, (rows,)).fetchall()
    db.execute(INSERT_REGIONS, (rows,))
    return len(new)


def _cells(db: sqlite3.Connection, region: str, first: date, last: date) -> list[Cell]:
    statement = tallies_of(region, first, last)
    return [Cell(**dict(row)) for row in db.execute(statement.sql, statement.params)]


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("Seattle home sales rise", {"seattle-bellevue-kent-wa"}),
        ("Home prices in Portland, Maine climb", {"portland-south-portland-me"}),
        ("Portland rents fall", {"portland-vancouver-hillsboro-or-wa"}),
        ("Reading the report", set()),
        ("Reading, PA sees sales", {"reading-pa"}),
        ("Sold in Ballard, WA 98107", {"98107", "seattle-bellevue-kent-wa"}),
        ("ZIP code 10001 is hot", {"10001", "new-york-jersey-city-white-plains-ny-nj"}),
        ("It cost 98107 dollars", set()),
        ("Columbus, Ohio and Columbus, GA", {"columbus-oh", "columbus-ga-al"}),
        ("the bend in a mobile home", set()),
    ],
)
def test_an_article_is_about_the_places_that_it_names(text: str, regions: set[str]) -> None:
    assert set(regions_of(text)) == regions | {"us"}


def test_a_region_is_a_zip_code_a_metro_or_the_country() -> None:
    assert all(map(is_region, ["98103", "us", "seattle-bellevue-kent-wa"]))
    assert not any(
        map(
            is_region,
            ["", "9810", "981034", "٩٨١٠٣", "９８１０３", "98103\n", "atlantis", "Seattle"],
        )
    )


def test_a_zip_code_belongs_to_the_metro_of_its_first_digits() -> None:
    assert metro_of_zip("98103") == "seattle-bellevue-kent-wa"
    assert metro_of_zip("00000") is None


@pytest.mark.parametrize("link", ["http://[::1", "javascript:alert(1)", "//n.example/1"])
def test_a_link_that_is_no_address_of_the_web_is_left_out(link: str) -> None:
    stored = record(replace(ARTICLE, link=link), FEED, NOW)
    assert (stored.link, stored.link_key) == ("", None)


@pytest.mark.parametrize(
    "link",
    ["http://www.n.example/1", "https://n.example/1/", "https://n.example/1?utm_source=x#top"],
)
def test_a_link_is_the_same_without_what_only_tracks(link: str) -> None:
    assert canonical(link) == canonical("https://n.example/1")


def test_links_to_different_things_stay_different() -> None:
    assert canonical("https://n.example/?id=1") != canonical("https://n.example/?id=2")


def test_a_record_carries_score_week_source_and_regions() -> None:
    found = record(ARTICLE, FEED, NOW)
    assert found.week == iso_week(NOW) == "2026-W48"
    assert found.source == source_of(FEED) == "news.example"
    assert found.regions == ["seattle-bellevue-kent-wa", "us"]
    assert found.score > 0
    assert found.label == "positive"


def test_an_article_from_the_future_is_dated_when_it_was_read() -> None:
    future = replace(ARTICLE, published=NOW + timedelta(days=400))
    assert record(future, FEED, NOW).published_at == NOW.timestamp() * 1000


def test_a_link_that_is_not_on_the_web_is_not_kept() -> None:
    assert record(replace(ARTICLE, link="javascript:alert(1)"), FEED, NOW).link == ""


@pytest.mark.parametrize(
    "again",
    [
        ARTICLE,
        replace(ARTICLE, title="Another title", link="https://n.example/other"),
        replace(ARTICLE, guid="g2", title="Another title"),
        replace(ARTICLE, guid="g2", link="https://other.example/9"),
    ],
    ids=["all", "guid", "link", "title"],
)
def test_an_article_is_stored_once_whichever_of_its_keys_comes_again(
    db: sqlite3.Connection, again: Article
) -> None:
    assert _store(db, record(ARTICLE, FEED, NOW)) == 1
    assert _store(db, record(again, FEED, NOW)) == 0
    (cell,) = _cells(db, "us", NOW.date(), NOW.date())
    assert cell.count == 1


def test_the_same_title_in_another_week_is_another_article(db: sqlite3.Connection) -> None:
    later = replace(ARTICLE, guid="g2", link="https://n.example/2", published=NOW)
    _store(db, record(replace(ARTICLE, published=NOW - timedelta(days=7)), FEED, NOW))
    assert _store(db, record(later, FEED, NOW)) == 1


def test_a_region_is_added_up_by_source_and_week(db: sqlite3.Connection) -> None:
    texts = [("Seattle sales surged", 0, FEED), ("Seattle sales plunged", 1, FEED),
             ("Seattle is a city", 8, "https://b.example/rss")]  # fmt: skip
    for title, days, feed in texts:
        item = Article(title, "", "", title, NOW - timedelta(days=days))
        _store(db, record(item, feed, NOW))
    first = NOW.date() - timedelta(days=30)
    cells = _cells(db, "seattle-bellevue-kent-wa", first, NOW.date())
    answer = region_sentiment("98103", "seattle-bellevue-kent-wa", first, NOW.date(), cells)
    assert (answer.count, answer.positive, answer.negative, answer.neutral) == (3, 1, 1, 1)
    assert [(s.source, s.count) for s in answer.sources] == [("b.example", 1), ("news.example", 2)]
    assert [(w.week, w.count) for w in answer.weeks] == [
        ("2026-W46", 1),
        ("2026-W47", 1),
        ("2026-W48", 1),
    ]
    assert answer.weeks[0].starts_on == date(2026, 11, 9)
    mean = sum(record(Article(t, "", "", t, NOW), f, NOW).score for t, _, f in texts) / 3
    assert answer.score == pytest.approx(mean, abs=1e-3)


def test_a_region_without_articles_has_no_score() -> None:
    answer = region_sentiment("us", "us", NOW.date(), NOW.date(), [])
    assert (answer.count, answer.score, answer.weeks) == (0, None, [])


def test_the_days_of_a_range_are_both_included(db: sqlite3.Connection) -> None:
    _store(
        db,
        record(
            replace(ARTICLE, published=datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)), FEED, NOW
        ),
    )
    assert _cells(db, "us", date(2026, 11, 20), date(2026, 11, 20))
    assert not _cells(db, "us", date(2026, 11, 21), date(2026, 11, 21))


def test_a_region_is_found_by_the_index_alone(db: sqlite3.Connection) -> None:
    plan = db.execute(f"EXPLAIN QUERY PLAN {TALLIES}", ("us", 0, 1)).fetchall()
    assert "SEARCH article_regions USING PRIMARY KEY" in plan[0]["detail"]


def test_feeds_are_on_the_web() -> None:
    value = " https://a.example/rss , file:///etc/passwd,,http://b.example "
    given = SentimentVars({"FEED_URLS": value}.get)
    assert given.feed_urls == ("https://a.example/rss", "http://b.example")
    assert "FEED_URLS" in given.faults
