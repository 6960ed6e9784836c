"""leads over HTTP: one lead from the form to Slack, its errors, its life, and its erasure."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, LEAD, announcements, lead_body

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


@pytest.fixture
def leads(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("leads") as client:
        yield client


def detail(leads: httpx.Client, lead_id: str) -> dict[str, Any]:
    answer = leads.get(f"/api/leads/{lead_id}", headers=ADMIN)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_lead_is_valued_scored_and_announced_with_its_value(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    answer = leads.post("/api/leads", json=LEAD)
    assert answer.status_code == 201
    body = answer.json()
    assert body.keys() == {"success", "id", "score", "channel", "valuation", "duplicate"}
    assert body["id"].startswith("lead_")
    assert body["channel"] == "#hot-leads"
    assert body["valuation"]["low"] < body["valuation"]["estimate"] < body["valuation"]["high"]
    (card,) = eventually(lambda: announcements(fleet))
    assert card["channel"] == "#hot-leads"
    assert body["id"] in str(card["blocks"])
    assert f"${body['valuation']['estimate']:,}" in str(card["blocks"])
    lead = detail(leads, body["id"])
    assert sum(part["points"] for part in lead["score_parts"]) == lead["score"] == body["score"]


@pytest.mark.parametrize("name", ["utm", "property", "consent"])
def test_a_lead_with_an_empty_object_is_stored_as_it_came(leads: httpx.Client, name: str) -> None:
    answer = leads.post("/api/leads", json=lead_body(**{name: {}}))
    assert answer.status_code == 201, answer.text
    stored = detail(leads, answer.json()["id"])[name]
    assert {key: value for key, value in stored.items() if value} == {}


@pytest.mark.parametrize(
    "refused",
    [
        {"lat": 47.5},
        {"year_built": 2099},
        {"zip": "10001", "lat": 47.687, "lon": -122.3836, "year_renovated": 2099},
    ],
)
def test_a_fact_that_valuation_refuses_costs_the_lead_no_valuation(
    leads: httpx.Client, refused: dict[str, Any]
) -> None:
    body = leads.post("/api/leads", json=lead_body(property=refused | {"sqft": 1600})).json()
    assert body["valuation"]["low"] < body["valuation"]["estimate"] < body["valuation"]["high"]
    assert not any("size is not known" in note for note in body["valuation"]["notes"])
    lead = detail(leads, body["id"])
    assert lead["valuation"] == body["valuation"]
    assert refused.items() <= lead["property"].items()


def test_the_request_id_goes_from_the_form_to_every_worker_behind_it(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    leads.post("/api/leads", json=LEAD, headers={"X-Request-Id": "flow-1"})
    eventually(lambda: announcements(fleet))
    lines = fleet.logs()
    told = {line["worker"] for line in lines if "flow-1" in str(line)}
    assert {"leads", "valuation", "slack-intel"} <= told


def test_a_lead_named_like_a_command_pings_nobody(fleet: LocalFleet, leads: httpx.Client) -> None:
    leads.post("/api/leads", json=lead_body(name="<!channel> <@U024BE7LH>"))
    (card,) = eventually(lambda: announcements(fleet))
    assert "<!" not in str(card)
    assert "<@" not in str(card)
    assert "&lt;!channel&gt;" in str(card)


@pytest.mark.parametrize("headers", [{"Idempotency-Key": "one"}, {}])
def test_200_posts_at_once_make_one_lead(
    fleet: LocalFleet, leads: httpx.Client, headers: dict[str, str]
) -> None:
    with ThreadPoolExecutor(40) as pool:
        sent = [
            pool.submit(leads.post, "/api/leads", json=LEAD, headers=headers) for _ in range(200)
        ]
    answers = [each.result() for each in sent]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert fleet.d1("leads", "SELECT count(*) AS n FROM leads") == [{"n": 1}]
    if headers:
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
    else:
        assert sorted(answer.status_code for answer in answers) == [200] * 199 + [201]
    assert len(eventually(lambda: announcements(fleet))) == 1


def test_a_key_with_another_body_is_409(leads: httpx.Client) -> None:
    key = {"Idempotency-Key": "k"}
    first = leads.post("/api/leads", json=LEAD, headers=key)
    again = leads.post("/api/leads", json=LEAD, headers=key)
    assert (again.status_code, again.text) == (201, first.text)
    assert again.headers["idempotent-replayed"] == "true"
    other = leads.post("/api/leads", json=lead_body(name="Someone Else"), headers=key)
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"content": b"{"}, 400),
        ({"content": b""}, 400),
        ({"json": []}, 422),
        ({"json": {"name": "A"}}, 422),
        ({"json": lead_body(email="x", asking_price=-1)}, 422),
        ({"content": b"<lead/>", "headers": {"Content-Type": "text/xml"}}, 415),
        ({"content": b'"' + b"x" * (1 << 20) + b'"'}, 413),
    ],
)
def test_a_bad_body_is_a_problem(leads: httpx.Client, sent: dict[str, Any], status: int) -> None:
    sent.setdefault("headers", {"Content-Type": "application/json"})
    answer = leads.post("/api/leads", **sent)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["error"] == problem["detail"]
    assert problem["instance"] == "/api/leads"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert ("errors" in problem) is (status == 422)


def test_only_listed_origins_may_post_from_a_browser(leads: httpx.Client) -> None:
    preflight = {"Access-Control-Request-Method": "POST"}
    site = {"Origin": "http://localhost:8787"}
    allowed = leads.options("/api/leads", headers={**site, **preflight})
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == site["Origin"]
    stranger = leads.post("/api/leads", json=LEAD, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in stranger.headers
    assert "Origin" in stranger.headers["vary"]


def test_a_lead_lives_from_new_to_closed(leads: httpx.Client) -> None:
    path = f"/api/leads/{leads.post('/api/leads', json=LEAD).json()['id']}"
    etag = leads.get(path, headers=ADMIN).headers["etag"]
    for status in ("contacted", "qualified", "offer", "contract", "closed"):
        changed = leads.patch(path, json={"status": status}, headers={**ADMIN, "If-Match": etag})
        assert (changed.status_code, changed.json()["status"]) == (200, status)
        etag = changed.headers["etag"]
    back = leads.patch(path, json={"status": "new"}, headers={**ADMIN, "If-Match": etag})
    assert back.status_code == 409
    history = [change["status"] for change in leads.get(path, headers=ADMIN).json()["history"]]
    assert history == ["new", "contacted", "qualified", "offer", "contract", "closed"]


def test_changes_without_the_newest_version_are_refused(leads: httpx.Client) -> None:
    path = f"/api/leads/{leads.post('/api/leads', json=LEAD).json()['id']}"
    body = {"status": "contacted"}
    assert leads.patch(path, json=body, headers=ADMIN).status_code == 428
    assert leads.patch(path, json=body, headers={**ADMIN, "If-Match": '"0"'}).status_code == 412
    assert leads.patch(path, json=body).status_code == 401


def test_the_list_pages_through_every_lead_once(leads: httpx.Client) -> None:
    for number in range(5):
        leads.post("/api/leads", json=lead_body(email=f"{number}@x.org", phone=None))
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = leads.get("/api/leads", params=query, headers=ADMIN).json()
        seen += [lead["email"] for lead in page["items"]]
        if page["cursor"] is None:
            break
        query["cursor"] = page["cursor"]
    assert seen == [f"{number}@x.org" for number in reversed(range(5))]


def test_an_export_holds_no_formula(leads: httpx.Client) -> None:
    leads.post("/api/leads", json=lead_body(name='=HYPERLINK("https://evil.example")'))
    export = leads.get("/api/leads/export.csv", headers=ADMIN)
    assert export.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in export.headers["content-disposition"]
    assert "\"'=HYPERLINK(" in export.text


def test_an_erasure_reaches_leads_slack_intel_and_slack(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    lead_id = leads.post("/api/leads", json=LEAD).json()["id"]
    eventually(lambda: announcements(fleet))
    leads.post(f"/api/leads/{lead_id}/notes", json={"text": "Ada called"}, headers=ADMIN)
    assert leads.delete(f"/api/leads/{lead_id}", headers=ADMIN).status_code == 204
    (taken_back,) = eventually(lambda: announcements(fleet, method="chat.delete"))
    assert taken_back["ts"]
    assert leads.get(f"/api/leads/{lead_id}", headers=ADMIN).status_code == 404
    for worker, tables in (
        ("leads", ("leads", "notes", "recent_leads", "submissions", "outbox")),
        ("slack-intel", ("messages",)),
    ):
        for table in tables:
            rows = str(fleet.d1(worker, f"SELECT * FROM {table}"))
            for trace in ("Ada", "ada@", "2065550142", "21st Ave"):
                assert trace not in rows
    tombstone = "SELECT count(*) AS n FROM leads WHERE erased_at IS NOT NULL"
    assert fleet.d1("leads", tombstone) == [{"n": 1}]


def test_agents_of_an_area_take_turns_under_concurrency(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    bodies = [lead_body(email=f"{number}@x.org", phone=None) for number in range(20)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda body: leads.post("/api/leads", json=body), bodies))
    counts = fleet.d1("leads", "SELECT agent, count(*) AS n FROM leads GROUP BY agent ORDER BY 1")
    assert counts == [{"agent": "Dana Ortiz", "n": 10}, {"agent": "Sam Whitfield", "n": 10}]
