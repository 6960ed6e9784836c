"""Every column that looks personal is declared, with what becomes of it when a person is erased.

A column looks personal by the words of its name: those for people and ways to reach them, and those
for contents that may hold anything. A false alarm costs one line that says whom it is not about.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping

from fleet.check import databases
from fleet.check.apps import WorkerApp
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker

PEOPLE = """address author birthday client contact customer email family firstname ip lastname lat
latitude location lon longitude mail member mobile name number owner passport person phone recipient
respondent sender signature sms ssn street surname telephone user username visitor zip zipcode"""
CONTENTS = """answer body caption comment content contents data description detail details document
error headers html message messages motivation note notes payload prompt property props question
reply request response sample search subject summary text title transcript utm value word words"""
WORDS = frozenset(f"{PEOPLE} {CONTENTS}".split())
TOPIC = "dead_letters.name"  # edgekit's: a topic or a queue
COLUMNS = """SELECT tables.name, columns.name FROM pragma_table_list AS tables
JOIN pragma_table_xinfo(tables.name) AS columns
WHERE tables.schema = 'main' AND tables.type IN ('table', 'virtual') AND columns.hidden = 0
  AND tables.name NOT LIKE 'sqlite_%' AND columns.type NOT IN ('INTEGER', 'REAL')
ORDER BY 1, columns.cid"""


def check(
    fleet: Fleet, workers: list[Worker], declared: Mapping[str, WorkerApp]
) -> Iterator[Finding]:
    """Columns that look personal and are not declared, and declarations of no column."""
    for worker in workers:
        app = declared[worker.name]
        folders = [base.migrations for base in worker.databases if base.migrations]
        if app.failure or not folders:
            continue
        with databases.migrated(folders) as schema:
            for message in _messages(app, schema):
                yield Finding("error", "personal-data", fleet.relative(worker.main), message)


def looks_personal(column: str) -> bool:
    """Whether a column's name has a word for people or contents: ``lead_email``, ``ZipCode``.

    An id (``mail_id``) names a row, and a key (``title_key``) is a digest or one of those.
    """
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", column)]
    return words[-1:] not in (["id"], ["key"]) and not WORDS.isdisjoint(words)


def _messages(app: WorkerApp, schema: sqlite3.Connection) -> Iterator[str]:
    columns = [f"{table}.{column}" for table, column in schema.execute(COLUMNS)]
    there = {
        f"{table}.{column}" for table, held in databases.schema(schema).items() for column in held
    }
    held = [f"{data.table}.{column}" for data in app.personal for column in data.columns]
    for column in columns:
        is_suspect = looks_personal(column.partition(".")[2])
        if is_suspect and column not in (*held, *app.nobody, TOPIC):
            yield (
                f"{column} looks personal, and nothing says what becomes of it when a person is "
                "erased: add it to app.personal_data(…), or say there whom it is not about."
            )
    for column in [*held, *app.nobody]:
        if column not in there:
            yield f"app.personal_data(…) names {column}, which no migration creates: remove it."
    for column in app.nobody:
        if column in held:
            yield f"app.personal_data(…) has {column} both as personal and as nobody's: choose."
