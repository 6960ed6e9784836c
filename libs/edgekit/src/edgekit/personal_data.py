"""What a worker keeps about people, said column by column, so that an erasure can be complete.

::

    app.personal_data(
        PersonalData("mails", ("address", "name", "data"), erased="emptied at once"),
        nobody={"mails.template": "one of ours"},
    )

`fleet check` finds a column that looks personal and of which nothing is said; `fleet docs` writes
``docs/personal-data.md``, the record of what the fleet keeps (GDPR, article 30).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PersonalData:
    """Columns of ``table`` that may tell something about a person.

    ``erased`` says what becomes of them once the person asks to be forgotten; it ends the sentence
    "When a person is erased, they are …".
    """

    table: str
    columns: tuple[str, ...]
    erased: str


@dataclass(frozen=True)
class Record:
    """What a worker keeps about people, and for other columns why they are about ``nobody``."""

    held: tuple[PersonalData, ...] = ()
    nobody: Mapping[str, str] = field(default_factory=dict)


OF_OUTBOX = PersonalData(
    "outbox",
    ("payload", "last_error"),
    erased="deleted where they wait; what was delivered goes after 7 days",
)
OF_DEAD_LETTERS = PersonalData(
    "dead_letters", ("payload", "error"), erased="deleted; others go 90 days after they died"
)
