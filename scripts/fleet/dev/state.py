"""The folder that a fleet's data lives in between runs: it belongs to one run at a time."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fleet.errors import FleetError

# Says that fleet dev made the folder. The run that uses the folder has a lock on this file, which
# the system takes away when the process ends, however it ends.
MARK = ".fleet-state"


@contextmanager
def state_folder(folder: Path, *, reset: bool, port: int) -> Iterator[Path]:
    """Hold a state folder while the block lasts, made if need be and emptied if ``reset``.

    Raises:
        FleetError: another run has it, or it is to be emptied and no fleet has made it.
    """
    mark = folder / MARK
    if reset and not mark.is_file() and folder.exists() and any(folder.iterdir()):
        raise FleetError(
            f"{folder} was not made by fleet dev, so --reset leaves it alone: "
            "empty it yourself or name another --state."
        )
    folder.mkdir(parents=True, exist_ok=True)
    with mark.open("a+", encoding="utf-8") as file:
        _lock(file, folder)
        _sign(file, port)
        if reset:
            _empty(folder)
        yield folder.resolve()


def _lock(file: TextIO, folder: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FleetError(
            f"{folder} is in use by {_holder(file)}: stop that, "
            "or give this one a folder of its own with --state DIR."
        ) from error


def _sign(file: TextIO, port: int) -> None:
    file.truncate(0)
    json.dump({"pid": os.getpid(), "port": port}, file)
    file.flush()


def _holder(file: TextIO) -> str:
    file.seek(0)
    try:
        signed = json.load(file)
        place = f", on port {signed['port']}" if signed["port"] else ""
        return f"another fleet dev (process {signed['pid']}{place})"
    except (ValueError, KeyError):  # it has the lock, and is about to sign
        return "another fleet dev"


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.name == MARK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
