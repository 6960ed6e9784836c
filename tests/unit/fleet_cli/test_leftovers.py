"""Deleting a worker's folder leaves things behind, and each of them is told."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from fleet import docs
from fleet.check import leftovers
from fleet.check.findings import Finding

Only = Callable[..., Finding]
DATABASE = {"binding": "DB", "database_name": "leads-db", "database_id": "leads-db"}


@pytest.fixture
def two(sample: Any) -> Any:
    sample.worker("leads", d1_databases=[DATABASE])
    sample.migration("leads-db", "0001_leads.sql", "CREATE TABLE leads (id TEXT);")
    docs.refresh(sample.read())
    return sample


def test_a_fleet_whose_workers_are_all_there_passes(two: Any) -> None:
    assert two.static(leftovers.check) == []


def test_what_a_deleted_worker_leaves_is_told_whole(two: Any) -> None:
    shutil.rmtree(two.root / "workers" / "leads")
    found = {finding.where: finding for finding in two.static(leftovers.check)}
    assert list(found) == [
        "wrangler/workers.toml",
        "docs/workers/leads.md",
        "wrangler/migrations/leads-db",
    ]
    assert {finding.level for finding in found.values()} == {"error"}
    assert "There is no workers/leads" in found["wrangler/workers.toml"].message


def test_a_planned_worker_is_no_leftover_and_one_that_came_is_planned_no_more(
    two: Any, only: Only
) -> None:
    listed = two.root / "wrangler" / "workers.toml"
    listed.write_text('[planned]\nsms = "private"\n' + listed.read_text())
    assert two.static(leftovers.check) == []
    listed.write_text(listed.read_text().replace("sms", "leads"))
    assert "workers/leads is there by now" in only(two.static(leftovers.check)).message


def test_a_worker_whose_config_is_broken_is_still_there(two: Any) -> None:
    (two.root / "workers" / "leads" / "wrangler.jsonc").write_text("{,}")
    assert two.static(leftovers.check) == []


def test_the_docs_command_takes_pages_of_its_own_away(two: Any) -> None:
    shutil.rmtree(two.root / "workers" / "leads")
    by_hand = two.root / "docs" / "workers" / "history.md"
    by_hand.write_text("# Written by somebody")
    page = two.root / "docs" / "workers" / "leads.md"
    assert page in docs.refresh(two.read())
    assert not page.exists()
    assert by_hand.exists()
