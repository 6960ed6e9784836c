"""Where pyworkerd keeps what is costly to make: wheels' contents, snapshots, npm parts."""

import os
from pathlib import Path


def cache_dir() -> Path:
    """Return the cache folder: ``PYWORKERD_CACHE``, else the XDG cache home, made if missing."""
    chosen = os.environ.get("PYWORKERD_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(chosen) if chosen else home / "pyworkerd"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
