"""The list of leads over HTTP: searched, filtered, and without those who were erased."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, lead_body, run_sql

from fleet.dev.local import LocalFleet

ANY = {**ADMIN, "If-Match": "*"}


@pytest.fixture
def leads(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("leads") as client:
        yield client


@pytest.fixture
def two(leads: httpx.Client) -> dict[str, str]:
    """Ada, and Grace who came in after her: their ids by name."""
    grace = {"name": "Grace Hopper", "email": "grace@navy.example", "phone": "(206) 555-0199"}
    posted = {
        "ada": leads.post("/api/leads", json=lead_body(source="website")),
        "grace": leads.post(
            "/api/leads",
            json=lead_body(**grace, source="referral", address="1 N Main St, Kent, WA 98032"),
        ),
    }
    return {name: answer.json()["id"] for name, answer in posted.items()}


def listed(leads: httpx.Client, two: dict[str, str], **query: Any) -> list[str]:
    answer = leads.get("/api/leads", params=query, headers=ADMIN)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    names = {lead_id: name for name, lead_id in two.items()}
    return [names[lead["id"]] for lead in answer.json()["items"]]


def test_leads_are_found_by_name_phone_address_and_email(
    leads: httpx.Client, two: dict[str, str]
) -> None:
    for text, found in (
        ("ada", ["ada"]), ("hop gra", ["grace"]), ("206-555-0199", ["grace"]),
        ("grace@navy.example", ["grace"]), ("main street", ["grace"]), ("98117", ["ada"]),
        ("206 555", ["grace", "ada"]), ("ada hopper", []), ("\U0001f3e0", []), ("%", []),
    ):  # fmt: skip
        assert listed(leads, two, q=text) == found, text


def test_a_search_goes_together_with_every_filter(leads: httpx.Client, two: dict[str, str]) -> None:
    leads.patch(f"/api/leads/{two['ada']}", json={"agent": "Zoe"}, headers=ANY)
    today = datetime.now(UTC).date()
    for query, found in (
        ({"agent": "Zoe"}, ["ada"]),
        ({"assigned": "false"}, []),
        ({"source": "referral"}, ["grace"]),
        ({"from": today, "to": today}, ["grace", "ada"]),
        ({"to": today - timedelta(days=1)}, []),
        ({"q": "ada", "source": "referral"}, []),
        ({"q": "seattle", "agent": "Zoe", "status": "new", "min_score": 1}, ["ada"]),
    ):
        assert listed(leads, two, **query) == found, query


def test_pages_of_a_search_hold_every_lead_once(leads: httpx.Client, two: dict[str, str]) -> None:
    first = leads.get("/api/leads", params={"q": "wa", "limit": 1}, headers=ADMIN).json()
    query = {"q": "wa", "limit": 1, "cursor": first["cursor"]}
    second = leads.get("/api/leads", params=query, headers=ADMIN).json()
    assert [first["items"][0]["id"], second["items"][0]["id"]] == [two["grace"], two["ada"]]
    assert second["cursor"] is None


def test_agents_and_sources_to_choose_from_are_those_that_there_are(
    leads: httpx.Client, two: dict[str, str]
) -> None:
    leads.patch(f"/api/leads/{two['ada']}", json={"agent": "Zoe"}, headers=ANY)
    choices = leads.get("/api/leads/choices", headers=ADMIN).json()
    assert choices["sources"] == ["referral", "website"]
    assert {"Zoe", "Dana Ortiz"} <= set(choices["agents"])
    assert leads.get("/api/leads/choices").status_code == 401


def test_erasing_a_person_takes_their_words_too(
    fleet: LocalFleet, leads: httpx.Client, two: dict[str, str]
) -> None:
    assert leads.delete(f"/api/leads/{two['grace']}", headers=ADMIN).status_code == 204
    assert listed(leads, two, q="grace") == []
    left = fleet.d1("leads", "SELECT DISTINCT lead_id FROM lead_words")
    assert left == [{"lead_id": two["ada"]}]


def test_leads_from_before_there_was_a_search_are_made_findable_by_cron(
    fleet: LocalFleet, leads: httpx.Client, two: dict[str, str]
) -> None:
    run_sql(
        fleet, "leads", ("DELETE FROM lead_words", ()), ("UPDATE leads SET words_version = 0", ())
    )
    assert listed(leads, two, q="ada") == []
    fleet.cron("leads")
    assert listed(leads, two, q="ada") == ["ada"]


def test_a_lead_tells_what_it_may_become_and_its_version(
    leads: httpx.Client, two: dict[str, str]
) -> None:
    answer = leads.get(f"/api/leads/{two['ada']}", headers=ADMIN)
    lead = answer.json()
    assert lead["next_statuses"] == ["contacted", "lost"]
    assert answer.headers["etag"] == f'"{lead["version"]}"'


@pytest.mark.parametrize("query", [{"q": "x" * 201}, {"from": "soon"}, {"assigned": "perhaps"}])
def test_a_filter_that_means_nothing_is_refused(leads: httpx.Client, query: dict[str, str]) -> None:
    assert leads.get("/api/leads", params=query, headers=ADMIN).status_code == 422
