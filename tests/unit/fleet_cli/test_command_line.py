"""The commands as they are typed."""

from typing import Any

import pytest

from fleet.cli import main

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(sample: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample.root / "workers")


def test_graph_prints_who_calls_whom(capsys: Output) -> None:
    assert main(["graph"]) == 0
    assert capsys.readouterr().out.startswith("slack-intel  calls nobody\n")


def test_graph_draws_into_a_file(sample: Any, capsys: Output) -> None:
    assert main(["graph", "--svg", str(sample.root / "graph.svg")]) == 0
    assert (sample.root / "graph.svg").read_text().startswith("<svg ")


def test_new_lists_what_it_wrote_and_what_to_do_next(sample: Any, capsys: Output) -> None:
    assert main(["new", "rent-check", "--summary", "Checks rents.", "--private"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "workers/rent-check/src/entry.py" in lines
    assert "wrangler/workers.toml" in lines
    assert lines[-1].startswith("  fleet docs && fleet check ")
    assert sample.read().workers["rent-check"].private


def test_new_needs_no_more_than_a_name(sample: Any) -> None:
    assert main(["docs"]) == 0
    assert main(["new", "rent-check"]) == 0
    assert main(["docs", "--check"]) == 0
    entry = (sample.root / "workers/rent-check/src/entry.py").read_text()
    assert 'summary="Greets visitors."' in entry


def test_a_refusal_is_one_sentence_and_status_1(capsys: Output) -> None:
    assert main(["new", "slack-intel", "--summary", "Again."]) == 1
    error = capsys.readouterr().err
    assert error == (
        "fleet: workers/slack-intel is there already: choose another name, or remove it first.\n"
    )


def test_a_command_outside_of_a_fleet_says_so(
    sample: Any, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(sample.root.parent)
    assert main(["check"]) == 1
    assert "is not inside a fleet" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"nonsense", b"\xff"])
def test_a_broken_list_of_workers_is_one_sentence(
    sample: Any, capsys: Output, content: bytes
) -> None:
    (sample.root / "wrangler" / "workers.toml").write_bytes(content)
    assert main(["check"]) == 1
    assert "workers.toml can't be read as TOML" in capsys.readouterr().err


def test_vendor_refuses_a_broken_config(sample: Any, capsys: Output) -> None:
    (sample.root / "workers/slack-intel/wrangler.jsonc").write_text("{,}")
    assert main(["vendor"]) == 1
    assert "wrangler.jsonc:1:2 is not valid JSONC" in capsys.readouterr().err


def test_bench_names_its_parts_where_one_is_misspelt(capsys: Output) -> None:
    assert main(["bench", "--only", "speed"]) == 1
    parts = "bundle, start, requests, fleet, gateway, sales, leads, growth"
    assert f"no part speed; there are {parts}" in capsys.readouterr().err
