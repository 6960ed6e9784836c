"""dashboard's list of leads and the forms of a lead's page, over HTTP: no JavaScript is needed."""

import html
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
LEAD = {
    "name": "<b>Ada</b> Lovelace",
    "email": "ada@example.com",
    "address": "8021 21st Ave NW, Seattle, WA 98117",
    "asking_price": 300_000,
    "source": "website",
    "property": {"sqft": 1600, "bedrooms": 3, "lat": 47.687, "lon": -122.38, "zip": "98117"},
}


@pytest.fixture
def dashboard(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """Somebody who is signed in."""
    with fleet.worker("dashboard") as client:
        client.post("/sign-in", data={"token": "dev-admin-token"})
        yield client


@pytest.fixture
def leads(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("leads") as client:
        client.headers.update(ADMIN)
        yield client


@pytest.fixture
def lead(leads: httpx.Client) -> str:
    """A new lead, valued and announced, so that nothing changes it any more."""
    lead_id = str(leads.post("/api/leads", json=LEAD).json()["id"])
    eventually(lambda: leads.get(f"/api/leads/{lead_id}").json()["announced_at"])
    return lead_id


def seen(page: str) -> dict[str, str]:
    """The hidden fields that a lead's page gives to its forms."""
    return dict(re.findall(r'name="(seen_\w+)" value="([^"]*)"', page))


def words(page: str) -> str:
    """What a page says, without its tags."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def the_lead(leads: httpx.Client, lead_id: str) -> dict[str, Any]:
    found: dict[str, Any] = leads.get(f"/api/leads/{lead_id}").json()
    return found


# The list


def test_the_list_holds_what_the_filters_ask_for(dashboard: httpx.Client, lead: str) -> None:
    for query, there in (
        ("", True), ("q=lovelace", True), ("q=98117&source=website&status=new", True),
        ("q=hopper", False), ("status=lost", False), ("agent=-", False), ("score=81", False),
        ("to=2020-01-01", False),
    ):  # fmt: skip
        page = dashboard.get(f"/leads?{query}")
        assert page.status_code == 200
        assert (f'href="/leads/{lead}"' in page.text) is there, query
        assert "<b>Ada" not in page.text
    assert 'value="lovelace"' in dashboard.get("/leads?q=lovelace").text


def test_older_leads_are_a_link_away_under_the_same_filters(
    dashboard: httpx.Client, leads: httpx.Client
) -> None:
    for number in range(26):
        body = {**LEAD, "email": f"p{number}@x.org", "address": f"{number} Oak St, Kent, WA 98032"}
        leads.post("/api/leads", json=body)
    first = dashboard.get("/leads?q=oak&source=website").text
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = dashboard.get(html.unescape(older)).text
    ids = [re.findall(r'href="/leads/(lead_\w+)"', page) for page in (first, second)]
    assert [len(page) for page in ids] == [25, 1]
    assert len({*ids[0], *ids[1]}) == 26
    assert 'href="/leads?q=oak&amp;source=website"' in second


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=soon&q=ada", "Give a day"),
        ("from=2026-02-02&to=2026-02-01", "after the last day"),
        ("status=sold", "no such status"),
    ],
)
def test_what_is_wrong_with_a_filter_stands_beside_it_and_the_rest_is_kept(
    dashboard: httpx.Client, query: str, said: str
) -> None:
    page = dashboard.get(f"/leads?{query}")
    assert (page.status_code, page.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert said in words(page.text)
    if "q=ada" in query:
        assert 'value="ada"' in page.text


def test_a_page_that_is_gone_is_told_and_the_list_begins_anew(
    dashboard: httpx.Client, lead: str
) -> None:
    page = dashboard.get("/leads?q=lovelace&cursor=nonsense")
    assert page.status_code == 422
    assert "not there any more" in words(page.text)
    assert f'href="/leads/{lead}"' in page.text


def test_with_leads_down_the_list_says_so_and_keeps_the_filters(
    fleet: LocalFleet, dashboard: httpx.Client
) -> None:
    with fleet.fault("leads", "down"):
        page = dashboard.get("/leads?q=ada")
    assert page.status_code == 503
    assert "cannot be shown now" in page.text
    assert 'value="ada"' in page.text


def test_without_a_session_the_list_is_shown_after_signing_in(fleet: LocalFleet, lead: str) -> None:
    with fleet.worker("dashboard") as stranger:
        page = stranger.get("/leads?q=lovelace")
        assert lead not in page.text
        (path,) = re.findall(r'name="next" value="([^"]+)"', page.text)
        form = {"token": "dev-admin-token", "next": html.unescape(path)}
        assert stranger.post("/sign-in", data=form).headers["location"] == "/leads?q=lovelace"


# A lead's page


def test_the_page_shows_the_range_and_the_sales_around_the_home(
    dashboard: httpx.Client, lead: str
) -> None:
    page = dashboard.get(f"/leads/{lead}").text
    assert 'class="range-bar"' in page
    assert "they ask $300,000." in page
    assert 'class="comps-map"' in page
    assert "Map of 12 comparable sales" in page
    assert page.count('<th scope="row" role="rowheader">') == 12


@pytest.mark.parametrize("mode", ["down", "hang", "error"])
def test_with_valuation_down_the_page_has_all_the_rest(
    fleet: LocalFleet, dashboard: httpx.Client, lead: str, mode: str
) -> None:
    with fleet.fault("valuation", mode):
        page = dashboard.get(f"/leads/{lead}")
    assert page.status_code == 200
    assert 'class="range-bar"' in page.text
    assert "comparable sales can't be shown now" in words(page.text)


def test_opening_a_lead_stays_within_the_invocations_of_a_request(
    fleet: LocalFleet, dashboard: httpx.Client, lead: str
) -> None:
    dashboard.get(f"/leads/{lead}", headers={"x-request-id": "open-lead"})
    [used] = fleet.usage(request_id="open-lead", worker="dashboard")
    assert used.invocations <= 12


def test_a_status_is_changed_and_told(
    dashboard: httpx.Client, leads: httpx.Client, lead: str
) -> None:
    page = dashboard.get(f"/leads/{lead}").text
    assert re.findall(r'name="status" value="(\w+)"', page) == ["contacted", "lost"]
    sent = dashboard.post(f"/leads/{lead}/status", data={**seen(page), "status": "contacted"})
    assert sent.status_code == 303
    assert "The status is “Contacted” now." in dashboard.get(sent.headers["location"]).text
    assert the_lead(leads, lead)["status"] == "contacted"


def test_an_agent_is_assigned(dashboard: httpx.Client, leads: httpx.Client, lead: str) -> None:
    page = dashboard.get(f"/leads/{lead}").text
    sent = dashboard.post(f"/leads/{lead}/agent", data={**seen(page), "agent": "Priya Nair"})
    assert sent.status_code == 303
    assert the_lead(leads, lead)["agent"] == "Priya Nair"


def test_who_comes_second_is_told_what_has_changed_and_changes_nothing(
    dashboard: httpx.Client, leads: httpx.Client, lead: str
) -> None:
    page = dashboard.get(f"/leads/{lead}").text
    before = {"agent": the_lead(leads, lead)["agent"]}
    change = {"status": "lost", "agent": "Zoe"}
    leads.patch(f"/api/leads/{lead}", json=change, headers={"If-Match": "*"})
    leads.post(f"/api/leads/{lead}/notes", json={"text": "They have sold."})
    sent = dashboard.post(f"/leads/{lead}/status", data={**seen(page), "status": "contacted"})
    assert sent.status_code == 409
    said = words(sent.text)
    for fact in (
        "“Mark as contacted” was not done", "Its status was New and is now Lost.",
        f"Its agent was {before['agent']} and is now Zoe.", "A note was added.",
    ):  # fmt: skip
        assert fact in said
    assert the_lead(leads, lead)["status"] == "lost"
    assert seen(sent.text)["seen_status"] == "lost"


def test_a_status_that_may_not_follow_is_refused(
    dashboard: httpx.Client, leads: httpx.Client, lead: str
) -> None:
    page = dashboard.get(f"/leads/{lead}").text
    for status, code in (("closed", 409), ("sold", 422), ("", 422)):
        sent = dashboard.post(f"/leads/{lead}/status", data={**seen(page), "status": status})
        assert sent.status_code == code
    assert the_lead(leads, lead)["status"] == "new"


def test_a_form_that_names_no_version_changes_nothing(
    dashboard: httpx.Client, leads: httpx.Client, lead: str
) -> None:
    for version in ("", "*", '1", "*', "x\r\nIf-Match: *"):
        form = {"seen_version": version, "status": "contacted"}
        assert dashboard.post(f"/leads/{lead}/status", data=form).status_code == 409
    assert the_lead(leads, lead)["status"] == "new"


def test_a_note_is_added_and_its_writer_remembered(
    dashboard: httpx.Client, leads: httpx.Client, lead: str
) -> None:
    note = {"text": "Called.\r\n<i>No</i> answer.", "author": "Dana <x>"}
    sent = dashboard.post(f"/leads/{lead}/notes", data=note)
    assert sent.status_code == 303
    page = dashboard.get(sent.headers["location"].partition("#")[0]).text
    assert "Called.\n&lt;i&gt;No&lt;/i&gt; answer." in page
    assert 'value="Dana &lt;x&gt;"' in page
    (kept,) = the_lead(leads, lead)["notes"]
    assert (kept["text"], kept["author"]) == ("Called.\n<i>No</i> answer.", "Dana <x>")


def test_a_note_that_is_not_taken_stands_in_the_form_with_what_is_wrong(
    fleet: LocalFleet, dashboard: httpx.Client, leads: httpx.Client, lead: str
) -> None:
    sent = dashboard.post(f"/leads/{lead}/notes", data={"text": "Keep <me>", "author": " "})
    assert sent.status_code == 422
    assert "Say who writes this." in sent.text
    assert "Keep &lt;me&gt;</textarea>" in sent.text
    assert the_lead(leads, lead)["notes"] == []


@pytest.mark.parametrize("form", ["status", "agent", "notes"])
def test_forms_are_taken_only_from_the_pages_and_from_who_is_signed_in(
    fleet: LocalFleet, dashboard: httpx.Client, leads: httpx.Client, lead: str, form: str
) -> None:
    fields = {
        **seen(dashboard.get(f"/leads/{lead}").text),
        "status": "contacted", "agent": "Zoe", "text": "x", "author": "y",
    }  # fmt: skip
    before = the_lead(leads, lead)
    for origin in ("https://evil.example", "null"):
        sent = dashboard.post(f"/leads/{lead}/{form}", data=fields, headers={"Origin": origin})
        assert (sent.status_code, sent.headers["content-type"]) == (403, "text/html; charset=utf-8")
    with fleet.worker("dashboard") as stranger:
        sent = stranger.post(f"/leads/{lead}/{form}", data=fields)
    assert sent.status_code == 403
    assert f'name="next" value="/leads/{lead}"' in sent.text
    assert the_lead(leads, lead) == before


@pytest.mark.parametrize("form", ["status", "agent", "notes"])
@pytest.mark.parametrize("lead_id", ["lead_" + "a" * 26, "x", "stats"])
def test_a_form_for_a_lead_that_is_not_there_is_a_page_that_says_so(
    dashboard: httpx.Client, form: str, lead_id: str
) -> None:
    fields = {"status": "lost", "agent": "Zoe", "text": "x", "author": "y", "seen_version": "1"}
    sent = dashboard.post(f"/leads/{lead_id}/{form}", data=fields)
    assert sent.status_code == 404
    assert "There is no such lead" in sent.text
