"""What the figures were measured with: no names of hosts or people."""

import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("workerd", "miniflare", "wrangler", "pyodide")


def facts(root: Path) -> str:
    """Cores, system and versions in one sentence."""
    node = subprocess.run(
        [root / "node_modules/.bin/node", "--version"], capture_output=True, text=True, check=True
    )
    parts = [
        f"{os.cpu_count()} cores",
        f"{platform.system()} {platform.machine()}",
        f"CPython {platform.python_version()}",
        f"Node {node.stdout.strip().removeprefix('v')}",
        *(f"{name} {_npm_version(root, name)}" for name in PACKAGES),
        f"pydantic {version('pydantic')}",
    ]
    return ", ".join(parts)


def load() -> str:
    """How busy the machine has been over the last five minutes."""
    return f"{os.getloadavg()[1]:.1f}"


def _npm_version(root: Path, package: str) -> str:
    manifest = json.loads((root / "node_modules" / package / "package.json").read_text("utf-8"))
    return str(manifest["version"])
