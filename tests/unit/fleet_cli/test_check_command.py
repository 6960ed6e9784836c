import json
import re
import time
from typing import Any

import pytest

from fleet.check import apps, imports
from fleet.check.command import check
from fleet.check.findings import Finding, ordered, summary
from fleet.project import ProjectError


@pytest.fixture
def here(sample: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(sample.root / "workers" / "slack-intel")
    for name in ("slack-intel", "leads"):
        (sample.worker(name, services=[]) / "python_modules").mkdir()
    sample.worker("leads")
    return sample


def run(capsys: pytest.CaptureFixture[str], *names: str) -> tuple[int, dict[str, Any]]:
    status = check(list(names), as_json=True, dry_run=False)
    return status, json.loads(capsys.readouterr().out)


def test_a_sound_fleet_exits_with_zero(here: Any, capsys: pytest.CaptureFixture[str]) -> None:
    status, document = run(capsys)
    assert (status, document["ok"], document["findings"]) == (0, True, [])


def test_an_error_exits_with_one_and_is_one_line_with_its_place(
    here: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    here.worker("leads", name="other")
    assert check([], as_json=False, dry_run=False) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == 'error: workers/leads/wrangler.jsonc:2: “name” has to be "leads". [house]'
    assert lines[-1] == "2 workers checked: 1 error, no warnings, no notes."


def test_warnings_alone_exit_with_zero(here: Any, capsys: pytest.CaptureFixture[str]) -> None:
    here.worker("comps")
    status, document = run(capsys)
    assert status == 0
    assert [finding["level"] for finding in document["findings"]] == ["warning"]


def test_only_the_named_workers_are_checked(here: Any, capsys: pytest.CaptureFixture[str]) -> None:
    here.worker("comps", main="src/other.py")
    status, document = run(capsys, "leads")
    assert (status, document["workers"]) == (0, ["leads"])


def test_a_named_worker_with_a_broken_config_is_the_only_one_checked(
    here: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (here.root / "workers" / "leads" / "wrangler.jsonc").write_text("{")
    status, document = run(capsys, "leads")
    assert (status, document["workers"]) == (1, [])
    assert [finding["where"] for finding in document["findings"]] == [
        "workers/leads/wrangler.jsonc:1"
    ]


def test_a_worker_that_is_not_there_is_named(here: Any) -> None:
    with pytest.raises(ProjectError, match="no worker nobody; there are leads, slack-intel"):
        check(["nobody"], as_json=True, dry_run=False)


def test_variables_that_only_the_code_knows_are_listed(
    here: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    own = 'class Own(Vars):\n    most: int = 10\n    """At most."""\n'
    app = "from edgekit import App, Vars\n" + own + 'app = App("leads", vars=Own)\n'
    here.worker("leads", entry=app + "on_fetch = app.on_fetch\n")
    _, document = run(capsys)
    assert document["ok"]
    variables = document["variables"]["leads"]
    assert (variables["ALLOWED_ORIGINS"], variables["MOST"]) == ("*", None)


def test_workers_are_imported_in_another_process(here: Any) -> None:
    entry = "print('noise')\nfrom edgekit import App\napp = App('leads')\non_fetch = app.on_fetch\n"
    here.worker("leads", entry=entry)
    fleet = here.read()
    declared = apps.load(fleet, list(fleet.workers.values()))
    assert declared["leads"].name == "leads"
    assert declared["leads"].openapi["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    ("code", "line", "reason"),
    [
        ("import sys\nsys.exit(3)\n", 2, "SystemExit: 3"),
        ("while True:\n    pass\n", "1|2", "not done after 3 s"),
        ("while True:\n    try:\n        2 ** 10\n    except:\n        pass\n", "1|2|3", "3 s"),
        ("import time\ntime.sleep(60)\n", 2, "not done after 3 s"),
        ("import os\nos._exit(3)\n", 1, "ends the importing process"),
        ("raise KeyboardInterrupt\n", 1, "KeyboardInterrupt"),
        ("NAME = input('Name? ')\n", 1, "EOFError"),
    ],
)
def test_a_worker_that_ends_or_hangs_the_import_is_told_of_and_the_others_are_checked(
    here: Any, code: str, line: int | str, reason: str
) -> None:
    here.worker("comps", services=[], entry=code)
    fleet = here.read()
    declared = apps.load(fleet, list(fleet.workers.values()), seconds=3)
    finding = next(imports.check(fleet, fleet.select(["comps"]), declared))
    assert re.fullmatch(rf"workers/comps/src/entry.py:({line})", finding.where)
    assert reason in finding.message
    assert [declared[name].name for name in ("leads", "slack-intel")] == ["leads", "slack-intel"]


def test_a_worker_may_write_to_standard_output_and_leave_work_behind(here: Any) -> None:
    entry = (
        "import os, subprocess, threading, time\nos.write(1, b'noise')\n"
        "threading.Thread(target=time.sleep, args=[40]).start()\n"
        "subprocess.Popen(['sleep', '40'])\n"
        "from edgekit import App\napp = App('leads')\non_fetch = app.on_fetch\n"
    )
    here.worker("leads", entry=entry)
    fleet = here.read()
    before = time.monotonic()
    assert apps.load(fleet, list(fleet.workers.values()))["leads"].name == "leads"
    assert time.monotonic() - before < 30


def test_libraries_that_cannot_be_imported_are_told_of_once(here: Any) -> None:
    library = here.root / "libs" / "edgekit" / "src" / "edgekit"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text("raise RuntimeError('broken')\n")
    fleet = here.read()
    with pytest.raises(ProjectError, match=r"libraries .* RuntimeError: broken"):
        apps.load(fleet, list(fleet.workers.values()))


def test_findings_are_ordered_by_weight_and_place_and_said_once() -> None:
    note, error = Finding("note", "x", "a", "n"), Finding("error", "x", "b", "e")
    assert ordered([note, error, error]) == [error, note]
    assert summary([error], 1) == "1 worker checked: 1 error, no warnings, no notes."
