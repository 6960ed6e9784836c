"""What the queues of ``fleet dev`` hold is in its state folder."""

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

from fleet.dev.client import eventually
from fleet.dev.local import quiet, run_locally

SMALL = Path(__file__).with_name("small_fleet")


def test_a_message_that_a_killed_fleet_had_taken_is_delivered_by_the_next(tmp_path: Path) -> None:
    root = tmp_path / "fleet"
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns("python_modules"))
    options = replace(quiet(root / "state", root), only=("ledger",))
    with run_locally(options) as fleet, fleet.worker("ledger") as ledger:
        assert ledger.get("/queue").is_success
        os.killpg(fleet.dev.runtime.pid, signal.SIGKILL)
    with run_locally(options) as fleet:
        entries = eventually(lambda: fleet.d1("ledger", "SELECT text FROM entries"))
    assert {"text": "queued"} in entries
