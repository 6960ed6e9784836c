from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleet.check import bindings, calls, configs, databases, limits
from fleet.check.findings import Finding

Only = Callable[..., Finding]
LineOf = Callable[[Path, str], int]

SOUND: dict[str, Any] = {
    "vars": {"ALLOWED_ORIGINS": "https://example.com"},
    "services": [{"binding": "SLACK_INTEL", "service": "slack-intel"}],
}
CLIENT = """
from contracts.valuation import ValuationService
from edgekit import App

class Services:
    valuation: ValuationService

app = App("leads", services=Services)
on_fetch = app.on_fetch
"""
TO_VALUATION = {"binding": "VALUATION", "service": "valuation"}
REPORTS = {"binding": "SLACK_INTEL", "service": "slack-intel"}


def production(**block: Any) -> dict[str, Any]:
    return {"env": {"production": {**SOUND, **block}}}


def database(name: str, number: int) -> dict[str, Any]:
    return {
        "binding": "DB",
        "database_name": name,
        "database_id": str(number),
        "migrations_dir": "../../wrangler/migrations/leads-db",
    }


def test_a_sound_environment_passes(sample: Any) -> None:
    sample.worker("leads", **production(name="leads-live", workers_dev=False, route="a.com/*"))
    assert sample.static(configs.check) == []
    assert sample.imported(bindings.check) == []
    assert sample.imported(calls.check) == []


def test_a_target_that_is_not_there_is_found_at_its_line(
    sample: Any, only: Only, line_of: LineOf
) -> None:
    wrong = {"binding": "VALUATION", "service": "valuatoin"}
    folder = sample.worker("leads", **production(services=[REPORTS, wrong]))
    finding = next(f for f in sample.imported(bindings.check) if "valuatoin" in f.message)
    line = line_of(folder / "wrangler.jsonc", "valuatoin") - 2
    assert finding.where == f"workers/leads/wrangler.jsonc:{line}"
    assert finding.message.startswith("env.production: VALUATION points to valuatoin")


@pytest.mark.parametrize("target", ["slack-intel", "slack-intel-production"])
def test_a_target_is_the_worker_or_its_environment_of_the_same_name(
    sample: Any, target: str
) -> None:
    sample.worker("slack-intel", services=[], env={"production": {}})
    services = [{"binding": "SLACK_INTEL", "service": target}]
    sample.worker("leads", **production(services=services))
    assert sample.static(configs.check) == []
    assert sample.imported(bindings.check) == []


def test_a_target_may_have_a_name_of_its_own_there(sample: Any) -> None:
    sample.worker("slack-intel", services=[], env={"production": {"name": "intel-live"}})
    services = [{"binding": "SLACK_INTEL", "service": "intel-live"}]
    sample.worker("leads", **production(services=services))
    assert sample.imported(bindings.check) == []


@pytest.mark.parametrize("environments", [{}, {"staging": {}}])
def test_a_target_without_that_environment_is_found(
    sample: Any, only: Only, environments: dict[str, Any]
) -> None:
    sample.worker("slack-intel", services=[], env=environments)
    services = [{"binding": "SLACK_INTEL", "service": "slack-intel-production"}]
    sample.worker("leads", **production(services=services))
    assert "slack-intel-production" in only(sample.imported(bindings.check)).message


def test_bindings_are_not_inherited(sample: Any, only: Only) -> None:
    sample.worker("valuation")
    sample.worker(
        "leads", entry=CLIENT, services=[REPORTS, TO_VALUATION], **production(services=[REPORTS])
    )
    assert "Services has valuation" in only(sample.imported(bindings.check)).message
    sample.worker("leads", **production(services=[]))
    finding = only(sample.static(configs.check))
    assert finding.message.startswith("env.production: Errors of this worker reach nobody")


def test_a_database_that_another_worker_has_is_found(sample: Any, only: Only) -> None:
    sample.migration("leads-db", "0001_leads.sql", "CREATE TABLE leads (id TEXT) STRICT;")
    sample.worker("leads", d1_databases=[database("leads-db", 1)])
    sample.worker("comps", **production(d1_databases=[database("leads-db", 2)]))
    finding = only(sample.static(databases.check, "comps"))
    assert "env.production: leads-db belongs to leads too" in finding.message
    assert "comps" in only(sample.static(databases.check, "leads")).message


def test_a_worker_may_use_one_database_in_several_environments(sample: Any) -> None:
    sample.migration("leads-db", "0001_leads.sql", "CREATE TABLE leads (id TEXT) STRICT;")
    bases = [database("leads-db", 1)]
    sample.worker("leads", d1_databases=bases, **production(d1_databases=bases))
    assert sample.static(databases.check) == []


def test_what_the_code_uses_is_missing_in_an_environment(sample: Any, only: Only) -> None:
    sample.migration("leads-db", "0001_leads.sql", "CREATE TABLE leads (id TEXT) STRICT;")
    sample.worker("leads", d1_databases=[database("leads-db", 1)], **production())
    sample.source("leads", "lead_store.py", "def read(ctx):\n    return ctx.db or ctx.db\n")
    finding = only(sample.imported(calls.check))
    assert finding.where == "workers/leads/src/lead_store.py:2"
    assert finding.message.startswith("env.production: leads has no binding DB")


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"compatibility_date": "2025-01-01"}, "compatibility_date"),
        ({"triggers": {"crons": ["* * * * 0"]}}, "“0” as its day of the week"),
        ({"workers_dev": False}, "workers_dev"),
        ({"compatibility_flags": ["python_workers"]}, "disable_python_no_global_handlers"),
    ],
)
def test_the_house_rules_are_held_in_an_environment(
    sample: Any, only: Only, line_of: LineOf, block: dict[str, Any], said: str
) -> None:
    folder = sample.worker("leads", **production(**block))
    finding = only(sample.static(configs.check))
    assert said in finding.message
    line = int(finding.where.rpartition(":")[2])
    assert line > line_of(folder / "wrangler.jsonc", '"production"')


def test_what_an_environment_inherits_is_told_once(sample: Any, only: Only) -> None:
    sample.worker("leads", triggers={"crons": ["* * * * 0"]}, **production())
    assert not only(sample.static(configs.check)).message.startswith("env.")


def test_variables_of_an_environment_are_counted(sample: Any, only: Only, line_of: LineOf) -> None:
    folder = sample.worker("leads", **production(vars={f"V{number}": "" for number in range(129)}))
    finding = only(sample.static(limits.check))
    assert "env.production: 129 variables" in finding.message
    line = line_of(folder / "wrangler.jsonc", '"production"')
    assert finding.where == f"workers/leads/wrangler.jsonc:{line}"
