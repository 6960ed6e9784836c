from collections.abc import Callable
from typing import Any

import pytest

from fleet.check import databases
from fleet.check.findings import Finding

Only = Callable[..., Finding]
TABLE = "CREATE TABLE leads (id TEXT PRIMARY KEY, name TEXT) STRICT;\n"


def entry(name: str = "leads-db", number: int = 13) -> dict[str, str]:
    return {
        "binding": "DB",
        "database_name": name,
        "database_id": f"00000000-0000-4000-8000-0000000000{number}",
        "migrations_dir": f"../../wrangler/migrations/{name}",
    }


@pytest.fixture
def leads(sample: Any) -> Any:
    sample.worker("leads", d1_databases=[entry()])
    sample.migration("leads-db", "0001_leads.sql", TABLE)
    return sample


def test_migrations_that_only_add_pass(leads: Any) -> None:
    leads.migration("leads-db", "0002_phone.sql", "ALTER TABLE leads ADD COLUMN phone TEXT;")
    assert leads.static(databases.check) == []


def test_a_database_has_one_owner(leads: Any) -> None:
    leads.worker("webhooks", d1_databases=[entry()])
    messages = [f.message for f in leads.static(databases.check) if f.check == "d1"]
    assert messages == [
        "leads-db belongs to webhooks too; ask its owner over a binding.",
        "leads-db belongs to leads too; ask its owner over a binding.",
    ]


def test_two_databases_do_not_share_an_id(leads: Any, only: Only) -> None:
    leads.migration("webhooks-db", "0001_events.sql", TABLE)
    leads.worker("webhooks", d1_databases=[entry("webhooks-db")])
    findings = leads.static(databases.check, "webhooks")
    assert "is also that of leads-db" in only(findings).message


def test_a_database_without_migrations_is_an_error(sample: Any, only: Only) -> None:
    sample.worker("leads", d1_databases=[entry()])
    assert "migrations_dir" in only(sample.static(databases.check)).message


@pytest.mark.parametrize("name", ["0003_phone.sql", "0001_again.sql", "2_phone.sql", "phone.sql"])
def test_migrations_count_up_without_gaps(leads: Any, name: str) -> None:
    leads.migration("leads-db", name, "CREATE TABLE calls (id TEXT) STRICT;")
    findings = leads.static(databases.check)
    assert any("0002" in finding.message for finding in findings)


def test_a_statement_that_fails_is_named_with_file_and_line(leads: Any, only: Only) -> None:
    sql = "-- one\nCREATE TABLE calls (id TEXT) STRICT;\n\n-- two\nCREATE TABEL oops (id);\n"
    leads.migration("leads-db", "0002_calls.sql", sql)
    finding = only(leads.static(databases.check))
    assert finding.where == "wrangler/migrations/leads-db/0002_calls.sql:5"
    assert "CREATE TABEL oops" in finding.message


def test_a_migration_that_is_not_utf_8_is_named_with_file_and_line(leads: Any, only: Only) -> None:
    leads.migration("leads-db", "0002_calls.sql", "")
    path = leads.root / "wrangler" / "migrations" / "leads-db" / "0002_calls.sql"
    path.write_bytes(b"-- one\n-- caf\xe9\nSELECT 1;\n")
    finding = only(leads.static(databases.check))
    assert finding.where == "wrangler/migrations/leads-db/0002_calls.sql:2"
    assert "UTF-8" in finding.message


@pytest.mark.parametrize(
    ("sql", "lost"),
    [
        ("DROP TABLE leads;", "leads,"),
        ("ALTER TABLE leads DROP COLUMN name;", "leads.name"),
        ("ALTER TABLE leads RENAME COLUMN name TO full_name;", "leads.name"),
        ("ALTER TABLE leads RENAME TO people;", "leads,"),
    ],
)
def test_a_migration_takes_nothing_away(leads: Any, only: Only, sql: str, lost: str) -> None:
    leads.migration("leads-db", "0002_less.sql", sql)
    assert f"drops {lost}" in only(leads.static(databases.check)).message


def test_a_table_may_be_rebuilt_if_it_keeps_its_columns(leads: Any) -> None:
    sql = (
        "CREATE TABLE fresh (id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT) STRICT;\n"
        "INSERT INTO fresh SELECT id, name, NULL FROM leads;\n"
        "DROP TABLE leads;\nALTER TABLE fresh RENAME TO leads;\n"
    )
    leads.migration("leads-db", "0002_rebuilt.sql", sql)
    assert leads.static(databases.check) == []


def test_tables_are_strict(leads: Any, only: Only) -> None:
    leads.migration("leads-db", "0002_calls.sql", "CREATE TABLE calls (id TEXT);")
    assert "calls" in only(leads.static(databases.check)).message


def test_full_text_tables_need_not_be_strict(leads: Any) -> None:
    leads.migration("leads-db", "0002_search.sql", "CREATE VIRTUAL TABLE found USING fts5(text);")
    assert leads.static(databases.check) == []


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER keep AFTER UPDATE ON leads BEGIN\n  UPDATE leads SET name = 'a';\nEND;\n",
        """-- why
CREATE INDEX by_name ON leads (name);
CREATE TRIGGER keep AFTER UPDATE ON leads BEGIN UPDATE leads SET name = 'a'; END;
""",
        """CREATE TRIGGER keep AFTER UPDATE ON leads BEGIN \
UPDATE leads SET name = CASE WHEN 1 THEN 'a' END; END;
""",
    ],
)
def test_a_trigger_that_d1_would_cut_off_is_refused(leads: Any, only: Only, sql: str) -> None:
    leads.migration("leads-db", "0002_trigger.sql", sql)
    finding = only(leads.static(databases.check))
    assert "“CREATE TRIGGER keep AFTER UPDATE ON leads BEGIN" in finding.message
    line = 3 if sql.startswith("--") else 1
    assert finding.where == f"wrangler/migrations/leads-db/0002_trigger.sql:{line}"


def test_a_trigger_on_one_line_of_its_own_passes(leads: Any) -> None:
    sql = (
        "-- Two statements; one trigger.\nCREATE TRIGGER keep AFTER UPDATE ON leads BEGIN "
        "UPDATE leads SET name = 'a;b' WHERE 0; UPDATE leads SET name = 'c' WHERE 0; END;\n"
    )
    leads.migration("leads-db", "0002_trigger.sql", sql)
    assert leads.static(databases.check) == []


def test_lines_that_end_as_on_windows_are_refused(leads: Any, only: Only) -> None:
    leads.migration("leads-db", "0002_index.sql", "CREATE INDEX by_name\r\nON leads (name);\r\n")
    assert "CRLF" in only(leads.static(databases.check)).message


def test_a_transaction_of_ones_own_is_refused(leads: Any, only: Only) -> None:
    leads.migration("leads-db", "0002_own.sql", "BEGIN TRANSACTION;\nSELECT 1;\nCOMMIT;\n")
    assert "transaction" in only(leads.static(databases.check)).message
