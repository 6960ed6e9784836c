"""Imports workers, one after the other, and prints what each declares as one line of JSON.

Run as ``python -m fleet.check.probe ROOT ENTRY…`` by `fleet.check.apps`. A worker's own modules
leave ``sys.modules`` after it, so that each one is imported as if it were alone. The libraries
stay: they are imported once, under the same watch for randomness as the workers.
"""

import contextlib
import importlib.util
import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from fleet.check.entropy import EntropyWatch


def main(root: Path, entries: list[Path]) -> None:
    """Print what the workers with these entry files declare, keyed by entry file."""
    sys.path[:0] = [str(path) for path in (root / "libs").glob("*/src")]
    watch = EntropyWatch([root / "workers", root / "libs"])
    with contextlib.redirect_stdout(sys.stderr), watch:
        found = {str(entry): probe(entry, watch) for entry in entries}
    print(json.dumps(found))


def probe(entry: Path, watch: EntropyWatch) -> dict[str, Any]:
    """Import one worker and describe it; a failure is part of the description.

    ``randomness`` are the calls since the last one, a library's where it was imported first.
    """
    try:
        # Only now, since this imports edgekit, and the watch must see that.
        from fleet.check.describe import describe

        with _imported(entry) as module:
            described = describe(module)
    except Exception as error:
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


def _failure(error: Exception, entry: Path) -> dict[str, Any]:
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
    main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
