"""The record of what the fleet keeps about people, as the page ``docs/personal-data.md``."""

from collections.abc import Iterator, Mapping

from fleet.check.apps import PersonalData, WorkerApp

INTRODUCTION = """# What the fleet keeps about people

{notice}

Every column of every database that tells something about a person, how long it stays, and what
becomes of it when the person asks to be forgotten: `DELETE /api/leads/{{id}}` 🔒 of `leads` erases
there, and tells every other worker through its outbox, so that one which is down hears of it later.
A person's leads are those with the same e-mail address, or with the same phone and first name; what
is known of a number alone goes too, unless somebody else is reached there.
The columns are declared in each worker ([`app.personal_data`](edgekit/personal-data.md)); `fleet
check` finds one that looks personal and is not declared, and a test erases a person and then
searches every database and KV namespace of the fleet.

Backups are the platform's: D1's Time Travel holds what was erased for up to 30 days more."""
HEADER = "| Worker | Table | Columns | Kept | When the person is erased |\n|---|---|---|---|---|"


def record(notice: str, declared: Mapping[str, WorkerApp]) -> str:
    """The page, in Markdown; a worker that keeps nothing of anybody is not on it."""
    rows = [row for name, app in sorted(declared.items()) for row in _rows(name, app)]
    return INTRODUCTION.format(notice=notice) + "\n\n" + "\n".join([HEADER, *rows]) + "\n"


def _rows(name: str, app: WorkerApp) -> Iterator[str]:
    for data in app.personal:
        columns = ", ".join(f"`{column}`" for column in data.columns)
        page = f"[{name}](workers/{name}.md)"
        yield f"| {page} | `{data.table}` | {columns} | {_kept(data, app)} | {data.erased} |"


def _kept(data: PersonalData, app: WorkerApp) -> str:
    days = [lifetime.days for lifetime in app.lifetimes if lifetime.table == data.table]
    if not days:
        return app.kept.get(data.table, "")
    return " or ".join(_days(each, app) for each in days)


def _days(days: str, app: WorkerApp) -> str:
    if days == "0":
        return "as long as the row says"
    if days.upper() in app.vars:
        return f"`{days.upper()}` days (by default {app.vars[days.upper()].default})"
    return f"{days} days"
