"""``fleet preview``: a pull request's own workers and data beside those of a base."""

import random
from pathlib import Path

import pytest
from cloudflare_stand_in import Fault
from deploy_bench import Bench
from test_deploy_failures import KINDS

from fleet.deploy.preview import dependents

SEED = "INSERT INTO notes (text) VALUES ('a sample'), ('another');"
BASE = {
    "workers": ["desk-staging", "front-staging", "lamp-staging"],
    "databases": ["desk-db-staging", "fleet-deploys-staging"],
    "namespaces": ["front-cache-staging"],
    "buckets": ["media-staging"],
    "queues": ["desk-outbox-staging"],
}
PREVIEW = {
    "workers": [*BASE["workers"], "desk-pr-1", "front-pr-1"],
    "databases": [*BASE["databases"], "desk-db-pr-1", "fleet-deploys-pr-1"],
    "namespaces": [*BASE["namespaces"], "front-cache-pr-1"],
    "buckets": [*BASE["buckets"], "media-pr-1"],
    "queues": [*BASE["queues"], "desk-outbox-pr-1"],
}


def up(bench: Bench, *arguments: str) -> int:
    """Bring the preview of a pull request up, against the environment ``staging``."""
    usual = ["--id", "pr-1", "--base", "staging", "--yes", "--patience", "0"]
    return bench.fleet("preview", "up", *usual, "--secrets", "secrets.env", *arguments)


def down(bench: Bench) -> int:
    """Take it down."""
    return bench.fleet("preview", "down", "--id", "pr-1")


def notes(bench: Bench, database: str) -> int:
    """How many rows a database has."""
    rows = bench.account.database(database).sqlite.execute("SELECT count(*) FROM notes")
    return int(next(iter(next(rows))))


def sorted_names(names: dict[str, list[str]]) -> dict[str, list[str]]:
    """Names as the account tells them."""
    return {kind: sorted(each) for kind, each in names.items()}


@pytest.fixture
def changed(deployed: Bench) -> Bench:
    """A checkout in which desk is another; it has sample data."""
    deployed.edit("desk", "# another line")
    deployed.write("wrangler/seeds/desk-db.sql", SEED)
    return deployed


def test_who_depends_on_a_change_is_previewed_too() -> None:
    calls = {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"], "e": []}
    found = dependents(calls, {"c": "changed"})
    assert found == {"c": "changed", "b": "calls c", "a": "calls b", "d": "calls a"}


def test_a_preview_has_its_own_of_what_changed_and_the_rest_of_the_base(
    changed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    before = changed.versions()
    assert up(changed, "--comment", "comment.md") == 0
    assert changed.account.names() == sorted_names(PREVIEW)
    assert {name: changed.versions()[name] for name in before} == before
    front = changed.account.workers["front-pr-1"].active.bindings
    assert front["DESK"]["service"] == "desk-pr-1"
    assert front["MEDIA"]["bucket_name"] == "media-pr-1"
    lamp = changed.cloudflare.addresses.format(worker="lamp-staging")
    assert front["LAMP_URL"]["text"] == f"{lamp}/on"
    base = changed.account.workers["front-staging"].active.bindings
    for binding, key in (("CACHE_KV", "namespace_id"), ("LIMITER", "namespace_id")):
        assert front[binding][key] != base[binding][key]
    assert (notes(changed, "desk-db-pr-1"), notes(changed, "desk-db-staging")) == (2, 0)
    text = Path("comment.md").read_text()
    address = changed.cloudflare.addresses.format(worker="front-pr-1")
    assert f"| front | calls desk | <{address}> |" in text
    assert "| desk | changed | private |" in text

    changed.cloudflare.calls.clear()
    assert up(changed) == 0
    assert changed.cloudflare.uploads() == []
    assert notes(changed, "desk-db-pr-1") == 2
    capsys.readouterr()
    assert changed.fleet("preview", "list") == 0
    assert "pr-1  2 workers" in capsys.readouterr().out
    assert changed.fleet("preview", "gc", "--yes") == 0
    assert "No preview is older than 14 days" in capsys.readouterr().out

    changed.account.buckets["media-pr-1"] = {"photo/1": b"", "photo/2": b""}
    assert down(changed) == 0
    assert changed.account.names() == BASE
    assert changed.versions() == before
    assert down(changed) == 0
    assert "There is no preview pr-1" in capsys.readouterr().out


def test_what_no_longer_differs_is_removed_and_old_previews_are_collected(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = deployed.source("lamp").read_text()
    deployed.edit("lamp", "# another line")
    assert up(deployed) == 0
    assert deployed.account.names()["workers"] == sorted([*BASE["workers"], "lamp-pr-1"])
    deployed.source("lamp").write_text(kept)
    assert up(deployed, "--comment", "comment.md") == 0
    assert deployed.account.names()["workers"] == BASE["workers"]
    assert "Nothing differs from `staging`" in Path("comment.md").read_text()
    ledger = deployed.account.database("fleet-deploys-pr-1").sqlite
    ledger.execute("UPDATE deploys SET started = unixepoch() - 15 * 86400")
    assert deployed.fleet("preview", "gc", "--yes") == 0
    assert "pr-1: 1 removed" in capsys.readouterr().out
    assert deployed.account.names() == BASE


def test_a_preview_that_came_up_by_half_is_taken_down(
    changed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    changed.write("wrangler/seeds/desk-db.sql", f"{SEED} INSERT INTO nowhere VALUES (1);")
    assert up(changed) == 1
    assert "no such table: nowhere" in capsys.readouterr().err
    changed.write("wrangler/seeds/desk-db.sql", SEED)
    changed.cloudflare.faults.append(Fault(403, "PUT .*scripts/front-pr-1"))
    assert up(changed) == 1
    assert "front-pr-1 can't be deployed" in capsys.readouterr().err
    assert changed.account.names()["workers"] == BASE["workers"]
    assert notes(changed, "desk-db-pr-1") == 2
    assert down(changed) == 0
    assert changed.account.names() == BASE


def test_a_failing_call_leaves_nothing_that_down_does_not_remove(changed: Bench) -> None:
    dice = random.Random("preview")
    fault = Fault(dice.choice(KINDS), skip=dice.randrange(100), late=True, seconds=0.5)
    changed.cloudflare.faults.append(fault)
    up(changed)
    changed.cloudflare.faults.clear()
    assert up(changed) == 0
    assert changed.account.names() == sorted_names(PREVIEW)
    assert notes(changed, "desk-db-pr-1") == 2
    assert down(changed) == 0
    assert changed.account.names() == BASE


def test_an_environment_is_not_taken_down(
    deployed: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deployed.fleet("preview", "down", "--id", "staging") == 1
    assert "staging is no preview but an environment" in capsys.readouterr().err
    assert deployed.account.names() == BASE


def test_a_preview_needs_a_base_that_is_there(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert up(bench) == 1
    assert "run `fleet deploy --env staging` on main first" in capsys.readouterr().err
    assert not any(bench.account.names().values())


@pytest.mark.parametrize("key", ["staging", "PR 1", "x" * 80])
def test_a_preview_needs_a_name_of_its_own(
    bench: Bench, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    arguments = ["preview", "up", "--id", key, "--base", "staging", "--yes"]
    assert bench.fleet(*arguments) == 1
    assert "another id" in (told := capsys.readouterr().err) or "no id of a preview" in told
