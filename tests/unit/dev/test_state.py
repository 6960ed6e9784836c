"""The state folder: one run at a time has it, and only ours are emptied."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fleet.dev.state import state_folder
from fleet.errors import FleetError


def test_a_reset_empties_only_a_folder_of_our_own(tmp_path: Path) -> None:
    with state_folder(tmp_path / "state", reset=False, port=1) as ours:
        (ours / "d1").mkdir()
        (ours / "notes.json").write_text("{}")
    with state_folder(ours, reset=True, port=1):
        assert [each.name for each in ours.iterdir()] == [".fleet-state"]
    theirs = tmp_path / "documents"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("years of work")
    with (
        pytest.raises(FleetError, match="was not made by fleet dev"),
        state_folder(theirs, reset=True, port=1),
    ):
        pass
    assert [each.name for each in theirs.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("reset", [False, True])
def test_a_second_run_is_told_who_has_the_folder(tmp_path: Path, reset: bool) -> None:
    with state_folder(tmp_path, reset=False, port=8790) as first:
        (first / "d1").mkdir()
        said = rf"in use by another fleet dev \(process {os.getpid()}, on port 8790\): stop that"
        with pytest.raises(FleetError, match=said), state_folder(first, reset=reset, port=8791):
            pass
        assert (first / "d1").exists()
    with state_folder(tmp_path, reset=False, port=8791):
        assert json.loads((tmp_path / ".fleet-state").read_text())["port"] == 8791


def test_a_killed_run_is_no_obstacle(tmp_path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from fleet.dev.state import state_folder

with state_folder(Path({str(tmp_path)!r}), reset=False, port=8790):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode < 0
    with state_folder(tmp_path, reset=False, port=8790):
        pass
