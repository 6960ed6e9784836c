"""What a deploy installs into a worker, out of its ``pyproject.toml``, is what runs here."""

import re
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from fleet.check.findings import Finding
from fleet.project import Fleet, Worker
from pyworkerd.errors import VendorError
from pyworkerd.requirements import SDK, read_pyproject

DEPENDENCIES = re.compile(r"^dependencies\b", re.MULTILINE)


def check(fleet: Fleet, workers: list[Worker]) -> Iterator[Finding]:
    """Packages without an exact version, and a missing or another workers-runtime-sdk."""
    for worker in workers:
        path = worker.folder / "pyproject.toml"
        if path.is_file():
            where = f"{fleet.relative(path)}:{_line(path)}"
            for message in _mistakes(worker.folder):
                yield Finding("error", "packages", where, message)


def _mistakes(folder: Path) -> Iterator[str]:
    try:
        table = read_pyproject(folder)
        listed = table.get("project", {}).get("dependencies", [])
        requirements = [Requirement(line) for line in listed]
    except (VendorError, InvalidRequirement) as error:
        yield f"This can't be read: {error}"
        return
    if SDK not in listed:
        yield f'Add "{SDK}" to dependencies: a deploy takes the newest, which nobody has tried.'
    local = table.get("tool", {}).get("uv", {}).get("sources", {})
    for requirement in requirements:
        if requirement.name not in local and not _is_exact(requirement):
            name = requirement.name
            yield f"Name the one version of {name} that was tried here: {name}==…"


def _is_exact(requirement: Requirement) -> bool:
    versions = list(requirement.specifier)
    return len(versions) == 1 and str(versions[0]).startswith("==") and "*" not in str(versions[0])


def _line(path: Path) -> int:
    text = path.read_text("utf-8")
    found = DEPENDENCIES.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
