"""What is kept of leads: changed by whoever saw the newest version, listed, counted and erased."""

import base64
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, LEAD, announcements, later, lead_body, run_sql, slack_calls
from openapi_spec_validator import validate

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

MINUTE_MS = 60_000
ANY = {**ADMIN, "If-Match": "*"}
FIRST_DAY_MS, SECOND_DAY_MS = 1_577_880_000_000, 1_577_966_400_000  # 2020-01-01 and 02, noon UTC


@pytest.fixture
def leads(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("leads") as client:
        yield client


def post(leads: httpx.Client, **changes: Any) -> dict[str, Any]:
    """Post a lead that must be taken, and return the answer with the lead's own path."""
    answer = leads.post("/api/leads", json=lead_body(**changes))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body | {"path": f"/api/leads/{body['id']}"}


# What people do with a lead


def test_of_two_changes_at_once_one_wins(fleet: LocalFleet, leads: httpx.Client) -> None:
    path = post(leads)["path"]
    seen = {**ADMIN, "If-Match": leads.get(path, headers=ADMIN).headers["etag"]}

    def become(status: str) -> int:
        return leads.patch(path, json={"status": status}, headers=seen).status_code

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(become, ("contacted", "lost"))) == [200, 412]
    assert fleet.d1("leads", "SELECT count(*) AS n FROM status_changes") == [{"n": 2}]


def test_a_stale_change_is_told_the_newest_version(leads: httpx.Client) -> None:
    path = post(leads)["path"]
    done = leads.patch(path, json={"status": "contacted"}, headers=ANY)
    stale = leads.patch(path, json={"status": "lost"}, headers={**ADMIN, "If-Match": '"0"'})
    assert (stale.status_code, stale.headers["etag"]) == (412, done.headers["etag"])


def test_a_lead_may_be_given_to_another_agent_without_a_change_of_status(
    leads: httpx.Client,
) -> None:
    changed = leads.patch(post(leads)["path"], json={"agent": "Zoe"}, headers=ANY).json()
    assert (changed["agent"], changed["status"]) == ("Zoe", "new")
    assert len(changed["history"]) == 1


def test_an_unchanged_lead_is_not_sent_again(leads: httpx.Client) -> None:
    path = post(leads)["path"]
    seen = {**ADMIN, "If-None-Match": leads.get(path, headers=ADMIN).headers["etag"]}
    assert leads.get(path, headers=seen).status_code == 304
    leads.post(f"{path}/notes", json={"text": "Called; left a message."}, headers=ADMIN)
    assert leads.get(path, headers=seen).status_code == 200


def test_a_note_is_written_once_under_its_key_and_another_is_refused(leads: httpx.Client) -> None:
    path, keyed = post(leads)["path"], {**ADMIN, "Idempotency-Key": "call-7"}
    first, again = (
        leads.post(f"{path}/notes", json={"text": "Called."}, headers=keyed) for _ in range(2)
    )
    assert (first.status_code, again.json()) == (201, first.json())
    etag = leads.get(path, headers=ADMIN).headers["etag"]
    other = leads.post(f"{path}/notes", json={"text": "Wrote."}, headers=keyed)
    assert other.status_code == 409
    seen = leads.get(path, headers=ADMIN)
    assert [note["text"] for note in seen.json()["notes"]] == ["Called."]
    assert seen.headers["etag"] == etag


# Lists and figures


@pytest.mark.parametrize("key", [[2**63, "a"], [10**400, "a"], [1], ["a", 1], [1.5, "a"]])
@pytest.mark.parametrize("path", ["/api/leads", "/api/leads/export.csv"])
def test_a_cursor_that_no_page_gave_is_422(
    leads: httpx.Client, path: str, key: list[object]
) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
    answer = leads.get(path, params={"cursor": cursor}, headers=ADMIN)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/cursor"


def test_pages_hold_every_lead_once_while_more_come_in(leads: httpx.Client) -> None:
    for number in range(5):
        post(leads, email=f"{number}@x.org", phone=None)
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while query.get("cursor", "") is not None:
        page = leads.get("/api/leads", params=query, headers=ADMIN).json()
        seen += [lead["email"] for lead in page["items"]]
        query["cursor"] = page["cursor"]
        post(leads, email=f"late{len(seen)}@x.org", phone=None)
    assert seen == [f"{number}@x.org" for number in reversed(range(5))]


def test_a_list_is_filtered_by_status_and_score(leads: httpx.Client) -> None:
    hot = post(leads)
    mild = post(leads, email="b@x.org", phone=None, timeline="exploring")
    leads.patch(mild["path"], json={"status": "lost"}, headers=ANY)
    for query, found in (
        ("min_score=81", [hot["id"]]),
        ("status=lost", [mild["id"]]),
        ("status=lost&min_score=81", []),
        ("status=closed", []),
    ):
        page = leads.get(f"/api/leads?{query}", headers=ADMIN).json()
        assert [lead["id"] for lead in page["items"]] == found


def test_figures_count_days_scores_statuses_and_how_soon_somebody_answered(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    for number, minutes in enumerate((10, 20, 60, None)):
        lead = post(leads, email=f"{number}@x.org", phone=None)
        _came(fleet, lead["id"], FIRST_DAY_MS, 85, "new" if minutes is None else "lost", minutes)
    _came(fleet, post(leads, email="next@x.org")["id"], SECOND_DAY_MS, 12, "new", None)
    stats = leads.get("/api/leads/stats?from=2020-01-01&to=2020-01-02", headers=ADMIN).json()
    assert (stats["from"], stats["to"]) == ("2020-01-01", "2020-01-02")
    assert stats["by_day"] == [
        {"date": "2020-01-01", "count": 4, "hot": 4, "mean_score": 85.0},
        {"date": "2020-01-02", "count": 1, "hot": 0, "mean_score": 12.0},
    ]
    assert (stats["total"], stats["hot"]) == (5, 4)
    assert [band["low"] for band in stats["by_score"]] == [0, *range(11, 100, 10)]
    assert [band["high"] for band in stats["by_score"]] == list(range(10, 101, 10))
    assert [band["count"] for band in stats["by_score"]] == [0, 1, 0, 0, 0, 0, 0, 0, 4, 0]
    assert {k: v for k, v in stats["by_status"].items() if v} == {"new": 2, "lost": 3}
    times = {"answered": 3, "waiting": 2, "median_minutes": 20.0, "p90_minutes": 60.0}
    assert stats["response"] == times


def test_the_hot_leads_are_those_of_the_highest_two_bands_of_scores(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    for score in (0, 10, 11, 80, 81, 90, 91, 100):
        lead = post(leads, email=f"{score}@x.org", phone=None)
        _came(fleet, lead["id"], FIRST_DAY_MS, score, "new", None)
    stats = leads.get("/api/leads/stats?from=2020-01-01&to=2020-01-01", headers=ADMIN).json()
    counts = [band["count"] for band in stats["by_score"]]
    assert counts == [2, 1, 0, 0, 0, 0, 0, 1, 2, 2]
    assert sum(counts[8:]) == stats["hot"]


def _came(
    fleet: LocalFleet, lead_id: str, at: int, score: int, status: str, minutes: int | None
) -> None:
    """Let a lead have come at a time, and have been answered so many minutes later."""
    answered = None if minutes is None else at + minutes * MINUTE_MS
    sql = """UPDATE leads SET created_at = ?2, score = ?3, status = ?4, answered_at = ?5
WHERE id = ?1"""
    run_sql(fleet, "leads", (sql, (lead_id, at, score, status, answered)))


def test_the_first_change_of_a_new_lead_is_when_it_was_answered(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    path = post(leads)["path"]
    answered = "SELECT answered_at FROM leads"
    assert fleet.d1("leads", answered) == [{"answered_at": None}]
    leads.patch(path, json={"status": "contacted"}, headers=ANY)
    first = fleet.d1("leads", answered)
    leads.patch(path, json={"status": "lost"}, headers=ANY)
    assert first == fleet.d1("leads", answered) != [{"answered_at": None}]


@pytest.mark.parametrize("day", ["2019-01-01", "0001-01-01", "9999-12-31"])
def test_figures_of_days_without_leads_are_empty(leads: httpx.Client, day: str) -> None:
    stats = leads.get(f"/api/leads/stats?from={day}&to={day}", headers=ADMIN).json()
    assert (stats["total"], stats["by_day"]) == (0, [])
    assert stats["response"]["median_minutes"] is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("from=2026-01-02&to=2026-01-01", "/from"),
        ("from=2026-01-01", "/to"),
        ("from=yesterday&to=2026-01-01", "/from"),
    ],
)
def test_days_that_can_not_be_counted_are_refused(
    leads: httpx.Client, query: str, pointer: str
) -> None:
    refused = leads.get(f"/api/leads/stats?{query}", headers=ADMIN)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


# Erasure, and what is dropped in time


def test_an_erasure_takes_all_leads_of_the_person_and_no_one_elses(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    post(leads, email="a@x.org", phone="2065550101", address="1 Main St, Kent")
    post(leads, email="b@x.org", phone="2065550101", address="2 Main St, Kent")
    last = post(leads, email="b@x.org", phone="2065550102", address="3 Main St, Kent")
    other = post(leads, email="c@x.org", phone="2065550103", address="4 Main St, Kent")
    assert leads.delete(last["path"], headers=ADMIN).status_code == 204
    left = fleet.d1("leads", "SELECT email FROM leads WHERE erased_at IS NULL")
    assert left == [{"email": "c@x.org"}]
    assert leads.get(other["path"], headers=ADMIN).json()["name"] == LEAD["name"]
    forgotten = "SELECT count(*) AS n FROM forgotten_leads"
    eventually(lambda: fleet.cron("leads") or fleet.d1("slack-intel", forgotten) == [{"n": 3}])


def test_an_erasure_spares_whoever_is_reached_at_the_same_number(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    shared = {"phone": "2065550101"}
    first = post(leads, name="Hugh Pell", email="h@x.org", address="1 Main St, Kent", **shared)
    post(leads, name="hugh", email="h2@x.org", address="2 Main St, Kent", **shared)
    other = post(leads, name="Mona Pell", email="m@x.org", address="3 Main St, Kent", **shared)
    post(leads, name="Al Roe", email="m@x.org", phone="2065550102", address="4 Main St, Kent")
    assert leads.delete(first["path"], headers=ADMIN).status_code == 204
    left = fleet.d1("leads", "SELECT name FROM leads WHERE erased_at IS NULL ORDER BY name")
    assert left == [{"name": "Al Roe"}, {"name": "Mona Pell"}]
    fleet.cron("leads")
    assert leads.get(other["path"], headers=ADMIN).json()["phone"] == "+12065550101"


def test_an_erased_lead_is_not_announced_valued_or_listed(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    for worker in ("valuation", "slack-intel"):
        fleet.control("POST", "/faults", json={"worker": worker, "mode": "error"})
    lead = post(leads)
    leads.delete(lead["path"], headers=ADMIN)
    topics = {row["topic"] for row in fleet.d1("leads", "SELECT topic FROM outbox")}
    assert topics
    assert {topic.partition("-")[0] for topic in topics} == {"forget"}
    fleet.clear_faults()
    waiting = "SELECT key FROM outbox WHERE delivered_at IS NULL"
    eventually(lambda: fleet.cron("leads", at=later(hours=1)) or not fleet.d1("leads", waiting))
    forgotten = fleet.d1("slack-intel", "SELECT lead_id FROM forgotten_leads")
    assert forgotten == [{"lead_id": lead["id"]}]
    assert announcements(fleet) == []
    state = fleet.d1("leads", "SELECT valued_at, announced_at FROM leads")
    assert state == [{"valued_at": None, "announced_at": None}]
    assert leads.get("/api/leads", headers=ADMIN).json()["items"] == []


def test_an_erasure_may_be_asked_twice_but_not_of_a_lead_that_never_was(
    leads: httpx.Client,
) -> None:
    path = post(leads)["path"]
    assert leads.delete(path, headers=ADMIN).status_code == 204
    assert leads.delete(path, headers=ADMIN).status_code == 204
    assert leads.delete("/api/leads/lead_never", headers=ADMIN).status_code == 404


def test_the_schedule_drops_keys_and_delivered_messages_after_a_week_and_persons_after_30_days(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    leads.post("/api/leads", json=LEAD, headers={"Idempotency-Key": "k"})
    eventually(lambda: fleet.d1("leads", "SELECT 1 FROM outbox WHERE delivered_at > 0"))
    keys = "SELECT key FROM submissions UNION ALL SELECT key FROM outbox"
    waiting = "SELECT 1 FROM outbox WHERE delivered_at IS NULL"
    eventually(lambda: not fleet.d1("leads", waiting))
    kept = fleet.d1("leads", keys)
    fleet.cron("leads", at=later(days=6))
    assert fleet.d1("leads", keys) == kept
    fleet.cron("leads", at=later(days=8))
    assert fleet.d1("leads", keys) == []
    assert len(fleet.d1("leads", "SELECT digest FROM recent_leads")) == 2
    fleet.cron("leads", at=later(days=31))
    assert fleet.d1("leads", "SELECT digest FROM recent_leads") == []


# Neighbours


def test_a_home_that_can_not_be_valued_is_announced_at_once_and_not_asked_about_again(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    lead = post(leads, address="1 Elm St, Nowhere", property=None)
    assert lead["valuation"] is None
    (card,) = eventually(lambda: announcements(fleet))
    assert "none: The address can't be located" in str(card)
    (state,) = fleet.d1("leads", "SELECT valued_at FROM leads")
    assert state["valued_at"] is not None


def test_an_announcement_whose_answer_was_lost_is_not_made_again(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    with fleet.fault("slack-intel", "error"):
        lead = post(leads)
    sql = """INSERT INTO messages (id, key, digest, method, channel, created_at, due_at, sent_at)
VALUES ('msg_first', ?1, 'of the first card', 'chat.postMessage', '#hot-leads', 1, 1, 1)"""
    run_sql(fleet, "slack-intel", (sql, (lead["id"],)))
    announced = "SELECT id FROM leads WHERE announced_at > 0"
    eventually(lambda: fleet.cron("leads", at=later(hours=1)) or fleet.d1("leads", announced))
    assert fleet.d1("leads", "SELECT key FROM outbox WHERE delivered_at IS NULL") == []
    assert [call for call in slack_calls(fleet) if lead["id"] in str(call)] == []


# Who may do what


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/leads"),
        ("GET", "/api/leads/lead_x"),
        ("PATCH", "/api/leads/lead_x"),
        ("POST", "/api/leads/lead_x/notes"),
        ("GET", "/api/leads/export.csv"),
        ("GET", "/api/leads/stats"),
        ("DELETE", "/api/leads/lead_x"),
    ],
)
def test_what_is_private_wants_the_token(leads: httpx.Client, method: str, path: str) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    assert leads.request(method, path).status_code == 401
    assert leads.request(method, path, headers=wrong).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/leads/lead_x", None),
        ("PATCH", "/api/leads/lead_x", {"status": "contacted"}),
        ("POST", "/api/leads/lead_x/notes", {"text": "hi"}),
    ],
)
def test_a_lead_that_never_was_is_404(
    leads: httpx.Client, method: str, path: str, body: dict[str, str] | None
) -> None:
    assert leads.request(method, path, json=body, headers=ANY).status_code == 404


def test_the_document_of_the_api_is_valid_and_names_every_header(leads: httpx.Client) -> None:
    document = leads.get("/openapi.json").json()
    validate(document)
    named = {
        f"{method} {path}": [each["name"] for each in operation.get("parameters", [])]
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert named["post /api/leads"] == ["Idempotency-Key"]
    assert named["patch /api/leads/{lead_id}"] == ["lead_id", "If-Match"]
    assert all(set(re.findall(r"{(\w+)}", path)) <= set(names) for path, names in named.items())
