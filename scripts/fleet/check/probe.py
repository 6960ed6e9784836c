"""Imports workers, one after the other, and prints what each declares as one line of JSON.

Run as ``python -m fleet.check.probe ROOT SECONDS`` by `fleet.check.importing`, which writes the
tasks to standard input. The first line says that the libraries are there; then comes one for each
worker, in order. A worker's own modules leave ``sys.modules`` after it, so that each one is
imported as if it were alone. The libraries stay: they are imported once, under the same watch for
randomness as the workers.
"""

import contextlib
import faulthandler
import importlib
import importlib.util
import json
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from fleet.check.entropy import EntropyWatch

LIBRARIES_SECONDS = 60
Values = Mapping[str, Mapping[str, Any]]


def main(root: Path, seconds: float, tasks: list[Any]) -> None:
    """Print what the workers declare, each given by its entry file and its sets of vars.

    An import that takes over ``seconds`` ends the process, and its place is on standard error.
    """
    # Whatever a worker prints goes to standard error, even past Python's own sys.stdout.
    report = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.path[:0] = [str(path.resolve()) for path in (root / "libs").glob("*/src")]
    with EntropyWatch([root / "workers", root / "libs"]) as watch:
        faulthandler.dump_traceback_later(LIBRARIES_SECONDS, exit=True)
        importlib.import_module("fleet.check.describe")
        print(json.dumps("libraries"), file=report, flush=True)
        for entry, values in tasks:
            # A timer of its own thread: it stops loops that catch everything, and those in C.
            faulthandler.dump_traceback_later(seconds, exit=True)
            described = probe(Path(entry), watch, values)
            faulthandler.cancel_dump_traceback_later()
            print(json.dumps(described), file=report, flush=True)
    # A thread that a worker left behind must not hold the process.
    os._exit(0)


def probe(entry: Path, watch: EntropyWatch, values: Values) -> dict[str, Any]:
    """Import one worker and describe it; a failure is part of the description.

    ``randomness`` are the calls since the last one, a library's where it was imported first.
    """
    try:
        # Only now, since this imports edgekit, and the watch must see that.
        from fleet.check.describe import describe

        with _imported(entry) as module:
            described = describe(module, values)
    except BaseException as error:  # sys.exit, too
        described = {"failure": _failure(error, entry)}
    calls = [call._asdict() for call in watch.calls]
    watch.calls.clear()
    return {**described, "randomness": calls}


@contextlib.contextmanager
def _imported(entry: Path) -> Iterator[ModuleType]:
    folder = str(entry.parent)
    sys.path.insert(0, folder)
    before = set(sys.modules)
    try:
        yield _load(entry)
    finally:
        sys.path.remove(folder)
        for name in set(sys.modules) - before:
            if (getattr(sys.modules[name], "__file__", None) or "").startswith(folder):
                del sys.modules[name]


def _load(entry: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(entry.stem, entry)
    if spec is None or spec.loader is None:
        raise ImportError(f"{entry} is not a Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[entry.stem] = module
    spec.loader.exec_module(module)
    return module


def _failure(error: BaseException, entry: Path) -> dict[str, Any]:
    """The reason in one sentence, and the last line of ours on the way to it."""
    if isinstance(error, SyntaxError) and error.filename:
        return {"reason": f"{error.msg}", "path": error.filename, "line": error.lineno or 1}
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(str(entry.parent))
    ]
    path, line = (own[-1].filename, own[-1].lineno) if own else (str(entry), 1)
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    return {"reason": reason, "path": path, "line": line or 1}


if __name__ == "__main__":
    # Read to its end: a worker's code that asks for input finds none.
    main(Path(sys.argv[1]), float(sys.argv[2]), json.load(sys.stdin))
