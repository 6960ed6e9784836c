"""sentiment over HTTP: scores, and a region's articles from feeds good and bad."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

import httpx
import pytest

from fleet.dev.local import LocalFleet

WORKER = "sentiment"
ADMIN = {"Authorization": "Bearer dev-admin-token"}


@pytest.fixture
def sentiment(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker(WORKER) as client:
        yield client


def pointers(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [error["pointer"] for error in answer.json()["errors"]]


def item(title: str, guid: str, day: datetime | None = None) -> str:
    published = format_datetime(day or datetime.now(UTC))
    return (
        f"<item><title>{escape(title)}</title><guid>{guid}</guid>"
        f"<link>https://n.example/{guid}</link><pubDate>{published}</pubDate></item>"
    )


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>News</title>{''.join(items)}</channel></rss>"


def read(fleet: LocalFleet, body: str, status: int = 200) -> None:
    """Let both feeds answer ``body`` and run the cron once."""
    fleet.control("DELETE", "/outbox/rules")
    fleet.rule("rss", status=status, body=body)
    fleet.cron(WORKER)


def feeds(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/feeds", headers=ADMIN).json()
    return found


def test_texts_are_scored_in_order_with_the_words_that_made_it(sentiment: httpx.Client) -> None:
    texts = ["Mortgage rates fell again.", "The roof leaks.", "The index has 20 cities."]
    results = sentiment.post("/api/sentiment", json={"texts": texts}).json()["results"]
    assert [result["label"] for result in results] == ["positive", "negative", "neutral"]
    assert "rates fell" in [term["term"] for term in results[0]["terms"]]
    assert all(-1 <= result["score"] <= 1 for result in results)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], ["/texts"]),
        (["x"] * 101, ["/texts"]),
        (["x", 3], ["/texts/1"]),
        (["x" * 10_001], ["/texts/0"]),
    ],
)
def test_too_many_or_too_long_texts_are_refused(
    sentiment: httpx.Client, texts: list[Any], expected: list[str]
) -> None:
    assert pointers(sentiment.post("/api/sentiment", json={"texts": texts})) == expected


def test_a_region_is_added_up_by_source_and_week(
    fleet: LocalFleet, sentiment: httpx.Client
) -> None:
    read(fleet, rss(item("Seattle home sales surged", "a"), item("Seattle prices plunged", "b")))
    answer = sentiment.get("/api/sentiment/seattle-bellevue-kent-wa").json()
    assert (answer["count"], answer["positive"], answer["negative"]) == (2, 1, 1)
    assert sum(source["count"] for source in answer["sources"]) == 2
    assert [week["count"] for week in answer["weeks"]] == [2]
    assert sentiment.get("/api/sentiment/98103").json()["about"] == "seattle-bellevue-kent-wa"
    assert sentiment.get("/api/sentiment/boise-city-id").json()["score"] is None


def test_an_article_that_comes_again_or_through_another_feed_counts_once(
    fleet: LocalFleet, sentiment: httpx.Client
) -> None:
    for _ in range(2):
        read(fleet, rss(item("Seattle home sales surged", "a")))
    assert sentiment.get("/api/sentiment/us").json()["count"] == 1


def test_feeds_are_asked_for_only_what_is_new(fleet: LocalFleet, sentiment: httpx.Client) -> None:
    body = rss(item("Seattle home sales surged", "a"))
    marks = {"etag": '"v1"', "last-modified": "Mon, 23 Nov 2026 10:00:00 GMT"}
    fleet.rule("rss", status=200, body=body, headers=marks)
    fleet.cron(WORKER)
    fleet.control("DELETE", "/outbox/rules")
    fleet.rule("rss", status=304)
    for _ in range(2):
        fleet.cron(WORKER)
    *_, last = fleet.outbox(worker=WORKER)
    assert last["headers"]["if-none-match"] == marks["etag"]
    assert last["headers"]["if-modified-since"] == marks["last-modified"]
    assert [feed["failures"] for feed in feeds(sentiment)] == [0, 0]
    assert sentiment.get("/api/sentiment/us").json()["count"] == 1


BAD_FEEDS = {
    "a web page": "<!doctype html><html><body>Sorry</body></html>",
    "a bomb": '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss>&b;</rss>',
    "another file": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
    "something else": "<orders/>",
    "empty": "",
    "too long": "<rss>" + " " * (2 << 20) + "</rss>",
}


@pytest.mark.parametrize("body", BAD_FEEDS.values(), ids=BAD_FEEDS)
def test_a_bad_feed_is_noted_and_what_is_known_stays(
    fleet: LocalFleet, sentiment: httpx.Client, body: str
) -> None:
    read(fleet, rss(item("Seattle home sales surged", "a")))
    for _ in range(2):
        read(fleet, body)
    assert [(feed["failures"], bool(feed["error"])) for feed in feeds(sentiment)] == [(2, True)] * 2
    assert sentiment.get("/api/sentiment/us").json()["count"] == 1
    read(fleet, rss(item("Seattle rents rose", "b")))
    assert [feed["failures"] for feed in feeds(sentiment)] == [0, 0]


def test_a_feed_that_leads_nowhere_is_noted(fleet: LocalFleet, sentiment: httpx.Client) -> None:
    fleet.rule("rss", status=302, headers={"Location": "http://[::1"})
    fleet.cron(WORKER)
    assert all("redirects" in feed["error"] for feed in feeds(sentiment))


def test_a_feed_that_breaks_off_gives_what_came_before(
    fleet: LocalFleet, sentiment: httpx.Client
) -> None:
    whole = rss(item("Seattle home sales surged", "a"), item("Seattle prices plunged", "b"))
    read(fleet, whole[: whole.index("plunged")])
    assert sentiment.get("/api/sentiment/us").json()["count"] == 1
    assert "breaks off" in feeds(sentiment)[0]["error"]


@pytest.mark.parametrize("region", ["atlantis-zz", "9810", "Seattle WA"])
def test_an_unknown_region_is_not_found(sentiment: httpx.Client, region: str) -> None:
    assert sentiment.get(f"/api/sentiment/{region}").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("from=2026-05-01&to=2026-01-01", ["/from"]),
        ("from=1800-01-01", ["/from"]),
        ("from=x&to=y", ["/from", "/to"]),
        ("to=0001-01-01", ["/to"]),
    ],
)
def test_ranges_that_make_no_sense_are_refused(
    sentiment: httpx.Client, query: str, expected: list[str]
) -> None:
    assert pointers(sentiment.get(f"/api/sentiment/us?{query}")) == expected


def test_a_range_may_end_on_the_calendars_last_day(sentiment: httpx.Client) -> None:
    answer = sentiment.get("/api/sentiment/us?to=9999-12-31")
    assert (answer.status_code, answer.json()["count"]) == (200, 0)


def test_the_state_of_the_feeds_is_private(sentiment: httpx.Client) -> None:
    assert sentiment.get("/api/feeds").status_code == 401


def test_a_feed_is_read_in_the_encoding_that_it_declares(
    fleet: LocalFleet, sentiment: httpx.Client
) -> None:
    title = "住宅 in Seattle"
    declared = '<?xml version="1.0" encoding="iso-2022-jp"?>' + rss(item(title, "j"))
    read(fleet, declared.encode("iso-2022-jp").decode("ascii"))
    assert fleet.d1(WORKER, "SELECT DISTINCT title FROM articles") == [{"title": title}]
    read(fleet, rss(item("10 € – “Café”", "u")))
    assert {"title": "10 € – “Café”"} in fleet.d1(WORKER, "SELECT title FROM articles")


def test_a_feed_that_redirects_inside_is_not_followed(
    fleet: LocalFleet, sentiment: httpx.Client
) -> None:
    fleet.rule("rss", status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
    fleet.cron(WORKER)
    assert all("169.254.169.254 is no public address" in feed["error"] for feed in feeds(sentiment))


def test_items_with_one_guid_and_one_title_are_all_kept(
    fleet: LocalFleet, sentiment: httpx.Client
) -> None:
    items = [item("Seattle rates today", "same").replace("n.example/same", f"n.example/{n}")
             for n in range(4)]  # fmt: skip
    for _ in range(2):
        read(fleet, rss(*items))
    assert sentiment.get("/api/sentiment/us").json()["count"] == 4
