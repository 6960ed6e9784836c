"""Variables and secrets of a development run, its state folder, and who is let in."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from fleet.dev.guard import Guard
from fleet.dev.journal import Journal
from fleet.dev.options import Variables, dev_vars, environment
from fleet.dev.selection import with_called
from fleet.errors import FleetError
from fleet.project import ProjectError, read_fleet

CONFIG = '{"name": "%s", "secrets": {"required": ["ADMIN_TOKEN", "API_KEY"]}, "services": [%s]}'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Workers a → b → c → b, and d alone."""
    for name, calls in {"a": "b", "b": "c", "c": "b", "d": ""}.items():
        folder = tmp_path / "workers" / name
        folder.mkdir(parents=True)
        bound = ", ".join(f'{{"binding": "X{c}", "service": "{c}"}}' for c in calls)
        (folder / "wrangler.jsonc").write_text(CONFIG % (name, bound))
    return tmp_path


def test_a_worker_gets_its_own_variables_before_the_shared() -> None:
    variables = Variables.parse(["A=1", "leads:A=2", "leads:B=x=y", "C="])
    assert variables.given_to("leads") == {"A": "2", "B": "x=y", "C": ""}
    assert variables.given_to("email") == {"A": "1", "C": ""}


@pytest.mark.parametrize("text", ["A", "=1", "leads:=1"])
def test_a_variable_without_name_or_value_is_refused(text: str) -> None:
    with pytest.raises(FleetError, match="write NAME=VALUE"):
        Variables.parse([text])


def test_required_secrets_are_made_up_unless_given(root: Path) -> None:
    worker = read_fleet(root).workers["a"]
    none = Variables()
    assert environment(worker, none) == {"ADMIN_TOKEN": "dev-admin-token", "API_KEY": "dev-api-key"}
    (worker.folder / ".dev.vars").write_text("# mine\nexport API_KEY = 'real'\nOTHER=1\n")
    assert dev_vars(worker.folder) == {"API_KEY", "OTHER"}
    assert environment(worker, none) == {"ADMIN_TOKEN": "dev-admin-token"}
    given = Variables.parse(["a:ADMIN_TOKEN=mine"])
    assert environment(worker, given) == {"ADMIN_TOKEN": "mine"}


def test_local_addresses_have_the_port_of_the_fleet(root: Path) -> None:
    config = root / "workers" / "a" / "wrangler.jsonc"
    own = '"vars": { "ORIGINS": "http://localhost:8787,http://site.localhost:8787", "N": 1 },'
    config.write_text(config.read_text().replace("{", "{" + own, 1))
    worker = read_fleet(root).workers["a"]
    moved = environment(worker, Variables(), port=9000)
    assert moved["ORIGINS"] == "http://localhost:9000,http://site.localhost:9000"
    assert "N" not in moved
    assert "ORIGINS" not in environment(worker, Variables())
    given = Variables.parse(["ORIGINS=*"])
    assert environment(worker, given, port=9000)["ORIGINS"] == "*"


def test_only_some_means_these_and_all_they_call(root: Path) -> None:
    fleet = read_fleet(root)
    assert [worker.name for worker in with_called(fleet, ["a"])] == ["a", "b", "c"]
    assert [worker.name for worker in with_called(fleet, [])] == ["a", "b", "c", "d"]
    with pytest.raises(ProjectError, match="There is no worker x"):
        with_called(fleet, ["x"])


@pytest.mark.parametrize(
    ("host", "origin", "let_in"),
    [
        ("localhost:8787", None, True),
        ("127.0.0.1:8787", None, True),
        ("[::1]:8787", "http://[::1]:8787", True),
        ("localhost:8787", "http://localhost:8787", True),
        ("localhost:8787", "http://127.0.0.1:8787", True),
        ("192.168.1.9:8787", "http://192.168.1.9:8787", True),
        ("localhost:8787", "http://localhost:3000", False),
        ("localhost:8787", "http://leads.localhost:8787", False),
        ("localhost:8787", "https://evil.example", False),
        ("localhost:8787", "null", False),
        ("localhost.evil.example", None, False),
        ("192.168.1.10:8787", None, False),
        ("", None, False),
        ("[", None, False),
    ],
)
def test_the_guard_knows_its_own_pages(host: str, origin: str | None, let_in: bool) -> None:
    statuses: list[int] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        statuses.append(200)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if "status" in message:
            statuses.append(message["status"])

    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    asyncio.run(Guard(inner, "192.168.1.9")(scope, receive, send))
    assert statuses == [200 if let_in else 403]


def test_percentiles_are_of_the_durations_that_requests_log() -> None:
    journal = Journal()
    for taken in range(1, 101):
        text = f'{{"event":"request","method":"GET","path":"/","status":200,"duration_ms":{taken}}}'
        journal.hear({"event": "log", "worker": "a", "level": "info", "text": text})
    record = journal.workers["a"]
    assert (record.requests, record.percentile(0.5), record.percentile(0.99)) == (100, 50, 99)
    assert len(journal.requests(since=90)) == 10


def test_a_failed_start_is_a_workers_status_and_a_failed_request_is_not() -> None:
    journal = Journal()
    journal.workers["a"].status = "up"
    journal.hear({"event": "worker_error", "worker": "a", "phase": "request", "error": "boom"})
    assert journal.workers["a"].status == "up"
    journal.hear({"event": "worker_error", "worker": "a", "phase": "start", "error": "SyntaxError"})
    assert (journal.workers["a"].status, journal.workers["a"].error) == ("failed", "SyntaxError")
    assert [line["message"] for line in journal.logs()] == ["boom", "SyntaxError"]


def test_a_model_is_for_the_workers_that_may_work_with_one(tmp_path: Path) -> None:
    folder = tmp_path / "workers" / "chatbot"
    folder.mkdir(parents=True)
    (folder / "wrangler.jsonc").write_text('{"name": "chatbot", "ai": {"binding": "AI"}}')
    (tmp_path / "wrangler").mkdir()
    worker = read_fleet(tmp_path).workers["chatbot"]
    url = "http://127.0.0.1:1/v1"
    assert environment(worker, Variables(), ai_url=url)["AI_API_URL"] == url
    assert "AI_API_URL" not in environment(worker, Variables())
    mine = Variables.parse(["AI_API_URL="])
    assert environment(worker, mine, ai_url=url)["AI_API_URL"] == ""
    (folder / "wrangler.jsonc").write_text('{"name": "chatbot"}')
    assert environment(read_fleet(tmp_path).workers["chatbot"], Variables(), ai_url=url) == {}
