"""Find a Chromium to test pages with, and bring one if there is none."""

import os
import shutil
import subprocess
from pathlib import Path

from pyworkerd.cache import cache_dir

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = "@sparticuz/chromium@153.0.0"
UNPACK = "import c from '@sparticuz/chromium'; console.log(await c.executablePath())"
APT = "apt-get install --yes --no-install-recommends chromium"


class NoChromiumError(Exception):
    """There is no Chromium, and none could be had; says what was tried."""


def find_chromium() -> Path:
    """Return a Chromium: ``CHROME_PATH``, one on the path, npm's, or Debian's as root.

    Raises:
        NoChromiumError: nothing of this worked.
    """
    chosen = os.environ.get("CHROME_PATH")
    if chosen:
        return Path(chosen)
    for bring in (_installed, _from_npm, _from_debian):
        found = bring()
        if found is not None:
            return found
    raise NoChromiumError(
        "No Chromium was found, and neither npm nor apt could bring one: install chromium or "
        "google-chrome, or set CHROME_PATH to its program."
    )


def _installed() -> Path | None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def _from_npm() -> Path | None:
    folder = cache_dir() / "chromium"
    folder.mkdir(exist_ok=True)
    if not (folder / "node_modules").is_dir() and not _run("npm", "install", PACKAGE, cwd=folder):
        return None
    program = _run("node", "--input-type=module", "--eval", UNPACK, cwd=folder)
    # It is built for a server that has its libraries: that it starts is not a matter of course.
    return Path(program) if program and _run(program, "--version", cwd=folder) else None


def _from_debian() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _run("apt-get", "update", cwd=Path("/"))
    _run(*APT.split(), cwd=Path("/"))
    return _installed()


def _run(*command: str, cwd: Path) -> str:
    """Return what a command prints, or nothing if it fails."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip() or "done"
