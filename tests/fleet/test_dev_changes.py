"""Nothing that is added, mended or removed while ``fleet dev`` runs needs it started again."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet, quiet, run_locally

SMALL = Path(__file__).with_name("small_fleet")
PATIENCE = 60  # seconds: a restart of all workers on a busy machine


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "fleet"
    shutil.copytree(SMALL, folder, ignore=shutil.ignore_patterns("python_modules"))
    return folder


@contextmanager
def running(root: Path) -> Iterator[LocalFleet]:
    with run_locally(replace(quiet(root / "state", root), reload=True)) as fleet:
        yield fleet


def get(fleet: LocalFleet, worker: str, path: str = "/") -> tuple[int, str]:
    with fleet.worker(worker) as client:
        answer = client.get(path)
    return answer.status_code, answer.text


def wait_for(fleet: LocalFleet, words: str) -> str:
    """Return the line of the log that matches, once it is there; lines before are forgotten.

    Asked of the journal itself: the control endpoints are not there while workerd is restarted.
    """

    def look() -> str:
        lines = [line["message"] for line in fleet.dev.journal.logs()]
        return next((line for line in lines if re.search(words, line)), "")

    found = eventually(look, PATIENCE)
    fleet.dev.journal.clear()
    return found


def configure(root: Path, worker: str, **changed: object) -> None:
    """Change keys of a worker's configuration, as one save."""
    path = root / "workers" / worker / "wrangler.jsonc"
    text = re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.MULTILINE)
    config = json.loads(re.sub(r",(\s*[}\]])", r"\1", text)) | changed
    save(path, json.dumps(config))


def save(path: Path, text: str) -> None:
    """Write a file all at once, as editors do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_text(text)
    new.replace(path)


def migration(root: Path, database: str, name: str, sql: str) -> None:
    save(root / "wrangler" / "migrations" / database / name, sql)


ECHO = """
from workers import Response


async def on_fetch(request, env, ctx):
    path = request.url.rpartition("/")[2]
    if path == "rows":
        row = await env.DB.prepare("SELECT count(*) AS n FROM rows").first()
        return Response(str(row.n))
    if path == "bell":
        answer = await env.BELL.fetch("http://bell/")
        return Response(await answer.text())
    return Response("echo")
"""
NAMES = {
    "main": "src/entry.py",
    "compatibility_date": "2026-11-01",
    "compatibility_flags": ["python_workers", "disable_python_no_global_handlers"],
}


def test_a_worker_comes_with_its_database_and_goes(root: Path) -> None:
    with running(root) as fleet:
        get(fleet, "ledger", "/write")
        migration(root, "echo-db", "0001_rows.sql", "CREATE TABLE rows (n INTEGER);")
        folder = root / "workers" / "echo"
        save(folder / "src" / "entry.py", ECHO)
        shutil.copy(root / "workers" / "bell" / "pyproject.toml", folder)
        database = {"binding": "DB", "database_name": "echo-db", "database_id": "echo-db"}
        config = NAMES | {"name": "echo", "d1_databases": [database]}
        config["services"] = [{"binding": "BELL", "service": "bell"}]
        save(folder / "wrangler.jsonc", json.dumps(config))
        assert "All workers were started again" in wait_for(fleet, r"^Added echo\.")
        assert [get(fleet, "echo", path) for path in ("/rows", "/bell")] == [
            (200, "0"),
            (200, "ding"),
        ]
        assert fleet.d1("echo", "SELECT count(*) AS n FROM rows") == [{"n": 0}]
        assert get(fleet, "ledger", "/count") == (200, "1")
        assert fleet.control("GET", "/ready").json() == {"ready": True, "workers": 3, "failing": []}

        shutil.rmtree(root / "workers" / "bell")
        wait_for(fleet, r"^Removed bell\.")
        assert get(fleet, "echo", "/bell")[1].find("bell is not running") > 0
        shutil.rmtree(folder)
        wait_for(fleet, r"^Removed echo\.")
        assert get(fleet, "echo")[0] == 404
        assert set(fleet.workers()) == {"ledger"}


def test_bindings_vars_secrets_and_crons_are_taken_up(root: Path) -> None:
    with running(root) as fleet:
        configure(root, "bell", vars={"GREETING": "dong", "SLACK_API_URL": "https://slack.com/api"})
        wait_for(fleet, r"^Reloaded bell\. All workers")
        assert get(fleet, "bell") == (200, "dong")
        save(root / "workers" / "bell" / ".dev.vars", "GREETING=from dev vars\nBELL_KEY=own\n")
        wait_for(fleet, r"^Reloaded bell\.")
        assert get(fleet, "bell") == (200, "from dev vars")
        assert '"BELL_KEY": "own"' in get(fleet, "bell", "/secrets")[1]
        configure(root, "bell", triggers={"crons": ["0 9 * * *"]})
        assert "All workers" not in wait_for(fleet, r"^Reloaded bell\.")
        fleet.cron("bell", at="2026-01-02T03:04:05Z")
        assert fleet.kv("bell") == {"bell/cron": "0 9 * * * 1767323045000"}
        configure(root, "ledger", kv_namespaces=[{"binding": "EXTRA", "id": "extra-kv"}])
        wait_for(fleet, r"^Reloaded ledger\. All workers")
        assert fleet.kv("ledger") == {}
        assert fleet.kv("bell") == {"bell/cron": "0 9 * * * 1767323045000"}


def test_migrations_are_applied_and_a_bad_one_puts_only_its_worker_out(root: Path) -> None:
    with running(root) as fleet:
        get(fleet, "ledger", "/write")
        migration(root, "ledger-db", "0004_notes.sql", "CREATE TABLE notes (text TEXT);")
        wait_for(fleet, r"^ledger-db: applied 0004_notes\.sql\.")
        assert fleet.d1("ledger", "SELECT * FROM notes") == []
        migration(root, "ledger-db", "0004_notes.sql", "CREATE TABLE notes (text TEXT, at TEXT);")
        wait_for(fleet, r"0004_notes\.sql was applied before this edit: write another migration")

        good = "CREATE TABLE more (n INTEGER);"
        bad = f"{good}\n-- too late\nALTER TABLE absent ADD COLUMN n INTEGER;"
        migration(root, "ledger-db", "0005_more.sql", bad)
        told = wait_for(fleet, r"^Out of service: ledger-db: 0005_more\.sql can't be applied")
        assert "(line 3: ALTER TABLE absent ADD COLUMN n INTEGER;)" in told
        assert "no such table: absent" in told
        status, text = get(fleet, "ledger", "/count")
        assert (status, "0005_more.sql" in text) == (503, True)
        assert get(fleet, "bell") == (200, "ding")
        assert fleet.control("GET", "/ready").json()["failing"] == ["ledger"]

        migration(root, "ledger-db", "0005_more.sql", good)
        wait_for(fleet, r"^ledger-db: applied 0005_more\.sql\.")
        eventually(lambda: get(fleet, "ledger", "/count") == (200, "1"))
        eventually(lambda: fleet.control("GET", "/ready").status_code == 200)

        migration(root, "ledger-db", "0006_late.sql", "")  # made first, and written into then
        migration(root, "ledger-db", "0007_next.sql", "CREATE TABLE next (n INTEGER);")
        wait_for(fleet, r"^ledger-db: applied 0007_next\.sql\.")
        migration(root, "ledger-db", "0006_late.sql", "CREATE TABLE late (n INTEGER);")
        wait_for(fleet, r"^ledger-db: applied 0006_late\.sql\.")


BROKEN = {
    "comma": ("wrangler.jsonc", '{"name": "comma",, }', r"comma/wrangler\.jsonc:1:\d+.*Mend that"),
    "gone": ("src/entry.py", None, r"gone/wrangler\.jsonc.*does not exist.*Mend that"),
    "packages": ("pyproject.toml", "[project\n", r"packages/pyproject\.toml.*Mend that"),
    "syntax": ("src/entry.py", "def broken(:\n", r"entry\.py:1: SyntaxError"),
}


def test_workers_that_are_broken_at_the_start_come_back_when_they_are_mended(root: Path) -> None:
    good = {}
    for name, (path, broken, _) in BROKEN.items():
        folder = root / "workers" / name
        shutil.copytree(root / "workers" / "bell", folder)
        configure(root, name, name=name, triggers={})
        good[name] = (folder / path).read_text()
        if broken is None:
            (folder / path).unlink()
        else:
            (folder / path).write_text(broken)
    with running(root) as fleet:
        lines = "\n".join(line["message"] for line in fleet.dev.journal.logs())
        for _, _, said in BROKEN.values():
            assert re.search(said, lines), lines
        assert fleet.control("GET", "/ready").json()["failing"] == list(BROKEN)
        assert get(fleet, "bell", "/count") == (200, "0")
        assert "comma is not running" in get(fleet, "comma")[1]
        for name, (path, *_) in BROKEN.items():
            save(root / "workers" / name / path, good[name])
            wait_for(fleet, rf"^(Added|Reloaded) {name}\.")
            assert get(fleet, name) == (200, "ding")
        assert fleet.control("GET", "/ready").json()["failing"] == []


def test_an_edit_that_cannot_be_run_is_told_and_not_called_reloaded(root: Path) -> None:
    config = root / "workers" / "bell" / "wrangler.jsonc"
    source = root / "workers" / "bell" / "src" / "entry.py"
    good, text = config.read_text(), source.read_text()
    with running(root) as fleet:
        for broken in ('{"name": ', '{"name": "bell", "main": "src/gone.py"}'):
            save(config, broken)
            wait_for(fleet, r"wrangler\.jsonc.*It runs on as it was\.")
            assert get(fleet, "bell") == (200, "ding")
            assert get(fleet, "ledger", "/count") == (200, "0")
        save(config, good.replace('"ding"', '"dong"'))
        wait_for(fleet, r"^Reloaded bell\.")
        assert get(fleet, "bell") == (200, "dong")

        save(source, text + "def broken(:\n")
        wait_for(fleet, r"entry\.py:\d+: SyntaxError")
        eventually(lambda: fleet.control("GET", "/ready").json()["failing"] == ["bell"])
        assert "Reloaded" not in str(fleet.logs())
        save(source, text.replace("Response(env.GREETING)", "Response('new')"))
        wait_for(fleet, r"^Reloaded bell\.$")
        assert get(fleet, "bell") == (200, "new")


def reloads(fleet: LocalFleet, last: str) -> list[str]:
    """What was told of reloads until the ``last``."""

    def look() -> list[str]:
        lines = [str(line["message"]) for line in fleet.dev.journal.logs()]
        told = [line for line in lines if line.startswith("Reloaded")]
        return told if last in told else []

    return eventually(look, PATIENCE)


def test_what_is_copied_to_a_worker_is_no_edit_of_it(root: Path) -> None:
    tokens = root / "libs" / "design" / "tokens.css"
    copy = root / "workers" / "bell" / "public" / "vendor" / "tokens.css"
    save(tokens, ":root { --text: red }")
    save(copy.parent.parent / "index.html", "ding")
    with running(root) as fleet:
        assert copy.read_text() == tokens.read_text()
        save(root / "workers" / "ledger" / "README.md", "Counts.")
        assert reloads(fleet, "Reloaded ledger.") == ["Reloaded ledger."]
        save(tokens, ":root { --text: blue }")
        reloads(fleet, "Reloaded bell.")
        assert copy.read_text() == tokens.read_text()
        fleet.dev.journal.clear()
        save(root / "workers" / "ledger" / "README.md", "Counts once.")
        assert reloads(fleet, "Reloaded ledger.") == ["Reloaded ledger."]
