"""The control endpoints of ``fleet dev``, on a fleet of two small workers."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.providers import Exchange

SMALL = Path(__file__).with_name("small_fleet")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    root = tmp_path_factory.mktemp("small") / "fleet"
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns("python_modules"))
    with run_locally(quiet(root / "state", root)) as fleet:
        yield fleet


@pytest.fixture
def fleet(running: LocalFleet) -> LocalFleet:
    running.reset()
    return running


def get(fleet: LocalFleet, worker: str, path: str) -> tuple[int, str]:
    with fleet.worker(worker) as client:
        answer = client.get(path)
    return answer.status_code, answer.text


def test_ready_says_how_many_workers_answer(fleet: LocalFleet) -> None:
    answer = fleet.control("GET", "/ready")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "workers": 2, "failing": []}


def test_each_worker_is_reached_by_its_host_name_and_the_first_by_none(fleet: LocalFleet) -> None:
    assert get(fleet, "ledger", "/count") == (200, "0")
    assert fleet._http.get("/").text == "ding"
    status, text = get(fleet, "nobody", "/")
    assert status == 404
    assert "bell, ledger" in text


def test_workers_are_described_with_bindings_calls_and_counts(fleet: LocalFleet) -> None:
    before = fleet.workers()["bell"]["requests"]
    get(fleet, "bell", "/")
    bell = fleet.workers()["bell"]
    assert bell["url"] == f"http://bell.localhost:{fleet.port}"
    assert bell["calls"] == ["ledger"]
    assert bell["crons"] == ["0 8 * * *"]
    assert {"type": "kv", "name": "CACHE_KV", "target": "bell-kv"} in bell["bindings"]
    assert bell["boot_ms"] > 0
    assert bell["requests"] == before + 1
    assert (bell["p50_ms"], bell["p99_ms"]) == (1.5, 1.5)


def test_what_a_worker_sends_out_is_answered_and_kept(fleet: LocalFleet) -> None:
    status, text = get(fleet, "bell", "/ring")
    assert status == 200
    assert '"ok": true' in text
    [sent] = fleet.outbox(provider="slack")
    assert sent["worker"] == "bell"
    assert (sent["method"], sent["status"]) == ("POST", 200)
    assert sent["url"] == "https://slack.com/api/chat.postMessage"
    assert sent["headers"]["authorization"] == "Bearer dev-bell-key"
    assert '"#bells"' in sent["body"]
    assert fleet.outbox(worker="ledger") == []
    assert fleet.outbox(since=sent["at"]) == [sent]
    assert fleet.outbox(since=sent["id"]) == []
    fleet.control("DELETE", "/outbox")
    assert fleet.outbox() == []


def test_an_unknown_host_is_answered_502_and_kept(fleet: LocalFleet) -> None:
    status, text = get(fleet, "bell", "/stranger")
    assert status == 502
    assert "captured" in text
    assert [sent["provider"] for sent in fleet.outbox()] == ["unknown"]


def test_a_rule_makes_a_provider_misbehave_as_often_as_it_says(fleet: LocalFleet) -> None:
    fleet.rule("slack", status=429, body={"ok": False}, headers={"Retry-After": "7"}, times=1)
    assert get(fleet, "bell", "/ring") == (429, '{"ok": false}')
    assert get(fleet, "bell", "/ring")[0] == 200
    assert [sent["status"] for sent in fleet.outbox()] == [429, 200]


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"provider": "slack", "status": 99},
        {"provider": 1},
        {"provider": "slak"},
        {"provider": "slack", "times": 10**400},
    ],
)
def test_a_rule_that_is_none_is_refused(fleet: LocalFleet, rule: dict[str, object]) -> None:
    assert fleet.control("POST", "/outbox/rules", json=rule).status_code == 422


@pytest.mark.parametrize("body", [b"NaN", b'{"a": [-1e999]}'])
def test_a_rule_answers_only_what_json_can_say(fleet: LocalFleet, body: bytes) -> None:
    rule = b'{"provider": "slack", "body": ' + body + b"}"
    assert fleet.control("POST", "/outbox/rules", content=rule).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/outbox/rules", b"{"),
        ("POST", "/faults", b"\xff"),
        ("GET", "/logs?since=%C2%B2", b""),
        ("GET", "/logs?since=%D9%A1", b""),
        ("GET", f"/logs?since={'9' * 5000}", b""),
        ("GET", f"/requests?since={'9' * 5000}", b""),
        ("GET", f"/outbox?since={'9' * 5000}", b""),
        ("POST", "/faults", b"[" * 5000),
        ("POST", "/outbox/rules", b'{"provider": "slack", "body": "\\ud800"}'),
        ("POST", "/d1/ledger", b'{"statements": '),
        ("POST", "/d1/ledger", b'{"statements": [{"sql": "SELECT ?1", "params": [NaN]}]}'),
        ("POST", "/d1/ledger", b'{"statements": [{"sql": "SELECT ?1", "params": [-1e999]}]}'),
        ("POST", "/cron/bell?at=0001-01-01T00:00:00Z", b""),
        ("POST", "/cron/bell?at=9999-12-31", b""),
        ("GET", "/outbox?since=yesterday", b""),
    ],
)
def test_what_cannot_be_read_is_400(fleet: LocalFleet, method: str, path: str, body: bytes) -> None:
    answer = fleet.control(method, path, content=body)
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")


def test_a_schedule_runs_when_asked_as_of_the_time_given(fleet: LocalFleet) -> None:
    fleet.cron("bell", at="2026-01-02T03:04:05Z")
    assert fleet.kv("bell") == {"bell/cron": "0 8 * * * 1767323045000"}


@pytest.mark.parametrize(
    ("path", "status"), [("/cron/nobody", 404), ("/cron/ledger", 404), ("/cron/bell?at=noon", 400)]
)
def test_a_schedule_that_is_not_there_is_refused(fleet: LocalFleet, path: str, status: int) -> None:
    assert fleet.control("POST", path).status_code == status


def test_flushing_waits_for_what_is_queued(fleet: LocalFleet) -> None:
    assert get(fleet, "ledger", "/queue") == (200, "0")
    fleet.flush_queues()
    assert fleet.d1("ledger", "SELECT text FROM entries") == [{"text": "queued"}]


def test_what_a_request_uses_is_counted_over_all_that_it_calls(fleet: LocalFleet) -> None:
    for path, request_id in (("/count", "asks-the-ledger"), ("/ring", "asks-slack")):
        with fleet.worker("bell") as client:
            client.get(path, headers={"x-request-id": request_id})
    [asked] = fleet.usage(request_id="asks-the-ledger")
    assert (asked.worker, asked.event) == ("bell", "fetch")
    assert (asked.invocations, asked.d1_queries, asked.subrequests) == (2, 1, 0)
    [rang] = fleet.usage(request_id="asks-slack")
    assert (rang.invocations, rang.d1_queries, rang.subrequests) == (1, 0, 1)


def test_requests_are_listed_with_what_they_used(fleet: LocalFleet) -> None:
    with fleet.worker("bell") as client:
        client.get("/count", headers={"x-request-id": "req-1"})  # as the bell logs each request
    [listed] = fleet.control("GET", "/requests").json()
    assert (listed["worker"], listed["path"]) == ("bell", "/count")
    assert (listed["invocations"], listed["d1_queries"], listed["subrequests"]) == (2, 1, 0)


def test_schedules_and_batches_are_counted_apart(fleet: LocalFleet) -> None:
    fleet.cron("bell")
    get(fleet, "ledger", "/queue")
    fleet.flush_queues()
    used = {each.event: each for each in fleet.usage()}
    assert (used["scheduled"].worker, used["scheduled"].invocations) == ("bell", 1)
    assert (used["queue"].worker, used["queue"].d1_queries) == ("ledger", 1)
    assert used["fetch"].d1_queries == 1
    assert fleet.usage(worker="bell", event="queue") == []


def test_a_fault_breaks_calls_over_bindings_too(fleet: LocalFleet) -> None:
    with fleet.fault("ledger", "error"):
        assert get(fleet, "bell", "/count")[0] >= 500
        assert get(fleet, "ledger", "/count")[0] >= 500
    assert get(fleet, "bell", "/count") == (200, "0")


def test_a_fault_holds_without_a_with_too_until_it_ends(fleet: LocalFleet) -> None:
    fault = fleet.fault("ledger", "error")
    with fleet.fault("bell", "error"):
        assert get(fleet, "bell", "/")[0] == 500
    assert get(fleet, "bell", "/count")[0] >= 500
    fault.end()
    assert get(fleet, "bell", "/count") == (200, "0")


@pytest.mark.parametrize(
    "path",
    [
        "/logs?worker=bel",
        "/requests?worker=bel",
        "/usage?worker=bel",
        "/outbox?worker=bel",
        "/outbox?provider=slak",
    ],
)
def test_nothing_is_not_what_comes_of_a_misspelt_name(fleet: LocalFleet, path: str) -> None:
    answer = fleet.control("GET", path)
    assert answer.status_code == 404
    assert "there are" in answer.json()["detail"]


def test_a_test_can_write_rows(fleet: LocalFleet) -> None:
    fleet.insert("ledger", "entries", {"id": 7, "text": "it's"}, {"id": 8, "text": "old"})
    assert fleet.write("ledger", "UPDATE entries SET text = ?1 WHERE id = ?2", "new", 8) == []
    rows = [{"id": 7, "text": "it's"}, {"id": 8, "text": "new"}]
    assert fleet.d1("ledger", "SELECT * FROM entries ORDER BY id") == rows
    with pytest.raises(AssertionError, match="UNIQUE constraint failed"):
        fleet.insert("ledger", "entries", {"id": 9, "text": "x"}, {"id": 7, "text": "y"})
    assert fleet.d1("ledger", "SELECT * FROM entries ORDER BY id") == rows


def test_a_fault_lasts_for_the_calls_it_is_given(fleet: LocalFleet) -> None:
    with fleet.fault("ledger", "error", times=1):
        assert get(fleet, "bell", "/count")[0] >= 500
        assert get(fleet, "bell", "/count") == (200, "0")


def test_the_faults_that_are_on_are_listed_with_the_calls_they_have_left(
    fleet: LocalFleet,
) -> None:
    assert fleet.control("GET", "/faults").json() == []
    for body in (
        {"worker": "ledger", "mode": "error", "times": 3},
        {"worker": "bell", "mode": "down"},
    ):
        assert fleet.control("POST", "/faults", json=body).status_code == 201
    get(fleet, "ledger", "/count")
    assert fleet.control("GET", "/faults").json() == [
        {"worker": "ledger", "mode": "error", "times": 2},
        {"worker": "bell", "mode": "down", "times": None},
    ]
    assert fleet.control("DELETE", "/faults?worker=bell").status_code == 204
    for _ in range(2):
        assert get(fleet, "ledger", "/count")[0] == 500
    assert fleet.control("GET", "/faults").json() == []
    assert fleet.control("DELETE", "/faults?worker=nobody").status_code == 404


def test_a_fault_on_nobody_is_refused(fleet: LocalFleet) -> None:
    assert fleet.control("POST", "/faults", json={"worker": "x", "mode": "error"}).is_error
    assert fleet.control("POST", "/faults", json={"worker": "bell", "mode": "odd"}).is_error


def test_the_database_can_be_read(fleet: LocalFleet) -> None:
    get(fleet, "ledger", "/write")
    assert fleet.d1("ledger", "SELECT text FROM entries") == [{"text": "written"}]
    assert fleet.d1("ledger", "WITH n AS (SELECT 1 AS a) SELECT a FROM n") == [{"a": 1}]
    assert [c["name"] for c in fleet.d1("ledger", "PRAGMA table_info(entries)")] == ["id", "text"]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM entries",
        "WITH x AS (SELECT 1) DELETE FROM entries",
        "SELECT 1; DELETE FROM entries",
        "/* SELECT */ DROP TABLE entries",
        "PRAGMA user_version = 3",
        "",
    ],
)
def test_the_database_can_not_be_written(fleet: LocalFleet, sql: str) -> None:
    get(fleet, "ledger", "/write")
    answer = fleet.control("GET", "/d1/ledger", params={"sql": sql})
    assert answer.status_code == 403
    assert "Only one reading statement" in answer.json()["detail"]
    assert get(fleet, "ledger", "/count") == (200, "1")


def test_a_mistake_in_sql_is_told_in_sqlites_words(fleet: LocalFleet) -> None:
    answer = fleet.control("GET", "/d1/ledger", params={"sql": "SELECT * FROM absent"})
    assert answer.status_code == 400
    assert "no such table: absent" in answer.json()["detail"]


def test_a_binding_that_is_not_there_is_told(fleet: LocalFleet) -> None:
    assert fleet.control("GET", "/d1/bell").status_code == 404
    assert fleet.control("GET", "/kv/ledger").status_code == 404


def test_kv_is_listed_by_prefix(fleet: LocalFleet) -> None:
    get(fleet, "bell", "/remember")
    assert fleet.kv("bell", "bell/") == {"bell/last": "ding"}
    assert fleet.kv("bell", "other/") == {}


def test_required_secrets_have_development_values(fleet: LocalFleet) -> None:
    with fleet.worker("bell") as client:
        told = client.get("/secrets").json()
    assert told == {"ADMIN_TOKEN": "dev-admin-token", "BELL_KEY": "dev-bell-key"}


def test_migrations_are_recorded_as_wrangler_does(fleet: LocalFleet) -> None:
    rows = fleet.d1("ledger", "SELECT name FROM d1_migrations ORDER BY id")
    names = [row["name"] for row in rows]
    assert names == ["0001_entries.sql", "0002_trigger.sql", "0003_many_tables.sql"]


def test_a_reset_empties_what_was_written_and_keeps_what_was_given(fleet: LocalFleet) -> None:
    for worker, path in (("ledger", "/write"), ("bell", "/remember"), ("bell", "/ring")):
        get(fleet, worker, path)
    fleet.rule("slack", status=500)
    fleet.reset()
    assert fleet.d1("ledger", "SELECT * FROM entries") == []
    assert fleet.d1("ledger", "SELECT name FROM rules") == [{"name": "a; b"}]
    assert (fleet.kv("bell"), fleet.outbox(), fleet.logs()) == ({}, [], [])
    assert get(fleet, "bell", "/ring")[0] == 200


def test_logs_tell_worker_level_and_request(fleet: LocalFleet) -> None:
    get(fleet, "bell", "/fails")
    lines = fleet.logs(worker="bell")
    asked = next(line for line in lines if line["message"].startswith("GET /fails"))
    assert (asked["level"], asked["request_id"]) == ("info", "req-1")
    assert any("the bell is cracked" in line["message"] for line in lines)
    assert fleet.logs(since=lines[-1]["seq"]) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Origin": "http://localhost:99999"},
        {"Origin": "http://[::1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
        {"Host": "evil.example:80", "Origin": "http://evil.example:80"},
    ],
)
def test_strangers_are_refused(fleet: LocalFleet, headers: dict[str, str]) -> None:
    answer = fleet.control("POST", "/reset", headers=headers)
    assert answer.status_code == 403
    assert "closed" in answer.json()["detail"] or "not served" in answer.json()["detail"]


def test_the_consoles_own_page_is_let_in(fleet: LocalFleet) -> None:
    own = {"Origin": f"http://localhost:{fleet.port}", "Host": f"localhost:{fleet.port}"}
    assert fleet.control("GET", "/ready", headers=own).status_code == 200


def test_the_console_page_is_served(fleet: LocalFleet) -> None:
    answer = fleet.control("GET", "/")
    assert "<title>Fleet console</title>" in answer.text
    assert fleet.control("GET", "").status_code == 307


def test_all_that_the_console_is_made_of_is_served(fleet: LocalFleet) -> None:
    waiting, seen = ["/"], set[str]()
    while waiting:
        path = waiting.pop()
        answer = fleet.control("GET", path)
        assert answer.status_code == 200, path
        folder = "/console/" if path.startswith("/console/") else "/"
        named = re.findall(r'(?:from "\./|(?:src|href)=")([\w./-]+\.(?:js|css))', answer.text)
        waiting += [folder + name for name in named if folder + name not in seen]
        seen.update(waiting)
    assert {"/console/main.js", "/console/slack.js", "/console/base.css"} <= seen


@pytest.mark.parametrize("path", ["/", "/console/index.html", "/console/main.js"])
def test_the_console_lets_in_no_script_style_or_frame_but_its_own(
    fleet: LocalFleet, path: str
) -> None:
    headers = fleet.control("GET", path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["frame-src"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"


def test_messages_are_told_as_they_read(fleet: LocalFleet) -> None:
    assert fleet.control("GET", "/messages").json() == {"oldest": None, "messages": []}
    get(fleet, "bell", "/ring")
    get(fleet, "bell", "/ring")
    told = fleet.control("GET", "/messages").json()
    first, second = told["messages"]
    assert told["oldest"] == first["id"]
    assert first["reading"]["kind"] == "slack"
    assert (first["reading"]["channel"], first["reading"]["text"]) == ("#bells", "ding")
    after = fleet.control("GET", "/messages", params={"since": first["id"]}).json()
    assert after == {"oldest": first["id"], "messages": [second]}


def test_a_mails_html_is_served_without_power(fleet: LocalFleet) -> None:
    mail = {"from": "a@example.com", "to": "b@example.com", "subject": "Hi", "html": "<p>Hi</p>"}
    for body in (mail, {**mail, "html": ""}):
        sent = json.dumps(body).encode()
        content = {"content-type": "application/json"}
        fleet.send_out(Exchange("bell", "POST", "https://api.resend.com/emails", content, sent))
    with_html, without = (each["id"] for each in fleet.outbox(provider="resend"))
    answer = fleet.control("GET", f"/messages/{with_html}/html")
    assert answer.text == "<p>Hi</p>"
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'self'"} <= {*policy}
    for absent in (without, "out_999999"):
        assert fleet.control("GET", f"/messages/{absent}/html").status_code == 404


def test_probes_are_marked_and_not_counted(fleet: LocalFleet) -> None:
    before = fleet.workers()["bell"]["requests"]
    for path in ("/health", "/"):
        get(fleet, "bell", path)
    seen = fleet.control("GET", "/requests", params={"worker": "bell"}).json()
    assert [(each["path"], each["probe"]) for each in seen] == [("/health", True), ("/", False)]
    assert fleet.workers()["bell"]["requests"] == before + 1


def test_keys_are_told_a_page_at_a_time(fleet: LocalFleet) -> None:
    get(fleet, "bell", "/remember")
    fleet.cron("bell")
    first = fleet.control("GET", "/kv/bell?limit=1").json()
    rest = fleet.control("GET", "/kv/bell", params={"after": first[0]["name"]}).json()
    assert [key["name"] for key in [*first, *rest]] == ["bell/cron", "bell/last"]


def test_the_calls_are_drawn(fleet: LocalFleet) -> None:
    answer = fleet.control("GET", "/graph.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert 'data-from="bell" data-to="ledger"' in answer.text
