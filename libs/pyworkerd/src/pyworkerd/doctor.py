"""What this machine has and lacks for running Python Workers."""

import importlib.util
import shutil
import sys
from dataclasses import dataclass

from pyworkerd.cache import cache_dir
from pyworkerd.errors import MissingToolError
from pyworkerd.npm import find_node_modules, find_node_parts, node_version, wanted_versions


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for: its name, whether it is there, and where or what to do."""

    name: str
    good: bool
    detail: str


def examine() -> list[Finding]:
    """Look at everything that pyworkerd needs, without installing anything."""
    return [_python(), _pip(), _npm_packages(), _node(), _cache()]


def _python() -> Finding:
    version = sys.version.split()[0]
    good = sys.version_info >= (3, 11)
    return Finding("Python", good, version if good else f"{version}; install 3.11 or newer")


def _pip() -> Finding:
    good = importlib.util.find_spec("pip") is not None
    advice = f"not installed; run “{sys.executable} -m ensurepip”"
    return Finding("pip", good, "there" if good else advice)


def _npm_packages() -> Finding:
    modules = find_node_modules()
    if modules:
        return Finding("npm packages", True, str(modules))
    wanted = ", ".join(f"{name}@{version}" for name, version in wanted_versions().items())
    good = shutil.which("npm") is not None
    advice = "will be fetched on first use" if good else "npm is missing; install Node.js"
    return Finding("npm packages", good, f"{wanted}: {advice}")


def _node() -> Finding:
    if find_node_modules() is None:
        return Finding("Node", True, "comes with the npm packages")
    try:
        node = find_node_parts().node
    except MissingToolError as error:
        return Finding("Node", False, str(error))
    version = node_version(node)
    return Finding("Node", bool(version), f"{version or 'does not run'} ({node})")


def _cache() -> Finding:
    try:
        return Finding("cache", True, str(cache_dir()))
    except OSError as error:
        return Finding("cache", False, f"{error}; set PYWORKERD_CACHE to a folder you can write")
