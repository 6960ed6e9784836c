"""The whole fleet: what each worker is there for, and what goes through several of them."""

import json
from typing import Any

import pytest
from hot_lead import LEAD

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet
from fleet.main_requests import MainRequest, read
from fleet.project import find_root, read_fleet

WORKERS = read_fleet(find_root()).workers


def filled(text: str, n: int) -> str:
    return text.replace("{n}", str(n)).replace("{day}", "2015-03-05")


def sent(request: MainRequest, n: int = 1700) -> dict[str, Any]:
    """The request as httpx takes it."""
    body = None if request.body is None else filled(request.body, n)
    kind = {"content-type": "application/json"} if body is not None else {}
    return {
        "method": request.method,
        "url": filled(request.path, n),
        "content": body,
        "headers": kind | request.headers,
    }


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_does_its_main_job(running_fleet: LocalFleet, name: str) -> None:
    with running_fleet.worker(name) as client:
        answer = client.request(**sent(read(WORKERS[name].folder)))
    assert answer.is_success, answer.text


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_is_well_with_all_that_it_needs(running_fleet: LocalFleet, name: str) -> None:
    with running_fleet.worker(name) as client:
        answer = client.get("/health?deep=1")
    assert answer.status_code == 200, answer.text


def test_a_lead_goes_from_the_form_to_slack(fleet: LocalFleet) -> None:
    with fleet.worker("leads") as client:
        answer = client.post("/api/leads", json=LEAD)
    assert answer.status_code == 201, answer.text
    lead = answer.json()

    def told() -> list[dict[str, Any]]:
        posts = fleet.outbox(provider="slack", worker="slack-intel")
        return [post for post in posts if lead["id"] in post["body"]]

    (card,) = eventually(told)
    assert json.loads(card["body"])["channel"] == lead["channel"] == "#hot-leads"
    assert f"${lead['valuation']['estimate']:,}" in card["body"]


def test_an_event_is_counted_by_the_consumer_of_its_queue(fleet: LocalFleet) -> None:
    event = {"url": "https://www.example.com/sell"}
    browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36"}
    with fleet.worker("analytics") as client:
        answer = client.post("/api/events", json=event, headers=browser)
        assert answer.status_code == 202, answer.text
    fleet.flush_queues()
    counted = "SELECT events FROM roll_ups WHERE dimension = 'path' AND value = '/sell'"
    assert fleet.d1("analytics", counted) == [{"events": 1}]


def test_a_schedule_runs(fleet: LocalFleet) -> None:
    fleet.cron("sentiment")
    assert fleet.outbox(provider="rss", worker="sentiment")


def test_static_files_are_served_beside_the_worker(running_fleet: LocalFleet) -> None:
    with running_fleet.worker("site") as site:
        assert site.get("/site.css").headers["content-type"].startswith("text/css")
        assert "Hearthstack" in site.get("/").text
