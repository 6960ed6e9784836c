"""Fill a worker's ``python_modules/``, as ``pywrangler sync`` does, but offline-friendly and fast.

Packages by version are installed once for each distinct set of requirements into a cache and
hard-linked from there; packages by path are copied from their sources. What lies in
``python_modules/`` is keyed by a hash of all that, so an edit in a library is never stale and a
second run costs milliseconds.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyworkerd.cache import cache_dir
from pyworkerd.errors import VendorError
from pyworkerd.packages import SourcePackage
from pyworkerd.requirements import LocalPackage, Requirements, read_requirements
from pyworkerd.wheels import TARGET, install_wheels

STAMP = ".pyworkerd.json"


@dataclass(frozen=True)
class Vendored:
    """One project's ``python_modules/``: where it is, and whether this run wrote it."""

    project: Path
    modules: Path
    changed: bool


def vendor(project: Path | str, *, upgrade: bool = False) -> Vendored:
    """Fill ``python_modules/`` of one project.

    Args:
        project: a folder with a ``pyproject.toml``, or else a ``requirements.txt``.
        upgrade: resolve requirements again that are not pinned to a version.

    Raises:
        VendorError: naming the requirement that can't be had, and why.
    """
    return vendor_all([project], upgrade=upgrade)[0]


def vendor_all(
    projects: Iterable[Path | str],
    *,
    upgrade: bool = False,
    done: Callable[[Vendored], None] = lambda _: None,
) -> list[Vendored]:
    """Fill ``python_modules/`` of many projects, sharing what they have in common.

    ``done`` is called after each project, for a progress bar.
    """
    run = _Run(cache_dir() / "wheels", upgrade)
    results = []
    for project in projects:
        results.append(run.vendor(Path(project).resolve()))
        done(results[-1])
    return results


def wheel_set(*requirements: str) -> Path:
    """Install packages for Pyodide by their requirements, once, and return their folder."""
    return _Run(cache_dir() / "wheels", upgrade=False).wheel_set(requirements)


def local_sources(project: Path | str) -> list[Path]:
    """Return the folders of path dependencies, whose edits concern ``project``."""
    return [package.root for package in read_requirements(Path(project)).local]


class _Run:
    """One pass over some projects: each folder is hashed once, each set installed once."""

    def __init__(self, wheels: Path, upgrade: bool) -> None:
        self._wheels = wheels
        self._upgrade = upgrade
        self._packages: dict[LocalPackage, SourcePackage] = {}
        self._installed: dict[str, Path] = {}

    def vendor(self, project: Path) -> Vendored:
        wanted = read_requirements(project)
        local = [self._package(package) for package in wanted.local]
        stamp = _stamp(wanted, local)
        modules = project / "python_modules"
        if not self._upgrade and _read(modules / STAMP) == stamp:
            return Vendored(project, modules, changed=False)
        try:
            wheels = self.wheel_set(wanted.remote)
        except VendorError as error:
            raise VendorError(f"{project}: {error}") from error
        self._write(modules, wheels, local, stamp)
        return Vendored(project, modules, changed=True)

    def _package(self, package: LocalPackage) -> SourcePackage:
        return self._packages.setdefault(package, SourcePackage(package))

    def _write(self, modules: Path, wheels: Path, local: list[SourcePackage], stamp: str) -> None:
        fresh = Path(tempfile.mkdtemp(prefix=".python_modules-", dir=modules.parent))
        try:
            _link_tree(wheels, fresh)
            for package in local:
                package.install(fresh)
            (fresh / "pyvenv.cfg").touch()  # as pywrangler does: editors then see the packages
            (fresh / STAMP).write_text(stamp, encoding="utf-8")
            fresh.chmod(0o755)
            _swap(fresh, modules)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def wheel_set(self, remote: tuple[str, ...]) -> Path:
        """Return the folder with packages by version, installing them if it isn't there."""
        key = _digest("\n".join((*TARGET, *remote)))[:32]
        if key not in self._installed:
            folder = self._wheels / key
            self._wheels.mkdir(parents=True, exist_ok=True)
            with _alone_with(folder):
                if self._upgrade or _read(_listing_of(folder)) != _list(folder):
                    self._install(remote, folder)
            self._installed[key] = folder
        return self._installed[key]

    def _install(self, remote: tuple[str, ...], folder: Path) -> None:
        fresh = Path(tempfile.mkdtemp(prefix=".installing-", dir=self._wheels))
        try:
            if remote:
                install_wheels(remote, fresh, self._wheels / "built")
            _swap(fresh, folder)
            _listing_of(folder).write_text(_list(folder), encoding="utf-8")
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def _alone_with(folder: Path) -> Iterator[None]:
    """Wait until no other process looks at a set, or installs it: tests run side by side."""
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _listing_of(folder: Path) -> Path:
    """Where a set's files are listed: who edits one in ``python_modules/`` edits its links too."""
    return folder.with_name(f"{folder.name}.txt")


def _list(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    stats = ((path.relative_to(folder), path.stat()) for path in files)
    return "".join(f"{name} {stat.st_size} {stat.st_mtime_ns}\n" for name, stat in stats)


def _stamp(wanted: Requirements, local: list[SourcePackage]) -> str:
    content = {
        "target": " ".join(TARGET),
        "remote": wanted.remote,
        "local": {package.name: package.digest for package in local},
    }
    return json.dumps(content, indent=1)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None


def _link_tree(source: Path, target: Path) -> None:
    shutil.copytree(source, target, copy_function=_link, dirs_exist_ok=True)


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        shutil.copy2(source, target)
    return target


def _swap(fresh: Path, place: Path) -> None:
    """Put ``fresh`` where ``place`` is, leaving no moment with half a folder."""
    old = fresh.with_name(fresh.name + "-old")
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
