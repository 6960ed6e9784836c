"""What `fleet new` refuses, and where it lists what it makes."""

from typing import Any

import pytest

from fleet.new.scaffold import next_steps, scaffold
from fleet.project import ProjectError


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


@pytest.mark.parametrize("name", ["class", "import", "with"])
def test_a_word_of_pythons_is_refused_before_anything_is_written(sample: Any, name: str) -> None:
    with pytest.raises(ProjectError, match="word of Python's"):
        scaffold(sample.root, name, "Takes lessons.")
    assert not (sample.root / "workers" / name).exists()


def test_tests_of_something_else_are_not_joined(sample: Any) -> None:
    (sample.root / "tests" / "unit" / "edgekit").mkdir(parents=True)
    with pytest.raises(ProjectError, match="tests/unit/edgekit is there already"):
        scaffold(sample.root, "edgekit", "Takes its name.")


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
