"""How big each worker is when uploaded, before and after compression.

Wrangler compresses all modules together; the sum of files compressed one by one is a little more,
and needs no file to be compressed twice, since vendored packages are hard links of one another.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fleet.check import limits
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker

SKIPPED_SUFFIXES = {".pyc"}
MIB = 1 << 20


@dataclass(frozen=True)
class Size:
    """Bytes of a bundle as they are, and compressed by gzip."""

    plain: int
    gzip: int


class Sizes:
    """Measures bundles; remembers each file by its inode."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Size] = {}

    def bundle(self, worker: Worker) -> Size:
        """Everything of one worker that wrangler would upload."""
        excluded = worker.config.get("python_modules", {}).get("exclude", [])
        vendored = uploaded(worker.folder / "python_modules", excluded)
        sizes = [self._file(path) for path in (*uploaded(worker.main.parent), *vendored)]
        return Size(sum(size.plain for size in sizes), sum(size.gzip for size in sizes))

    def _file(self, path: Path) -> Size:
        status = path.stat()
        key = (status.st_dev, status.st_ino)
        if key not in self._known:
            content = path.read_bytes()
            self._known[key] = Size(len(content), len(zlib.compress(content)))
        return self._known[key]


def uploaded(folder: Path, excluded: Sequence[str] = ()) -> Iterator[Path]:
    """The files below ``folder`` that belong to a bundle; ``excluded`` are wrangler's patterns."""
    patterns = [re.compile(_expression(pattern)) for pattern in excluded]
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        skipped = path.suffix in SKIPPED_SUFFIXES or "__pycache__" in path.parts
        if path.is_file() and not skipped and not any(p.fullmatch(name) for p in patterns):
            yield path


def _expression(pattern: str) -> str:
    """A glob as a regular expression: ``**`` stands for folders too, ``*`` does not."""
    meanings = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return "".join(meanings.get(part) or re.escape(part) for part in parts)


def check(fleet: Fleet, workers: list[Worker]) -> Iterator[Finding]:
    """Bundles over a plan's limit; an error over the paid plan's, a note over the free plan's."""
    table = limits.read(fleet)
    sizes = Sizes()
    for worker in workers:
        if (worker.folder / "python_modules").is_dir():
            where, size = fleet.relative(worker.folder), sizes.bundle(worker)
            yield from _compare(where, size.gzip, "compressed", table["bundle_gzip_bytes"])
            yield from _compare(where, size.plain, "unpacked", table["bundle_bytes"])
    bare = [w.name for w in workers if not (w.folder / "python_modules").is_dir()]
    if bare:
        message = f"The bundle sizes of {', '.join(bare)} are unknown: run `fleet vendor` first."
        yield Finding("warning", "size", "", message)


def _compare(where: str, size: int, how: str, limit: limits.Limit) -> Iterator[Finding]:
    said = f"The bundle has {size / MIB:.1f} MiB {how}"
    if size > limit.paid:
        message = f"{said}; Cloudflare takes {limit.paid / MIB:.0f}: remove packages or data."
        yield Finding("error", "size", where, message)
    elif size > limit.free:
        message = f"{said}; the free plan takes {limit.free / MIB:.0f}."
        yield Finding("note", "size", where, message)
