"""What a deploy installs into a worker, out of its ``pyproject.toml``, is what runs here."""

import re
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import Version

from fleet.check.findings import Finding
from fleet.project import Fleet, Worker
from pyworkerd.errors import VendorError
from pyworkerd.requirements import SDK, read_pyproject

OLDEST = "1.17.9"  # before it pywrangler looks for packages by path on the public index
PYWRANGLER = f"workers-py>={OLDEST}"
LOWEST = (">=", "==")
DEPENDENCIES = re.compile(r"^dependencies\b", re.MULTILINE)


def check(fleet: Fleet, workers: list[Worker]) -> Iterator[Finding]:
    """Packages without an exact version, another workers-runtime-sdk, no pywrangler that fits."""
    for worker in workers:
        path = worker.folder / "pyproject.toml"
        if not path.is_file():
            message = "This worker has no pyproject.toml: copy the shape from another one."
            yield Finding("error", "packages", fleet.relative(path), message)
        else:
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
    if not any(map(_brings_pywrangler, table.get("dependency-groups", {}).get("dev", []))):
        yield f'Add dev = ["{PYWRANGLER}"] to [dependency-groups]: a deploy by hand needs it.'
    local = table.get("tool", {}).get("uv", {}).get("sources", {})
    for requirement in requirements:
        if requirement.name not in local and not _is_exact(requirement):
            name = requirement.name
            yield f"Name the one version of {name} that was tried here: {name}==…"


def _brings_pywrangler(line: object) -> bool:
    try:
        requirement = Requirement(str(line))
    except InvalidRequirement:  # the name of another group, for one
        return False
    lowest = [Version(each.version) for each in requirement.specifier if each.operator in LOWEST]
    return requirement.name == "workers-py" and bool(lowest) and min(lowest) >= Version(OLDEST)


def _is_exact(requirement: Requirement) -> bool:
    versions = list(requirement.specifier)
    return len(versions) == 1 and str(versions[0]).startswith("==") and "*" not in str(versions[0])


def _line(path: Path) -> int:
    text = path.read_text("utf-8")
    found = DEPENDENCIES.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
