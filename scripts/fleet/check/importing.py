"""Runs `fleet.check.probe`, and again for the rest after each worker that ends or hangs it."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from fleet.project import ProjectError

# What faulthandler prints when an import takes too long: a head, then lines, the innermost first.
TIMEOUT = "Timeout ("
FRAME = re.compile(r'File "(.+)", line (\d+) in')


class Task(NamedTuple):
    """A worker to import, and sets of vars (by name, each under a name of its own) to try."""

    entry: Path
    values: Mapping[str, Mapping[str, Any]]


def describe(root: Path, tasks: list[Task], seconds: float) -> list[dict[str, Any]]:
    """What the worker of each task declares, or why it can't be imported.

    Raises `ProjectError` if the libraries can't be imported.
    """
    described: list[dict[str, Any]] = []
    while len(described) < len(tasks):
        waiting = tasks[len(described) :]
        found, errors = _probe(root, waiting, seconds)
        described += found
        if len(found) < len(waiting):
            failure = _failure(waiting[len(found)].entry, errors, seconds)
            described.append({"failure": failure, "randomness": []})
    return described


def _probe(root: Path, tasks: list[Task], seconds: float) -> tuple[list[dict[str, Any]], str]:
    """What is known when the process ends, in the order of ``tasks``, and its standard error."""
    command = [sys.executable, "-m", "fleet.check.probe", str(root), str(seconds)]
    # A file, since a pipe would stay open as long as any process that a worker has started.
    with tempfile.TemporaryFile() as log:
        asked = json.dumps([[str(task.entry), task.values] for task in tasks]).encode()
        done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, stderr=log, check=False)
        log.seek(0)
        errors = log.read().decode(errors="replace")
    lines = done.stdout.splitlines()
    if not lines:
        last = (errors.strip().splitlines() or ["no reason was given"])[-1]
        raise ProjectError(f"The libraries of the workers can't be imported: {last}")
    return [json.loads(line) for line in lines[1:]], errors


def _failure(entry: Path, errors: str, seconds: float) -> dict[str, Any]:
    """Why the process ended during that import, and the line of the worker nearest to it."""
    _, hung, frames = errors.rpartition(TIMEOUT)
    if not hung:
        reason = "it ends the importing process: something crashes there, or calls os._exit."
        return {"reason": reason, "path": str(entry), "line": 1}
    own = [
        (path, int(line))
        for path, line in FRAME.findall(frames)
        if path.startswith(f"{entry.parent}/")
    ]
    path, line = own[0] if own else (str(entry), 1)
    reason = f"it is not done after {seconds:g} s: do in a handler what waits or takes long."
    return {"reason": reason, "path": path, "line": line}
