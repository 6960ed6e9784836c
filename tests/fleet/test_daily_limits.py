"""The daily limits of leads and playbook-api, in a fleet of its own that sets them low."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from edgekit.daily_limit import seconds_left
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables

LOW = Variables(own={"leads": {"LEADS_A_DAY": "2"}, "playbook-api": {"SEARCHES_A_DAY": "2"}})
MINE, OTHER = {"CF-Connecting-IP": "203.0.113.1"}, {"CF-Connecting-IP": "2001:db8::1"}


@pytest.fixture(scope="module")
def limited_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    options = quiet(tmp_path_factory.mktemp("limited") / "state")
    only = ("leads", "playbook-api")
    with run_locally(replace(options, only=only, seed=None, variables=LOW)) as fleet:
        yield fleet


def lead(number: int) -> dict[str, Any]:
    return {"name": "Ann Lee", "email": f"{number}@x.org", "address": "12 Oak St, Austin, TX 78701"}


def assert_refused(answer: httpx.Response) -> None:
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    now_ms = int(time.time() * 1000)
    assert abs(int(answer.headers["retry-after"]) - seconds_left(now_ms)) <= 2
    assert answer.json()["detail"].startswith("You have made all 2 requests")


def test_a_client_posts_so_many_leads_a_day(limited_fleet: LocalFleet) -> None:
    with limited_fleet.worker("leads") as leads:
        answers = [leads.post("/api/leads", json=lead(n), headers=MINE) for n in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert_refused(answers[-1])
        assert leads.post("/api/leads", json=lead(3), headers=OTHER).status_code == 201
        others = [leads.post("/api/leads", json=lead(n)).status_code for n in range(4, 8)]
        assert others == [201] * 4, "calls of other workers are not counted"
    (count,) = limited_fleet.d1("leads", "SELECT count(*) AS n FROM leads")
    assert count == {"n": 7}
    eventually(lambda: limited_fleet.kv("leads", "LEADS_A_DAY/"))


def test_a_client_searches_so_often_a_day_and_reads_without_end(limited_fleet: LocalFleet) -> None:
    with limited_fleet.worker("playbook-api") as playbook:
        found = [playbook.get("/api/search?q=offer", headers=MINE) for _ in range(3)]
        assert [answer.status_code for answer in found] == [200, 200, 429]
        assert_refused(found[-1])
        read = [playbook.get("/api/articles", headers=MINE).status_code for _ in range(5)]
        assert read == [200] * 5
    eventually(lambda: limited_fleet.kv("playbook-api", "SEARCHES_A_DAY/"))
