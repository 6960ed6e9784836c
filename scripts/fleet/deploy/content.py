"""What a worker is made of, as a hash: two workers with one hash are the same upload."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fleet.check.sizes import uploaded
from fleet.project import Worker

SHOWN = 16
"""Hexadecimal digits of a hash that a version is marked with."""


class Contents:
    """Hashes workers' files; remembers each file by its inode, as vendored ones are hard links."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, int], bytes] = {}

    def code(self, worker: Worker) -> str:
        """The hash of the files and the configuration as they are in the repository."""
        digest = hashlib.sha256()
        for name, path in sorted(_files(worker)):
            digest.update(f"{name}\0".encode() + self._file(path))
        config = {key: value for key, value in worker.config.items() if key != "$schema"}
        digest.update(_canonical(config))
        return digest.hexdigest()[:SHOWN]

    def _file(self, path: Path) -> bytes:
        status = path.stat()
        key = (status.st_dev, status.st_ino, status.st_mtime_ns)
        if key not in self._known:
            self._known[key] = hashlib.sha256(path.read_bytes()).digest()
        return self._known[key]


def bound(code: str, config: dict[str, Any]) -> str:
    """The hash of a worker with the configuration that an environment makes of its own."""
    return hashlib.sha256(code.encode() + _canonical(config)).hexdigest()[:SHOWN]


def _canonical(config: dict[str, Any]) -> bytes:
    return json.dumps(config, sort_keys=True, separators=(",", ":")).encode()


def _files(worker: Worker) -> Iterator[tuple[str, Path]]:
    excluded = worker.config.get("python_modules", {}).get("exclude", [])
    vendored = worker.folder / "python_modules"
    folders = [(worker.main.parent, ()), (vendored, excluded)]
    if (assets := assets_folder(worker)) is not None:
        folders.append((assets, ()))
    for folder, patterns in folders:
        for path in uploaded(folder, patterns):
            yield f"{folder.name}/{path.relative_to(folder).as_posix()}", path


def assets_folder(worker: Worker) -> Path | None:
    """The folder of the worker's static files, if it has one."""
    directory = worker.config.get("assets", {}).get("directory")
    return worker.folder / directory if isinstance(directory, str) else None
