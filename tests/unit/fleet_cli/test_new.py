import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fleet.check import sizes
from fleet.check.run import STATIC, run
from fleet.new.scaffold import next_steps, scaffold
from fleet.project import ProjectError

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("private", [False, True])
def test_a_new_worker_passes_every_check(sample: Any, private: bool) -> None:
    scaffold(sample.root, "rent-check", 'Says whether "rents" are fair.', private=private)
    fleet = sample.read()
    findings, _ = run(fleet, list(fleet.workers.values()))
    assert [f.line() for f in findings if f.check != "size"] == []
    assert sizes.check in STATIC
    assert fleet.workers["rent-check"].private is private
    assert fleet.access["rent-check"] == ("private" if private else "public")


def test_a_new_worker_is_formatted_and_linted(sample: Any) -> None:
    (sample.root / "libs").symlink_to(REPOSITORY / "libs")  # whose packages are first-party
    written = scaffold(sample.root, "auction", "Watches auctions.")
    sources = [str(path) for path in written if path.suffix == ".py"]
    config = str(REPOSITORY / "pyproject.toml")
    for command in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", "--config", config, *sources]
        done = subprocess.run(ruff, capture_output=True, text=True, check=False, cwd=sample.root)
        assert done.returncode == 0, done.stdout


def test_the_test_of_a_new_worker_passes(sample: Any) -> None:
    written = scaffold(sample.root, "rent-check", "Checks rents.")
    test = next(path for path in written if path.name.startswith("test_"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)],
        cwd=sample.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["Rent", "rent_check", "-rent", "rent-", "1rent", "", "a" * 55])
def test_an_unfit_name_is_refused_with_an_example(sample: Any, name: str) -> None:
    with pytest.raises(ProjectError, match="rent-check"):
        scaffold(sample.root, name, "Checks rents.")
    assert not list((sample.root / "workers").glob("[!s]*"))


@pytest.mark.parametrize("summary", ["", "   ", "two\nlines", "x" * 201])
def test_a_summary_is_one_line(sample: Any, summary: str) -> None:
    with pytest.raises(ProjectError, match="summary"):
        scaffold(sample.root, "rent-check", summary)


def test_nothing_is_overwritten(sample: Any) -> None:
    folder = sample.worker("leads")
    before = {path: path.read_text() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(ProjectError, match="workers/leads is there already"):
        scaffold(sample.root, "leads", "Takes leads.")
    assert {path: path.read_text() for path in folder.rglob("*") if path.is_file()} == before


def test_a_worker_that_is_listed_already_is_not_listed_twice(sample: Any) -> None:
    table = sample.root / "wrangler" / "workers.toml"
    table.write_text('[workers]\nauction = "public"\n')
    scaffold(sample.root, "auction", "Watches auctions.")
    assert table.read_text() == '[workers]\nauction = "public"\n'


def test_a_planned_worker_moves_to_those_that_are_there(sample: Any) -> None:
    table = sample.root / "wrangler" / "workers.toml"
    table.write_text('[planned]\nauction = "public"\nsms = "private"\n\n[workers]\n')
    scaffold(sample.root, "auction", "Watches auctions.", private=True)
    expected = '[planned]\nsms = "private"\n\n[workers]\nauction = "private"\n'
    assert table.read_text() == expected


def test_the_next_steps_name_the_worker() -> None:
    assert "fleet dev --only rent-check" in next_steps("rent-check")
