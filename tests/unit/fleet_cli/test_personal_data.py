"""`fleet check` finds columns that look personal and of which nothing is said."""

from collections.abc import Callable
from typing import Any

import pytest

from fleet.check import personal_data
from fleet.check.findings import Finding
from fleet.check.personal_data import looks_personal

Only = Callable[..., Finding]
DATABASE = {
    "binding": "DB",
    "database_name": "hits-db",
    "database_id": "00000000-0000-4000-8000-000000000042",
    "migrations_dir": "../../wrangler/migrations/hits-db",
}
ENTRY = """
from edgekit import App, PersonalData

app = App("hits")
{declared}
on_fetch = app.on_fetch
"""
TABLE = "CREATE TABLE hits (id TEXT PRIMARY KEY, at INTEGER NOT NULL, visitor_email TEXT) STRICT;"
HELD = 'PersonalData("hits", ("visitor_email",), erased="deleted at once")'


@pytest.fixture
def declare(sample: Any) -> Callable[..., list[Finding]]:
    """Check a worker that says something of the columns of its table ``hits``."""

    def findings(declared: str, *, sql: str = TABLE) -> Any:
        entry = ENTRY.format(declared=declared)
        sample.worker("hits", entry=entry, d1_databases=[DATABASE])
        sample.migration("hits-db", "0001_hits.sql", sql)
        return sample.imported(personal_data.check, "hits")

    return findings


@pytest.mark.parametrize(
    "declared",
    [
        f"app.personal_data({HELD})",
        'app.personal_data(nobody={"hits.visitor_email": "of a robot"})',
    ],
)
def test_a_personal_column_with_an_end_or_a_reason_passes(declare: Any, declared: str) -> None:
    assert declare(declared) == []


def test_a_personal_column_of_which_nothing_is_said_is_an_error(declare: Any, only: Only) -> None:
    finding = only(declare(""))
    assert finding.level == "error"
    assert finding.message.startswith("hits.visitor_email looks personal")


def test_a_column_that_a_later_migration_adds_is_looked_at_too(declare: Any, only: Only) -> None:
    sql = TABLE + "\nALTER TABLE hits ADD COLUMN phone TEXT;"
    assert only(declare(f"app.personal_data({HELD})", sql=sql)).message.startswith("hits.phone")


def test_a_full_text_index_holds_what_it_indexes(declare: Any, only: Only) -> None:
    sql = "CREATE VIRTUAL TABLE words USING fts5(note);"
    assert only(declare("", sql=sql)).message.startswith("words.note")


@pytest.mark.parametrize(
    "declared",
    [
        'app.personal_data(PersonalData("hits", ("phone", "visitor_email"), erased="deleted"))',
        f'app.personal_data({HELD}, nobody={{"hits.phone": "none"}})',
    ],
)
def test_a_declaration_of_no_column_is_an_error(declare: Any, only: Only, declared: str) -> None:
    assert "hits.phone, which no migration creates" in only(declare(declared)).message


def test_a_column_is_somebodys_or_nobodys(declare: Any, only: Only) -> None:
    both = f'app.personal_data({HELD}, nobody={{"hits.visitor_email": "of a robot"}})'
    assert "choose" in only(declare(both)).message


@pytest.mark.parametrize(
    "column", ["name", "lead_email", "ZipCode", "phone_e164", "ip", "messageBody", "payload"]
)
def test_names_for_people_and_contents_look_personal(column: str) -> None:
    assert looks_personal(column)


@pytest.mark.parametrize("column", ["status", "lead_id", "title_key", "zipper", "ship_at", ""])
def test_ids_keys_and_other_words_do_not(column: str) -> None:
    assert not looks_personal(column)
