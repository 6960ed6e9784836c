"""What a worker's ``pyproject.toml`` asks for: packages by version, and packages by path.

Reads ``[project].dependencies`` with uv's ``[tool.uv.sources]``, as pywrangler does, and follows
path sources into their own dependencies. Markers are judged for Pyodide, not for this machine.
A project without a ``pyproject.toml`` may list its packages in a ``requirements.txt``, as all did
before pywrangler.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import NormalizedName, canonicalize_name

from pyworkerd.errors import VendorError

SDK = "workers-runtime-sdk==1.9.5"

# PEP 508's environment as Pyodide 314 answers it.
PYODIDE_ENVIRONMENT = {
    "implementation_name": "cpython",
    "implementation_version": "3.14.2",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "python_full_version": "3.14.2",
    "python_version": "3.14",
    "sys_platform": "emscripten",
}


@dataclass(frozen=True)
class LocalPackage:
    """A dependency that lives in a folder of this machine."""

    name: NormalizedName
    root: Path


@dataclass(frozen=True)
class Requirements:
    """A project's whole closure: what pip must fetch, and which folders to copy."""

    remote: tuple[str, ...]
    local: tuple[LocalPackage, ...]


def has_requirements(project: Path) -> bool:
    """Whether a project says which packages it needs."""
    return any((project / name).is_file() for name in ("pyproject.toml", "requirements.txt"))


def read_pyproject(project: Path) -> dict[str, Any]:
    """Return a project's ``pyproject.toml``, or nothing at all where there is none."""
    path = project / "pyproject.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise VendorError(f"{path} is not valid TOML: {error}.") from error


def read_requirements(project: Path) -> Requirements:
    """Collect everything that ``project`` needs, the workers SDK always included.

    Raises:
        VendorError: a requirement or a source that can't be understood, naming the file.
    """
    remote: set[str] = set()
    local: dict[NormalizedName, LocalPackage] = {}
    if not project.is_dir():
        raise VendorError(f"There is no folder {project}.")
    waiting = [project.resolve()]
    while waiting:
        for requirement, source in _declared(waiting.pop()):
            if isinstance(source, Path):
                package = LocalPackage(canonicalize_name(requirement.name), source)
                if local.setdefault(package.name, package) is package:
                    waiting.append(source)
            else:
                remote.add(source)
    names = {canonicalize_name(Requirement(line).name) for line in remote} | local.keys()
    if Requirement(SDK).name not in names:
        remote.add(SDK)
    remote = {line for line in remote if canonicalize_name(Requirement(line).name) not in local}
    return Requirements(tuple(sorted(remote)), tuple(local[name] for name in sorted(local)))


def _declared(project: Path) -> list[tuple[Requirement, Path | str]]:
    """Return each wanted requirement of one project, with its folder or its line for pip."""
    table = read_pyproject(project)
    sources = {
        canonicalize_name(name): source
        for name, source in table.get("tool", {}).get("uv", {}).get("sources", {}).items()
    }
    found = []
    listed = table.get("project", {}).get("dependencies", []) if table else _plain_list(project)
    for line in listed:
        requirement = _parse(line, project)
        if requirement.marker and not requirement.marker.evaluate(dict(PYODIDE_ENVIRONMENT)):
            continue
        requirement.marker = None
        source = sources.get(canonicalize_name(requirement.name))
        found.append((requirement, _resolve(requirement, source, project)))
    return found


def _plain_list(project: Path) -> list[str]:
    """Return the requirements of a ``requirements.txt``, without comments and pip's options."""
    path = project / "requirements.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    bare = (line.partition("#")[0].strip() for line in lines)
    return [line for line in bare if line and not line.startswith("-")]


def _parse(line: str, project: Path) -> Requirement:
    try:
        return Requirement(line)
    except InvalidRequirement as error:
        there = (project / "pyproject.toml").is_file()
        where = project / ("pyproject.toml" if there else "requirements.txt")
        raise VendorError(f"{where}: “{line}” is not a requirement (PEP 508): {error}") from error


def _resolve(requirement: Requirement, source: Any, project: Path) -> Path | str:
    if source is None:
        return str(requirement)
    if "path" in source:
        return _path_source(requirement, (project / source["path"]).resolve(), project)
    if "url" in source:
        return f"{requirement.name} @ {source['url']}"
    if "git" in source:
        revision = source.get("rev") or source.get("tag") or source.get("branch")
        return f"{requirement.name} @ git+{source['git']}" + (f"@{revision}" if revision else "")
    raise VendorError(
        f"{project / 'pyproject.toml'}: the source of {requirement.name} is neither a path, "
        "a url nor a git repository; write one of these under [tool.uv.sources]."
    )


def _path_source(requirement: Requirement, target: Path, project: Path) -> Path | str:
    if target.is_dir():
        return target
    if target.is_file():
        return f"{requirement.name} @ {target.as_uri()}"
    raise VendorError(
        f"{project / 'pyproject.toml'}: the path of {requirement.name}, {target}, does not exist; "
        "correct it under [tool.uv.sources]."
    )
