"""The folder that a fleet's data lives in between runs."""

import shutil
from pathlib import Path

from fleet.errors import FleetError

MARK = ".fleet-state"


def prepare_state(folder: Path, *, reset: bool) -> Path:
    """Make the state folder, emptied if ``reset``.

    Raises:
        FleetError: asked to empty a folder that no fleet has made.
    """
    if reset and folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise FleetError(
                f"{folder} was not made by fleet dev, so --reset leaves it alone: "
                "empty it yourself or name another --state."
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    return folder.resolve()
