"""What is said of vars that are given on the command line."""

import json
from pathlib import Path

import pytest

from fleet.dev.given_vars import Mistake, mistakes
from fleet.dev.options import Variables
from fleet.project import read_fleet

ENTRY = '''
from edgekit import App, Vars


class Own(Vars):
    seats: int = 4
    """How many may sit."""


app = App("{name}", vars=Own)
on_fetch = app.on_fetch
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "wrangler").mkdir()
    for name, entry in {"bar": ENTRY, "pub": ENTRY, "ruin": "1 / 0"}.items():
        source = tmp_path / "workers" / name / "src"
        source.mkdir(parents=True)
        (source / "entry.py").write_text(entry.replace("{name}", name))
        config = {"name": name, "main": "src/entry.py", "secrets": {"required": ["KEY"]}}
        (source.parent / "wrangler.jsonc").write_text(json.dumps(config))
    return tmp_path


def told(root: Path, *texts: str) -> list[Mistake]:
    fleet = read_fleet(root)
    return mistakes(fleet, list(fleet.workers.values()), Variables.parse(texts))


def test_what_the_workers_read_and_fits_is_passed_over(root: Path) -> None:
    assert told(root) == []
    assert told(root, "SEATS=5", "bar:SEATS=6", "LOG_LEVEL=warning", "pub:KEY=x", "KEY=y") == []


def test_a_var_that_a_worker_does_not_read_is_told_with_those_that_it_reads(root: Path) -> None:
    worker, sentence = told(root, "bar:SEAT=5")[0]
    assert worker == "bar"
    assert sentence.startswith("--var bar:SEAT: it reads no SEAT; it reads ALLOWED_ORIGINS, ")
    assert "SEATS" in sentence


def test_a_var_that_no_worker_reads_is_told(root: Path) -> None:
    assert told(root, "SEAT=5") == [Mistake("", "--var SEAT: no worker that runs reads SEAT.")]


def test_a_value_that_does_not_fit_is_told_of_every_worker_that_gets_it(root: Path) -> None:
    found = told(root, "SEATS=many", "pub:SEATS=7")
    assert [worker for worker, _ in found] == ["bar"]
    assert found[0].sentence.startswith("--var: SEATS is “many”, and that does not fit: ")
