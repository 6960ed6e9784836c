"""`fleet check` finds tables that would grow for ever, and lifetimes that can't be kept."""

from collections.abc import Callable
from typing import Any

import pytest

from fleet.check import lifetimes
from fleet.check.findings import Finding

Only = Callable[..., Finding]
DATABASE = {
    "binding": "DB",
    "database_name": "hits-db",
    "database_id": "00000000-0000-4000-8000-000000000042",
    "migrations_dir": "../../wrangler/migrations/hits-db",
}
ENTRY = """
from edgekit import App, Lifetime

app = App("hits")
{declared}
on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
"""
TABLE = """CREATE TABLE hits (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE INDEX hits_by_time ON hits (at);"""


@pytest.fixture
def declare(sample: Any) -> Callable[..., list[Finding]]:
    """Check a worker that declares something about the table ``hits``."""

    def findings(
        declared: str, *, crons: tuple[str, ...] = ("* * * * *",), sql: str = TABLE
    ) -> Any:
        entry = ENTRY.format(declared=declared)
        triggers = {"crons": list(crons)}
        sample.worker("hits", entry=entry, d1_databases=[DATABASE], triggers=triggers)
        sample.migration("hits-db", "0001_hits.sql", sql)
        return sample.imported(lifetimes.check, "hits")

    return findings


@pytest.mark.parametrize(
    "declared",
    ['app.lifetimes(Lifetime("hits", "at", days=30))', 'app.lifetimes(kept={"hits": "few"})'],
)
def test_a_table_with_a_lifetime_or_a_reason_passes(declare: Any, declared: str) -> None:
    assert declare(declared) == []


def test_a_table_of_which_nothing_is_said_is_an_error(declare: Any, only: Only) -> None:
    assert "how long rows of hits live" in only(declare("")).message


def test_a_full_text_index_counts_as_one_table(declare: Any, only: Only) -> None:
    sql = "CREATE VIRTUAL TABLE words USING fts5(text);"
    assert "rows of words live" in only(declare("", sql=sql)).message


@pytest.mark.parametrize("column", ["seen_at", "at +"])
def test_a_lifetime_that_sqlite_refuses_is_an_error(declare: Any, only: Only, column: str) -> None:
    message = only(declare(f'app.lifetimes(Lifetime("hits", "{column}", days=30))')).message
    assert message.startswith("The lifetime of hits: SQLite refuses it")


def test_a_lifetime_without_an_index_is_an_error(declare: Any, only: Only) -> None:
    sql = "CREATE TABLE hits (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;"
    found = declare('app.lifetimes(Lifetime("hits", "at", days=30))', sql=sql)
    assert "add an index" in only(found).message


def test_a_lifetime_without_a_cron_is_an_error(declare: Any, only: Only) -> None:
    found = declare('app.lifetimes(Lifetime("hits", "at", days=30))', crons=())
    assert "by cron" in only(found).message


def test_what_is_kept_must_exist(declare: Any, only: Only) -> None:
    found = declare('app.lifetimes(kept={"hits": "few", "misses": "few"})')
    assert "keeps misses" in only(found).message
