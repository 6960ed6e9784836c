"""An email-db in memory, as its migrations make it."""

import sqlite3
from pathlib import Path
from typing import Any

from contracts.email import NewMail
from edgekit import Statement
from mail_store import take_mail
from mail_templates import TEMPLATES, read_data

MIGRATIONS = Path(__file__).parents[3] / "wrangler" / "migrations" / "email-db"
NOW = 1_795_900_000_000


class MailDatabase:
    """Runs statements as a D1 batch does: all or none."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for path in sorted(MIGRATIONS.glob("*.sql")):
            self._connection.executescript(path.read_text(encoding="utf-8"))

    def run(self, *statements: Statement) -> list[list[dict[str, Any]]]:
        """Run statements in one transaction; the rows of each."""
        with self._connection:
            self._connection.execute("BEGIN")
            return [
                [dict(row) for row in self._connection.execute(each.sql, each.params)]
                for each in statements
            ]

    def read(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        """The rows of one query."""
        return self.run(Statement(sql, params))[0]

    def take(self, mail_id: str, to: str, template: str = "message", **changes: Any) -> str:
        """Take a mail and answer its status."""
        new = NewMail.model_validate({"template": template, "to": to, **changes})
        data = read_data(new.template, TEMPLATES[new.template].sample)
        category = new.category or TEMPLATES[new.template].category
        [[row]] = self.run(take_mail(mail_id, new, category, data, None, NOW))
        return str(row["status"])

    def status(self, mail_id: str) -> str:
        """A mail's status."""
        [row] = self.read("SELECT status FROM mails WHERE id = ?1", mail_id)
        return str(row["status"])
