"""SQL scripts as SQLite reads them, and what D1 refuses in them that SQLite takes.

``wrangler d1 migrations apply --remote`` sends a whole file to D1's query endpoint, which divides
it into statements in a way of its own: it has answered "incomplete input" to triggers over several
lines, to triggers with a CASE in them, to triggers among other statements, and to CRLF
(cloudflare/workers-sdk#4998, #14991, #15178, #15690). Locally all of these pass.
"""

import re
import sqlite3
from collections.abc import Iterator

TRIGGER = re.compile(r"\s*CREATE\s+(TEMP\s+|TEMPORARY\s+)?TRIGGER\b", re.IGNORECASE)
END = re.compile(r"\bEND\b", re.IGNORECASE)


def statements(script: str) -> Iterator[tuple[int, str]]:
    """Each statement with the line on which its first word stands."""
    pending, start = "", 1
    for number, line in enumerate(script.splitlines(keepends=True), start=1):
        if not without_comments(pending).strip():
            start = number
        pending += line
        if sqlite3.complete_statement(pending):
            yield start, pending
            pending = ""
    if without_comments(pending).strip():
        yield start, pending


def without_comments(sql: str) -> str:
    """The statement alone."""
    return re.sub(r"--[^\n]*|/\*.*?\*/", "", sql, flags=re.DOTALL)


def refused_by_d1(script: str) -> Iterator[tuple[int, str]]:
    """What D1 refuses, with its line: a sentence that says what to do."""
    if "\r" in script:
        yield 1, "D1 refuses CRLF around triggers: end the lines of this file with LF."
    bare = [(line, without_comments(statement).strip()) for line, statement in statements(script)]
    for line, statement in bare:
        if not TRIGGER.match(statement):
            continue
        if len(bare) > 1 or "\n" in statement or len(END.findall(statement)) > 1:
            yield line, _cut_off(statement)


def _cut_off(statement: str) -> str:
    what = statement.partition("(")[0].split("\n")[0][:80].strip()
    return (
        f"D1 cuts “{what}” off when it is applied with --remote: do without the trigger, or write "
        "it on one line, without CASE, in a migration of its own."
    )
