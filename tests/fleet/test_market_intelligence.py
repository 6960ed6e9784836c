"""market-intelligence over HTTP: its answers, its refusals, and feeds good and bad."""

import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from fleet.dev.local import LocalFleet

WORKER = "market-intelligence"
SEEDS = Path(__file__).resolve().parents[2] / "wrangler" / "seeds"
LISTINGS = """month_date_yyyymm,postal_code,zip_name,median_listing_price,active_listing_count,\
median_days_on_market,median_listing_price_per_square_foot
{month},98103,"seattle, wa",905000,140,{days},512
"""


@pytest.fixture
def market(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker(WORKER) as client:
        yield client


def pointers(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return [error["pointer"] for error in answer.json()["errors"]]


def feeds(fleet: LocalFleet) -> list[dict[str, Any]]:
    return fleet.d1(WORKER, "SELECT * FROM feeds ORDER BY url")


def index_now(fleet: LocalFleet) -> list[dict[str, Any]]:
    figures = "SELECT count(*) AS n, sum(value) AS total FROM observations WHERE metric = 'hpi'"
    rates = "SELECT count(*) AS n, sum(rate) AS total FROM mortgage_rates"
    return fleet.d1(WORKER, figures) + fleet.d1(WORKER, rates)


def told(fleet: LocalFleet) -> list[str]:
    """What slack-intel was told of bad feeds."""
    return [
        entry["details"]
        for entry in fleet.d1("slack-intel", "SELECT event, details FROM logs")
        if entry["event"] == "market_feed_bad"
    ]


def test_a_zip_code_and_its_metro_have_one_level(market: httpx.Client) -> None:
    zip_code = market.get("/api/market/98103")
    metro = market.get(f"/api/market/{zip_code.json()['metro']}")
    assert zip_code.status_code == metro.status_code == 200
    assert zip_code.json()["level"] == metro.json()["level"]
    assert zip_code.json()["month_change"] is None
    assert zip_code.json()["source"]


def test_many_ratios_at_once_are_those_of_single_questions(market: httpx.Client) -> None:
    span = {"from": "2015-02-01", "to": "2024-02-15"}
    regions = ["98103", "boise-city-id", "00000", "no such region"]
    queries = [span | {"region": region} for region in regions]
    answer = market.post("/api/ratio/batch", json={"queries": queries})
    assert answer.status_code == 200, answer.text
    alone = [market.get(f"/api/market/{region}/ratio", params=span) for region in regions]
    expected = [one.json() if one.status_code == 200 else None for one in alone]
    assert answer.json()["ratios"] == expected
    assert [one is not None for one in expected] == [True, True, False, False]


def test_a_cached_answer_is_the_same_answer(market: httpx.Client) -> None:
    assert market.get("/api/market/98103").text == market.get("/api/market/98103").text


def test_a_trend_a_comparison_a_ratio_and_rates_are_answered(market: httpx.Client) -> None:
    trend = market.get("/api/market/98103/trend", params={"from": "2023-07-01"}).json()
    assert trend["points"][0]["period"] == "2023-Q3"
    compared = market.get("/api/compare", params={"regions": "98103,boise-city-id"}).json()
    assert [region["region"] for region in compared["regions"]] == ["98103", "boise-city-id"]
    span = {"from": "2014-06-01", "to": "2015-03-09", "as_of": "2015-03-09"}
    assert market.get("/api/market/98103/ratio", params=span).json()["held"] is True
    assert market.get("/api/rates").json()["rate"] > 0


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"/api/market/{'9' * 100}", ["/region"]),
        ("/api/market/Seattle%20WA", ["/region"]),
        ("/api/market/98103/trend?from=2024-02-01&to=2024-01-01", ["/from"]),
        ("/api/market/98103/trend?from=2030-01-01", ["/from"]),
        ("/api/market/98103/trend?from=", ["/from"]),
        ("/api/market/98103/trend?to=0001-01-01", ["/to"]),
        ("/api/market/98103/trend?to=yesterday", ["/to"]),
        ("/api/market/98103/ratio?from=2024-01-01", ["/to"]),
        ("/api/compare?regions=98103", ["/regions"]),
        ("/api/compare", ["/regions"]),
        ("/api/rates?from=2024-02-01&to=2024-01-01", ["/from"]),
        ("/api/rates?to=1950-01-01", ["/to"]),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_pointer(
    market: httpx.Client, path: str, expected: list[str]
) -> None:
    assert pointers(market.get(path)) == expected


@pytest.mark.parametrize(
    "path",
    [
        "/api/market/00000",
        "/api/market/atlantis-zz/trend",
        "/api/market/98103?as_of=0001-01-01",
        "/api/market/98103/ratio?from=0001-01-01&to=9999-12-31&as_of=0001-01-01",
        "/api/compare?regions=98103,boise-city-id&as_of=0001-01-01",
    ],
)
def test_an_unknown_region_or_a_day_before_all_figures_is_not_found(
    market: httpx.Client, path: str
) -> None:
    answer = market.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"] == answer.json()["detail"]


def test_feeds_are_asked_for_only_what_is_new(fleet: LocalFleet) -> None:
    before = index_now(fleet)
    fleet.cron(WORKER)
    assert [feed["rows"] for feed in feeds(fleet)] == [2_401, 39_991]
    fleet.cron(WORKER)
    assert [sent["status"] for sent in fleet.outbox(provider="market")] == [200, 200, 304, 304]
    assert index_now(fleet) == before


def test_a_new_figure_is_answered_at_once_although_answers_are_cached(
    fleet: LocalFleet, market: httpx.Client
) -> None:
    def listed(month: str, days: int) -> Any:
        fleet.rule("market", status=200, body=LISTINGS.format(month=month, days=days), times=2)
        fleet.cron(WORKER)
        return market.get("/api/market/98103?as_of=2025-03-15").json()["days_on_market"]

    assert listed("202501", 31) == 31
    assert listed("202502", 24) == 24


def shipped(name: str) -> str:
    return gzip.decompress((SEEDS / f"{name}.csv.gz").read_bytes()).decode()


BAD_FEEDS = {
    "a web page": "<!doctype html><title>We will be right back</title>\n",
    "cut in a row": shipped("fhfa_metro_index")[:600_003],
    "cut after a row": "".join(shipped("fhfa_metro_index").splitlines(keepends=True)[:2000]),
    "a renamed column": shipped("fhfa_metro_index").replace("hpi", "index_nsa", 1),
    "another encoding": shipped("mortgage_rates").encode("utf-16").decode("latin-1"),
    "empty": "",
    "of the future": "date,rate\n"
    + "".join(f"{2000 + n // 12}-{n % 12 + 1:02}-01,6.1\n" for n in range(3600)),
}


@pytest.mark.parametrize("body", BAD_FEEDS.values(), ids=BAD_FEEDS)
def test_a_bad_feed_keeps_the_last_good_data_and_is_told_once(
    fleet: LocalFleet, market: httpx.Client, body: str
) -> None:
    fleet.cron(WORKER)
    before, answer = index_now(fleet), market.get("/api/market/98103").json()
    fleet.rule("market", status=200, body=body)
    for _ in range(3):
        fleet.cron(WORKER)
    assert index_now(fleet) == before
    assert market.get("/api/market/98103").json() == answer
    assert all(feed["failing_since"] and feed["reason"] for feed in feeds(fleet))
    for host in ("fhfa.gov", "fred.stlouisfed.org"):
        assert len([entry for entry in told(fleet) if host in entry]) == 1
    assert any("market_feed_bad" in sent["body"] for sent in fleet.outbox(provider="slack"))


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_publisher_that_refuses_is_a_bad_feed(fleet: LocalFleet, status: int) -> None:
    fleet.rule("market", status=status, body="no")
    fleet.cron(WORKER)
    assert {feed["reason"] for feed in feeds(fleet)} == {f"The publisher answered {status}."}


def test_a_feed_that_is_good_again_is_loaded_and_the_next_bad_spell_is_told(
    fleet: LocalFleet,
) -> None:
    for _ in range(2):
        fleet.rule("market", status=200, body="<html>\n")
        fleet.cron(WORKER)
        fleet.control("DELETE", "/outbox/rules")
        fleet.cron(WORKER)
        assert [feed["failing_since"] for feed in feeds(fleet)] == [None, None]
        assert [feed["rows"] for feed in feeds(fleet)] == [2_401, 39_991]
    assert len(told(fleet)) == 4


def test_a_bad_feed_that_was_taken_for_good_does_not_keep_the_good_one_out(
    fleet: LocalFleet,
) -> None:
    days = [date(1990, 1, 1) + timedelta(days=n) for n in range(9000)]
    rows = "".join(f"{day},6.1\n" for day in days)
    fleet.rule("market", status=200, body=f"date,rate\n{rows}")
    fleet.cron(WORKER)
    fleet.control("DELETE", "/outbox/rules")
    fleet.cron(WORKER)
    assert "2,401 figures, after 9,000 before" in feeds(fleet)[0]["reason"]
    assert feeds(fleet)[1]["failing_since"] is None
    fleet.cron(WORKER, at=(datetime.now(UTC) + timedelta(days=1)).isoformat())
    assert [feed["failing_since"] for feed in feeds(fleet)] == [None, None]
    assert [feed["rows"] for feed in feeds(fleet)] == [2_401, 39_991]


def test_a_bad_feed_is_told_even_if_slack_intel_is_down_at_first(fleet: LocalFleet) -> None:
    fleet.rule("market", status=200, body="<html>\n")
    with fleet.fault("slack-intel", "down"):
        fleet.cron(WORKER)
    assert told(fleet) == []
    fleet.cron(WORKER)
    assert len(told(fleet)) == 2
