"""The files of a package that lives in a folder, as its wheel would lay them out.

Building a wheel for every edit would cost seconds, so the usual layouts (Hatch's ``packages``, a
``src/`` folder, a folder or module of the project's name) are read straight from the sources. Any
other layout is built by its own backend.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from pyworkerd.errors import VendorError
from pyworkerd.requirements import LocalPackage, read_pyproject

UNWANTED = {"__pycache__", ".git", ".venv", ".pytest_cache", ".mypy_cache", ".ruff_cache"}


class SourcePackage:
    """A local package's modules, their content hash, and how to lay them into a folder."""

    def __init__(self, package: LocalPackage) -> None:
        self.name = package.name
        self.root = package.root
        self._pyproject = read_pyproject(package.root)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the paths and contents of everything that would be installed."""
        total = hashlib.sha256()
        for relative, path in self._hashed():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{relative}\0{content}\n".encode())
        return total.hexdigest()

    def install(self, target: Path) -> None:
        """Write the package's modules and its ``dist-info`` into ``target``."""
        if not self._modules:
            self._build_into(target)
            return
        for relative, path in self._files():
            destination = target / relative
            destination.parent.mkdir(parents=True, exist_ok=True)
            destination.unlink(missing_ok=True)  # else a file of the cache, linked here, changes
            shutil.copyfile(path, destination)
        self._write_metadata(target)

    @cached_property
    def _modules(self) -> list[tuple[str, Path]]:
        wheel = self._pyproject.get("tool", {}).get("hatch", {}).get("build", {}).get("targets", {})
        declared = [self.root / folder for folder in wheel.get("wheel", {}).get("packages", [])]
        module = self.name.replace("-", "_")
        usual = [self.root / module, self.root / f"{module}.py"]
        source = self.root / "src"
        found = declared or (_importable(source) if source.is_dir() else usual)
        return [(path.name, path) for path in found if path.exists()]

    def _files(self) -> Iterator[tuple[str, Path]]:
        for name, path in self._modules:
            yield from _walk(path, name)

    def _hashed(self) -> Iterator[tuple[str, Path]]:
        project = self.root / "pyproject.toml"
        if project.is_file():
            yield "pyproject.toml", project
        yield from self._files() if self._modules else _walk(self.root, ".")

    def _write_metadata(self, target: Path) -> None:
        project = self._pyproject.get("project", {})
        name, version = project.get("name", self.name), project.get("version", "0")
        distribution = re.sub(r"[-_.]+", "_", name)
        for released in target.glob(f"{distribution}-*.dist-info"):
            shutil.rmtree(released)
        folder = target / f"{distribution}-{version}.dist-info"
        folder.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (folder / "METADATA").write_text(metadata, encoding="utf-8")
        # PEP 610 marks a package that comes from a folder; that folder's path is nobody's business.
        origin = {"url": f"file:///{name}", "dir_info": {}}
        (folder / "direct_url.json").write_text(json.dumps(origin), encoding="utf-8")
        listed = [relative for relative, _ in self._files()]
        listed += [f"{folder.name}/{name}" for name in ("METADATA", "direct_url.json", "RECORD")]
        record = "".join(f"{relative},,\n" for relative in listed)
        (folder / "RECORD").write_text(record, encoding="utf-8")

    def _build_into(self, target: Path) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
            command += ["--disable-pip-version-check", "--wheel-dir", scratch, str(self.root)]
            built = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
            if built.returncode:
                reason = built.stderr.strip().splitlines()[-1:] or ["pip gave no reason"]
                raise VendorError(f"{self.name} in {self.root} can't be built: {reason[0]}")
            for wheel in Path(scratch).glob("*.whl"):
                zipfile.ZipFile(wheel).extractall(target)


def _importable(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix in (".py", ".pth") or (path.is_dir() and path.suffix != ".egg-info")
        if path.name not in UNWANTED
    )


def _walk(path: Path, name: str) -> Iterator[tuple[str, Path]]:
    if path.is_file():
        yield name, path
        return
    for child in sorted(path.iterdir()):
        if child.name not in UNWANTED and child.suffix != ".pyc":
            yield from _walk(child, f"{name}/{child.name}")
