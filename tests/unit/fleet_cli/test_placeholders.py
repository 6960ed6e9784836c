from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fleet.check import placeholders
from fleet.check.findings import Finding
from fleet.cli import main
from fleet.project import ProjectError, read_fleet

REPOSITORY = Path(__file__).resolve().parents[3]
Only = Callable[..., Finding]
TOP_LEVEL = partial(placeholders.check, environment="")
PRODUCTION = partial(placeholders.check, environment="production")
REAL = {
    "vars": {"ALLOWED_ORIGINS": "https://homes.example.com,https://localhost.example.com"},
    "services": [],
    "d1_databases": [{"binding": "DB", "database_id": "6f0c1f0e-9d4c-4a51-8b57-0f6f0a3f1c2d"}],
    "kv_namespaces": [{"binding": "CACHE_KV", "id": "0f2ac74b498b48028cb68387c421e279"}],
}
PLACEHOLDER = [
    {
        "binding": "DB",
        "database_name": "leads-db",
        "database_id": "00000000-0000-4000-8000-000000000013",
    }
]


def test_real_ids_and_addresses_pass(sample: Any) -> None:
    sample.worker("leads", **REAL)
    assert sample.static(TOP_LEVEL) == []


def test_resources_that_wrangler_makes_itself_pass(sample: Any) -> None:
    sample.worker("leads", d1_databases=[{"binding": "DB"}], kv_namespaces=[{"binding": "KV"}])
    assert sample.static(TOP_LEVEL) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"d1_databases": PLACEHOLDER}, "npx wrangler d1 create leads-db"),
        (
            {"kv_namespaces": [{"binding": "CACHE_KV", "id": "leads-cache"}]},
            "put in what `npx wrangler kv namespace create leads-cache` prints.",
        ),
        ({"kv_namespaces": [{"binding": "CACHE_KV", "id": ""}]}, "create leads-CACHE_KV"),
        ({"vars": {"ALLOWED_ORIGINS": "http://localhost:8787"}}, "has http://localhost:8787, "),
        ({"vars": {"URL": "https://a.com,http://site.localhost:1"}}, "http://site.localhost:1, "),
        ({"vars": {"URL": {"main": "http://127.0.0.1:8787/x"}}}, "http://127.0.0.1:8787, "),
        ({"vars": {"URL": "http://[::1]:80"}}, "http://[::1]:80, "),
    ],
)
def test_placeholders_are_found(sample: Any, only: Only, change: dict[str, Any], said: str) -> None:
    sample.worker("leads", **change)
    assert said in only(sample.static(TOP_LEVEL)).message


def test_a_placeholder_is_found_at_its_line(
    sample: Any, only: Only, line_of: Callable[[Path, str], int]
) -> None:
    folder = sample.worker("leads", d1_databases=PLACEHOLDER)
    line = line_of(folder / "wrangler.jsonc", "0013")
    assert only(sample.static(TOP_LEVEL)).where == f"workers/leads/wrangler.jsonc:{line}"


def test_the_environment_that_is_deployed_is_what_counts(sample: Any, only: Only) -> None:
    sample.worker("leads", d1_databases=PLACEHOLDER, env={"production": REAL})
    assert sample.static(PRODUCTION) == []
    sample.worker("leads", **REAL, env={"production": {**REAL, "d1_databases": PLACEHOLDER}})
    assert sample.static(TOP_LEVEL) == []
    assert "leads-db" in only(sample.static(PRODUCTION)).message


def test_an_environment_that_no_worker_has_is_named(sample: Any) -> None:
    sample.worker("leads", env={"production": REAL})
    with pytest.raises(ProjectError, match="environment producton; there are production"):
        sample.static(partial(placeholders.check, environment="producton"))


def test_only_check_deploy_looks_at_them(
    sample: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(sample.root)
    folder = sample.worker("leads", vars={"ALLOWED_ORIGINS": "http://localhost:8787"})
    (folder / "python_modules").mkdir()
    assert main(["check", "--worker", "leads"]) == 0
    assert "localhost" not in capsys.readouterr().out
    assert main(["check", "--worker", "leads", "--deploy"]) == 1
    assert "ALLOWED_ORIGINS has http://localhost:8787" in capsys.readouterr().out


def test_the_documentation_shows_what_is_printed() -> None:
    fleet = read_fleet(REPOSITORY)
    findings = TOP_LEVEL(fleet, [fleet.workers["leads"]])
    shown = (REPOSITORY / "docs" / "operations.md").read_text("utf-8").splitlines()
    assert {finding.line() for finding in findings} <= set(shown)
