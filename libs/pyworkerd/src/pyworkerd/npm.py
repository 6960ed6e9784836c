"""Find the npm packages that pyworkerd stands on, or install them once into the cache."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyworkerd.cache import cache_dir
from pyworkerd.errors import MissingToolError

MANIFEST = Path(__file__).with_name("package.json")
OLDEST_NODE = 22


@dataclass(frozen=True)
class NodeParts:
    """The Node program to run, and the folder that its imports are found in."""

    node: Path
    modules: Path


def wanted_versions() -> dict[str, str]:
    """Return the exact version of every npm package that must be there, by name."""
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    wanted = {**manifest["dependencies"], **manifest["overrides"]}
    # An alias is written "npm:package@version".
    return {name: version.rpartition("@")[2] for name, version in wanted.items()}


def find_node_parts(*starts: Path, report: Callable[[str], None] = lambda _: None) -> NodeParts:
    """Return node and ``node_modules``, installing them on first use.

    Looks at ``PYWORKERD_NODE_MODULES``, upward from each of ``starts`` and from the working
    directory, then in the cache. ``report`` is told one sentence before a slow step.

    Raises:
        MissingToolError: the packages are not there and npm can't bring them.
    """
    modules = find_node_modules(*starts) or _install(report)
    return NodeParts(_find_node(modules), modules)


def find_node_modules(*starts: Path) -> Path | None:
    """Return the first ``node_modules`` that holds every package in the wanted version."""
    chosen = os.environ.get("PYWORKERD_NODE_MODULES")
    if chosen:
        return Path(chosen)
    candidates = (*_upward(*starts, Path.cwd()), _cached())
    return next((folder for folder in candidates if not missing_packages(folder)), None)


def missing_packages(modules: Path) -> list[str]:
    """Name what ``modules`` lacks, as ``package@version``; the ``node`` package may be absent."""
    return [
        f"{name}@{version}"
        for name, version in wanted_versions().items()
        if name != "node" and _installed_version(modules / name) != version
    ]


def node_version(node: Path) -> str:
    """Return what ``node --version`` says, or an empty string if it does not run."""
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return ""
    return done.stdout.strip().removeprefix("v")


def _find_node(modules: Path) -> Path:
    for bundled in (modules / "node" / "bin" / "node", modules / ".bin" / "node"):
        if bundled.exists():
            return bundled
    found = shutil.which("node")
    version = node_version(Path(found)) if found else ""
    if not version or int(version.split(".")[0]) < OLDEST_NODE:
        raise MissingToolError(
            f"pyworkerd needs Node {OLDEST_NODE} or newer and found "
            f"{'version ' + version if version else 'none'}: install it from nodejs.org, or "
            f"“npm install node@{wanted_versions()['node']}”."
        )
    return Path(found or "node")


def _upward(*starts: Path) -> Iterator[Path]:
    for start in starts:
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / "node_modules").is_dir():
                yield folder / "node_modules"


def _installed_version(package: Path) -> str | None:
    try:
        manifest = json.loads((package / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    version = manifest.get("version")
    return version if isinstance(version, str) else None


def _cached() -> Path:
    key = hashlib.sha256(MANIFEST.read_bytes()).hexdigest()[:16]
    return cache_dir() / "npm" / key / "node_modules"


def _install(report: Callable[[str], None]) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise MissingToolError(
            "npm is not on the PATH, and pyworkerd needs it once to fetch workerd and Pyodide: "
            "install Node.js from nodejs.org and run this again."
        )
    target = _cached().parent
    target.parent.mkdir(parents=True, exist_ok=True)
    report("Fetching workerd, wrangler and Pyodide from npm; this happens once…")
    fresh = Path(tempfile.mkdtemp(prefix=".installing-", dir=target.parent))
    try:
        shutil.copyfile(MANIFEST, fresh / "package.json")
        _run_npm(npm, fresh)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target / "node_modules"


def _run_npm(npm: str, folder: Path) -> None:
    command = [npm, "install", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["npm gave no reason"]
        raise MissingToolError(f"npm can't install {', '.join(wanted_versions())}: {reason[0]}")
