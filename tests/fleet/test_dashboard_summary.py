"""dashboard over HTTP: the sources' own figures, what is missing, and who may see it."""

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
INVOCATIONS = 32  # of workers that Cloudflare allows a request, calls of calls counted
PARTS = {
    "leads": ["leads"],
    "analytics": ["visitors", "pageviews", "sources", "funnel"],
    "market-intelligence": ["market", "trend", "rates"],
    "payments": ["revenue"],
    "calendar": ["bookings"],
    "crm-sync": ["contacts"],
    "partner-hooks": ["partners"],
    "sentiment": ["sentiment"],
    "slack-intel": ["errors"],
}
ASKED = {*PARTS, "valuation", "status"}
"""Who says itself how it is; status tells of the others."""


@pytest.fixture
def dashboard(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("dashboard") as client:
        yield client


def summary(client: httpx.Client, **params: str) -> dict[str, Any]:
    answer = client.get("/api/summary", params=params, headers=ADMIN)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def health(found: dict[str, Any]) -> dict[str, str]:
    return {worker["worker"]: worker["status"] for worker in found["workers"]}


def ask(fleet: LocalFleet, worker: str, path: str) -> Any:
    with fleet.worker(worker) as client:
        return client.get(path, headers=ADMIN).json()


def post_some(fleet: LocalFleet) -> None:
    lead = {
        "name": "Ann Lee",
        "email": "ann@example.com",
        "address": "12 Oak St, Seattle, WA 98103",
    }
    with fleet.worker("leads") as client:
        assert client.post("/api/leads", json=lead).status_code == 201
    events = [{"url": "/"}, {"name": "offer_viewed", "url": "/offer"}]
    with fleet.worker("analytics") as client:
        assert client.post("/api/events", json=events).status_code == 202
    fleet.cron("sentiment")
    fleet.flush_queues()


def test_the_figures_are_the_sources_own(fleet: LocalFleet, dashboard: httpx.Client) -> None:
    post_some(fleet)
    fleet.cron("status")
    found = summary(dashboard, range="30d")
    days = f"from={found['from']}&to={found['to']}"
    assert found["partial"] == found["missing"] == []
    assert found["leads"] == ask(fleet, "leads", f"/api/leads/stats?{days}")
    assert found["leads"]["total"] == 1
    for part, query in {"visitors": "metric=visitors", "pageviews": "metric=pageviews"}.items():
        assert found[part] == ask(fleet, "analytics", f"/api/report?{query}&{days}")
    steps = ",".join(step["step"] for step in found["funnel"]["steps"])
    assert found["funnel"] == ask(fleet, "analytics", f"/api/funnel?steps={steps}&{days}")
    for part, worker, path in (
        ("revenue", "payments", "/api/summary"),
        ("bookings", "calendar", "/api/bookings/stats"),
        ("contacts", "crm-sync", "/api/summary"),
        ("partners", "partner-hooks", "/api/summary"),
    ):
        assert found[part] == ask(fleet, worker, f"{path}?{days}")
    assert found["rates"] == ask(fleet, "market-intelligence", "/api/rates")
    region = found["trend"]["region"]
    assert found["trend"] == ask(fleet, "market-intelligence", f"/api/market/{region}/trend")
    assert found["sentiment"] == ask(fleet, "sentiment", f"/api/sentiment/us?{days}")
    assert found["sentiment"]["count"] > 0
    assert {worker["status"] for worker in found["workers"]} == {"ok"}
    assert {worker["worker"] for worker in found["workers"]} == set(fleet.workers())


def _is_slow(line: dict[str, Any], request_id: str) -> bool:
    return line["request_id"] == request_id and line["level"] == "warning"


def test_a_summary_stays_within_the_invocations_that_a_request_may_make(
    fleet: LocalFleet, dashboard: httpx.Client
) -> None:
    headers = {**ADMIN, "x-request-id": "one-summary"}
    assert dashboard.get("/api/summary", headers=headers).status_code == 200
    [used] = fleet.usage(request_id="one-summary", worker="dashboard")
    # One a figure (three of analytics' in one call), one for status' report, and one for the
    # health of each that is asked; none of them asks another. Where the machine is slow,
    # slack-intel is told of each slow answer besides.
    calls = 1 + sum(map(len, PARTS.values())) - 2 + 1 + len(ASKED)
    slow = len([line for line in fleet.logs() if _is_slow(line, "one-summary")])
    assert calls <= used.invocations <= calls + slow
    assert calls <= INVOCATIONS


def test_a_summary_is_not_asked_for_again_within_seconds(
    fleet: LocalFleet, dashboard: httpx.Client
) -> None:
    first = summary(dashboard)
    eventually(lambda: [key for key in fleet.kv("dashboard") if key.startswith("summary:")])
    with fleet.fault("leads", "down"):
        assert summary(dashboard) == first
        assert summary(dashboard, range="30d")["partial"] == ["leads"]
    assert summary(dashboard, range="30d")["partial"] == []


def test_figures_are_kept_by_no_cache_on_their_way(dashboard: httpx.Client) -> None:
    answer = dashboard.get("/api/summary", headers=ADMIN)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("mode", ["down", "error", "hang"])
@pytest.mark.parametrize("source", PARTS)
def test_a_source_that_fails_is_named_and_the_others_are_there(
    fleet: LocalFleet, dashboard: httpx.Client, source: str, mode: str
) -> None:
    with fleet.fault(source, mode):
        began = time.monotonic()
        found = summary(dashboard)
    assert time.monotonic() - began < 30, "a source that hangs does so for 60 s"
    assert found["partial"] == [source]
    assert {item["source"] for item in found["missing"]} == {source}
    for name, parts in PARTS.items():
        assert all((found[part] is None) == (name == source) for part in parts)
    states = health(found)
    assert states.pop(source) == "unreachable"
    assert set(states) == set(fleet.workers()) - {source}
    well = {"dashboard", *ASKED} - {source}
    assert {name for name, state in states.items() if state == "ok"} == well
    assert {state for name, state in states.items() if name not in well} == {"unknown"}


def test_the_page_asks_for_the_admin_token(dashboard: httpx.Client) -> None:
    page = dashboard.get("/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "admin token" in page.text.lower()


def test_without_status_nothing_is_known_of_those_that_are_not_asked(
    fleet: LocalFleet, dashboard: httpx.Client
) -> None:
    with fleet.fault("status", "down"):
        found = summary(dashboard)
    assert found["partial"] == ["status"]
    assert {worker["worker"] for worker in found["workers"]} == {"dashboard", *ASKED}
    assert found["leads"] is not None


def test_of_the_others_status_tells_what_its_last_probe_found(
    fleet: LocalFleet, dashboard: httpx.Client
) -> None:
    assert health(summary(dashboard))["comps"] == "unknown"
    fleet.cron("status")
    assert health(summary(dashboard, range="30d"))["comps"] == "ok"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("range=0d", "/range"),
        ("range=-7d", "/range"),
        ("range=9999d", "/range"),
        ("range=week", "/range"),
        ("from=2026-02-01&to=2026-01-01", "/from"),
        ("from=1900-01-01", "/from"),
        ("from=soon", "/from"),
    ],
)
def test_ranges_that_make_no_sense_are_refused(
    dashboard: httpx.Client, query: str, pointer: str
) -> None:
    answer = dashboard.get(f"/api/summary?{query}", headers=ADMIN)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_without_the_token_there_are_no_figures(dashboard: httpx.Client) -> None:
    assert dashboard.get("/api/summary").status_code == 401
    wrong = {"Authorization": "Bearer wrong"}
    assert dashboard.get("/api/summary", headers=wrong).status_code == 403
    forged = {"Cookie": "dashboard_session=abc.9999999999.deadbeef"}
    assert dashboard.get("/api/summary", headers=forged).status_code == 401
    assert "Admin token" in dashboard.get("/").text


def sign_in(client: httpx.Client, token: str = "dev-admin-token", **headers: str) -> httpx.Response:
    return client.post("/sign-in", data={"token": token}, headers=headers)


def test_a_session_shows_the_page_until_it_is_ended(dashboard: httpx.Client) -> None:
    answer = sign_in(dashboard)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["content-type"].startswith("text/html")
    line = answer.headers["set-cookie"]
    assert "HttpOnly" in line
    assert "SameSite=Strict" in line
    cookie = {"Cookie": line.partition(";")[0]}
    dashboard.cookies.clear()
    assert "dashboard.js" in dashboard.get("/", headers=cookie).text
    assert dashboard.get("/api/summary", headers=cookie).status_code == 200
    assert dashboard.post("/sign-out", headers=cookie).status_code == 303
    assert dashboard.get("/api/summary", headers=cookie).status_code == 401


def test_a_wrong_token_starts_no_session(dashboard: httpx.Client) -> None:
    answer = sign_in(dashboard, "guess")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "not the admin token" in answer.text


def test_another_site_can_not_sign_in_or_out(dashboard: httpx.Client) -> None:
    assert sign_in(dashboard, Origin="https://evil.example").status_code == 403
    headers = {"Origin": "https://evil.example"}
    assert dashboard.post("/sign-out", headers=headers).status_code == 403


def test_the_page_runs_no_script_but_its_own(dashboard: httpx.Client) -> None:
    sign_in(dashboard)
    answer = dashboard.get("/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    for address in re.findall(r'(?:src|href)="(/[^"]+\.\w+)"', answer.text):
        assert dashboard.get(address).status_code == 200


def test_the_document_says_that_pages_are_html(dashboard: httpx.Client) -> None:
    paths = dashboard.get("/openapi.json").json()["paths"]
    assert "text/html; charset=utf-8" in paths["/"]["get"]["responses"]["200"]["content"]
    assert "303" in paths["/sign-in"]["post"]["responses"]


def test_the_document_says_what_a_refused_sign_in_is_and_who_may_see_figures(
    dashboard: httpx.Client,
) -> None:
    document = dashboard.get("/openapi.json").json()
    for token, origin in (("guess", ""), ("dev-admin-token", "https://evil.example")):
        refused = sign_in(dashboard, token, Origin=origin)
        told = document["paths"]["/sign-in"]["post"]["responses"][str(refused.status_code)]
        assert list(told["content"]) == [refused.headers["content-type"]]
    security = document["paths"]["/api/summary"]["get"]["security"]
    assert security == [{"admin": []}, {"session": []}]
