"""Watches every way in which Python code asks for randomness, and notes who asked."""

import os
import random
import secrets
import sys
import tempfile  # noqa: F401 - imported before the watch starts: it draws names when it is
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, NamedTuple


class Call(NamedTuple):
    """One call: the function, and the innermost watched line that led to it."""

    function: str
    path: str
    line: int


SOURCES: list[tuple[Any, str]] = [
    (os, "urandom"),
    *((secrets, name) for name in secrets.__all__ if name.islower() and name != "compare_digest"),
    *((random, name) for name in random.__all__ if name.islower()),
    *((uuid, name) for name in ("uuid1", "uuid4", "uuid6", "uuid7") if hasattr(uuid, name)),
]
DETERMINISTIC = {"seed", "getstate", "setstate"}


class EntropyWatch:
    """A context in which calls for randomness out of ``folders`` are added to ``calls``.

    A call is put down to the module whose import makes it, be it a library's, and there to the
    first of the folders that has a part in it: a worker that calls a library's random function is
    to blame, not the function. It still works: the first one found must not hide the others.
    """

    def __init__(self, folders: list[Path]) -> None:
        self.calls: list[Call] = []
        self._folders = tuple(f"{folder.resolve()}{os.sep}" for folder in folders)
        self._originals: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> "EntropyWatch":
        for module, name in SOURCES:
            if name not in DETERMINISTIC:
                self._replace(module, name, self._noting(f"{module.__name__}.{name}"))
        self._replace(random.Random, "seed", self._noting_unseeded)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for module, name, original in reversed(self._originals):
            setattr(module, name, original)
        self._originals.clear()

    def _replace(
        self, module: Any, name: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]
    ) -> None:
        original = getattr(module, name)
        self._originals.append((module, name, original))
        setattr(module, name, wrap(original))

    def _noting(self, label: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
            def noted(*arguments: Any, **options: Any) -> Any:
                self._note(label, sys._getframe(1))
                return original(*arguments, **options)

            return noted

        return wrap

    def _noting_unseeded(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def seed(generator: Any, a: Any = None, version: int = 2) -> None:
            if a is None:
                self._note("random.Random", sys._getframe(1))
            original(generator, a, version)

        return seed

    def _note(self, label: str, frame: FrameType | None) -> None:
        lines = list(self._lines(frame))
        for folder in self._folders:
            for path, line in lines:
                if path.startswith(folder):
                    self.calls.append(Call(label, path, line))
                    return

    def _lines(self, frame: FrameType | None) -> Iterator[tuple[str, int]]:
        """From the innermost line out to the watched module that is being imported."""
        while frame is not None:
            code = frame.f_code
            yield code.co_filename, frame.f_lineno
            if code.co_name == "<module>" and code.co_filename.startswith(self._folders):
                return
            frame = frame.f_back
