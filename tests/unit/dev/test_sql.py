"""Telling reads from writes, and one statement from the next."""

import pytest

from fleet.dev.sql import is_read, split


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "select ';' ; ",
        "-- a comment; here\nSELECT 1",
        "VALUES (1), (2)",
        "EXPLAIN QUERY PLAN DELETE FROM t",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n",
        "WITH a AS (SELECT 'DELETE') SELECT replace(x, 'a', 'b') FROM a",
        'SELECT "delete" FROM [update]',
        "PRAGMA table_info(t)",
        "PRAGMA table_info('t');",
    ],
)
def test_reads_are_let_through(sql: str) -> None:
    assert is_read(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        " ; ",
        "-- SELECT 1",
        "DELETE FROM t",
        "SELECT 1; SELECT 2",
        "WITH a AS (SELECT 1) DELETE FROM t",
        "WITH a AS (SELECT 1), b AS (SELECT 2) INSERT INTO t SELECT 1",
        "WITH a AS (SELECT 1) REPLACE INTO t SELECT 1",
        "with a as (select 1) update t set x = 1",
        "PRAGMA writable_schema = 1",
        "PRAGMA foreign_keys(0)",
        "ATTACH 'x' AS y",
        "/* SELECT */ DROP TABLE t",
    ],
)
def test_everything_else_is_refused(sql: str) -> None:
    assert not is_read(sql)


def test_a_script_is_split_outside_of_strings_comments_and_triggers() -> None:
    script = """
    -- one; two
    CREATE TABLE t (x TEXT DEFAULT 'a;b');
    CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET x = 1; SELECT 2; END;
    INSERT INTO t VALUES (1)
    -- the end;
    """
    statements = list(split(script))
    assert [statement.split()[-1] for statement in statements[:2]] == ["'a;b');", "END;"]
    assert statements[2].startswith("INSERT INTO t VALUES (1)")
    assert len(statements) == 3


def test_a_script_of_comments_has_no_statements() -> None:
    assert list(split("-- nothing;\n/* here; either */\n")) == []
