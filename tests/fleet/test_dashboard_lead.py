"""dashboard's page of a lead: all that leads knows of it, for whoever is signed in."""

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
    "name": "<b>Ada</b> & Lovelace",
    "email": "ada@example.com",
    "phone": "(206) 555-0142",
    "address": "8021 21st Ave NW, Seattle, WA 98117",
    "asking_price": 300_000,
    "timeline": "asap",
    "condition": "poor",
    "motivation": "We inherited it, and it needs a new roof.",
    "message": '<script>alert("x")</script>\nSecond line',
    "source": "search",
    "utm": {"campaign": "spring<>"},
    "consent": {"sms": True, "text": "You may text me."},
    "property": {"sqft": 1600, "bedrooms": 3, "waterfront": False, "zip": "98117"},
}
UNKNOWN = "lead_" + "a" * 26


@pytest.fixture
def dashboard(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("dashboard") as client:
        yield client


@pytest.fixture
def lead(fleet: LocalFleet) -> str:
    """A lead with a note, by its id."""
    with fleet.worker("leads") as client:
        lead_id = str(client.post("/api/leads", json=LEAD).json()["id"])
        note = {"text": "Called, <i>no</i> answer.", "author": "Grace"}
        client.post(f"/api/leads/{lead_id}/notes", json=note, headers=ADMIN)
    return lead_id


def sign_in(client: httpx.Client, **fields: str) -> httpx.Response:
    return client.post("/sign-in", data={"token": "dev-admin-token", **fields})


def words(page: str) -> str:
    """What a page says, without its tags."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_a_lead_is_shown_as_leads_has_it(
    fleet: LocalFleet, dashboard: httpx.Client, lead: str
) -> None:
    sign_in(dashboard)
    answer = dashboard.get(f"/leads/{lead}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    with fleet.worker("leads") as client:
        found: dict[str, Any] = client.get(f"/api/leads/{lead}", headers=ADMIN).json()
    said = words(answer.text)
    for fact in (
        "<b>Ada</b> & Lovelace", LEAD["address"], "ada@example.com", "(206) 555-0142", "$300,000",
        "As soon as possible", "Poor", LEAD["motivation"], "spring<>", "You may text me.", "search",
        f"${found['valuation']['estimate']:,}", f"${found['valuation']['low']:,}",
        "Called, <i>no</i> answer.", "Grace", found["channel"], "1,600", "98117",
        *(part["reason"] for part in found["score_parts"]),
    ):  # fmt: skip
        assert fact in said, fact
    assert f"{found['score']} of 100" in said


def test_what_a_lead_wrote_is_no_markup(dashboard: httpx.Client, lead: str) -> None:
    sign_in(dashboard)
    page = dashboard.get(f"/leads/{lead}").text
    assert "<script" not in page.replace("&lt;script", "")
    assert "<b>Ada" not in page
    assert "<i>no" not in page
    assert "unsafe" not in dashboard.get(f"/leads/{lead}").headers["content-security-policy"]


def test_without_a_session_the_lead_is_shown_after_signing_in(
    dashboard: httpx.Client, lead: str
) -> None:
    page = dashboard.get(f"/leads/{lead}")
    assert page.status_code == 200
    assert "Admin token" in page.text
    assert LEAD["address"] not in page.text
    assert f'name="next" value="/leads/{lead}"' in page.text
    wrong = dashboard.post("/sign-in", data={"token": "guess", "next": f"/leads/{lead}"})
    assert f'name="next" value="/leads/{lead}"' in wrong.text
    answer = sign_in(dashboard, next=f"/leads/{lead}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/leads/{lead}")
    assert LEAD["address"] in words(dashboard.get(answer.headers["location"]).text)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/leads/../x", "javascript:x"],
)
def test_signing_in_leads_to_no_other_site(dashboard: httpx.Client, elsewhere: str) -> None:
    assert sign_in(dashboard, next=elsewhere).headers["location"] == "/"


@pytest.mark.parametrize("lead_id", [UNKNOWN, "stats", "export.csv", "lead_x", "%2e%2e", "<b>"])
def test_a_lead_that_is_not_there_is_said_to_be_missing(
    dashboard: httpx.Client, lead_id: str
) -> None:
    sign_in(dashboard)
    answer = dashboard.get(f"/leads/{lead_id}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such lead" in answer.text
    assert "<b>" not in answer.text


def test_an_erased_lead_is_gone(fleet: LocalFleet, dashboard: httpx.Client, lead: str) -> None:
    sign_in(dashboard)
    with fleet.worker("leads") as client:
        assert client.delete(f"/api/leads/{lead}", headers=ADMIN).status_code == 204
    answer = dashboard.get(f"/leads/{lead}")
    assert answer.status_code == 404
    assert "Ada" not in answer.text


@pytest.mark.parametrize(("mode", "status"), [("down", 503), ("hang", 504), ("error", 502)])
def test_with_leads_down_the_page_says_so(
    fleet: LocalFleet, dashboard: httpx.Client, lead: str, mode: str, status: int
) -> None:
    sign_in(dashboard)
    with fleet.fault("leads", mode):
        answer = dashboard.get(f"/leads/{lead}")
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "text/html; charset=utf-8",
    )
    assert "Try again" in answer.text


def test_the_card_in_slack_leads_to_the_page(
    fleet: LocalFleet, dashboard: httpx.Client, lead: str
) -> None:
    (sent,) = eventually(lambda: fleet.outbox(provider="slack"))
    (url,) = set(re.findall(r'"(http[^"]+/leads/[^"]+)"', sent["body"]))
    sign_in(dashboard)
    assert dashboard.get(httpx.URL(url).path).status_code == 200


def test_a_page_that_another_site_opens_asks_again_as_itself(
    dashboard: httpx.Client, lead: str
) -> None:
    from_slack = {"Sec-Fetch-Site": "cross-site"}
    page = dashboard.get(f"/leads/{lead}", headers=from_slack)
    assert f'http-equiv="refresh" content="0; url=/leads/{lead}"' in page.text
    assert LEAD["address"] not in page.text
    sign_in(dashboard)
    assert LEAD["address"] in words(dashboard.get(f"/leads/{lead}", headers=from_slack).text)
