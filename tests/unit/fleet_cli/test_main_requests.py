"""Every worker names its main job in one place, and it is one that a route answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleet import main_requests
from fleet.check import main_requests as check
from fleet.check.findings import Finding
from fleet.main_requests import MainRequest
from fleet.project import read_fleet

REPOSITORY = Path(__file__).resolve().parents[3]
Only = Callable[..., Finding]
ENTRY = """
from edgekit import App

app = App("leads")


@app.get("/api/leads/{lead_id}/notes")
def notes(lead_id: str) -> str:
    return ""


on_fetch = app.on_fetch
"""


def found(sample: Any, text: str | None) -> list[Finding]:
    folder = sample.worker("leads", entry=ENTRY)
    (folder / "main_request.toml").unlink()
    if text is not None:
        (folder / "main_request.toml").write_text(text)
    findings: list[Finding] = sample.imported(check.check, "leads")
    return findings


def test_a_request_that_a_route_answers_passes(sample: Any) -> None:
    assert found(sample, 'request = "GET /api/leads/lead_1/notes?limit=5"') == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "names no main request"),
        ("request =", "not valid TOML"),
        ('request = "/api/leads"', "a method and a path"),
        ('request = "GET /health"\nlimit = 3', "limit is not known"),
        ('request = "GET /health"\ncached = true', "{n} or {day}"),
        ('request = "GET /api/leads/lead_1"', "no route for GET /api/leads/lead_1"),
        ('request = "POST /api/leads/lead_1/notes"', "no route for POST"),
    ],
)
def test_a_worker_without_one_that_can_be_sent_is_found(
    sample: Any, only: Only, text: str | None, said: str
) -> None:
    finding = only(found(sample, text))
    assert finding.where == "workers/leads/main_request.toml"
    assert said in finding.message


def test_the_body_is_json_and_headers_go_with_it(tmp_path: Path) -> None:
    text = """request = "POST /api/quick"\nbody = '{"n": {n}}'\nheaders = { accept = "a/b" }\n"""
    (tmp_path / "main_request.toml").write_text(text + "cached = true\n")
    request = main_requests.read(tmp_path)
    headers = {"content-type": "application/json", "accept": "a/b"}
    assert request.cached
    assert request.order() == {
        "path": "/api/quick", "method": "POST", "headers": headers, "body": '{"n": {n}}',
    }  # fmt: skip
    assert MainRequest("GET", "/").order()["headers"] == {}


def test_every_worker_of_the_fleet_names_one() -> None:
    for worker in read_fleet(REPOSITORY).workers.values():
        assert main_requests.read(worker.folder).method in ("GET", "POST")
