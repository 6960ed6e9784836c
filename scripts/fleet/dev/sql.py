"""SQL as text: splitting a script, and telling a read from a write."""

import re
import sqlite3
from collections.abc import Iterator

TOKEN = re.compile(
    r"""(?P<skip>--[^\n]*|/\*.*?(?:\*/|\Z)|\s+)
    |(?P<quoted>'(?:''|[^'])*'|"(?:""|[^"])*"|`(?:``|[^`])*`|\[[^\]]*\])
    |(?P<word>[A-Za-z_]\w*)|(?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
READS = ("SELECT", "VALUES", "EXPLAIN")
VERBS = ("SELECT", "VALUES", "INSERT", "UPDATE", "DELETE", "REPLACE")
PRAGMAS = ("TABLE_INFO", "TABLE_XINFO", "TABLE_LIST", "INDEX_LIST", "INDEX_INFO")


def split(script: str) -> Iterator[str]:
    """Give each statement of a script; a trigger's inner semicolons don't end it."""
    statement = ""
    for piece in re.split(r"(?<=;)", script):
        statement += piece
        if statement.strip() and sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if any(_tokens(statement)):
        yield statement.strip()


def without_preface(statement: str) -> str:
    """Return a statement without the comments before it."""
    begins = (each.start() for each in TOKEN.finditer(statement) if each.lastgroup != "skip")
    return statement[next(begins, len(statement)) :]


def is_read(sql: str) -> bool:
    """Say whether ``sql`` is one statement that can't change anything."""
    tokens = list(_tokens(sql.strip().removesuffix(";")))
    if not tokens or ";" in tokens:
        return False
    if tokens[0] == "PRAGMA":
        return len(tokens) > 1 and tokens[1] in PRAGMAS and "=" not in tokens
    return tokens[0] in READS or (tokens[0] == "WITH" and _main_verb(tokens) in READS)


def _main_verb(tokens: list[str]) -> str | None:
    """Return what a WITH statement does once its common tables, in parentheses, are passed."""
    depth = 0
    for part in tokens:
        depth += (part == "(") - (part == ")")
        if depth == 0 and part in VERBS:
            return part
    return None


def _tokens(sql: str) -> Iterator[str]:
    for match in TOKEN.finditer(sql):
        if match.lastgroup == "word":
            yield match.group().upper()
        elif match.lastgroup != "skip":
            yield match.group() if match.lastgroup == "other" else "?"
