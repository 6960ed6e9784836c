"""The folders that wrangler is run in: a worker's files by links, with the environment's config."""

import json
import shutil
from pathlib import Path
from typing import Any

from fleet.deploy.content import assets_folder
from fleet.project import CONFIG, Worker

STUB = """export default {
  fetch() {
    const headers = { "retry-after": "30" };
    return new Response("This worker is being deployed.", { status: 503, headers });
  },
};
"""
STUB_DATE = "2026-11-01"


class Staging:
    """One folder for each worker below ``root``, made anew for each use."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def worker(self, worker: Worker, config: dict[str, Any]) -> Path:
        """A folder from which ``wrangler deploy`` uploads the worker with this configuration."""
        folder = self._fresh(worker.name)
        whole = config | {"main": f"src/{worker.main.name}"}
        # Wrangler looks for python_modules beside the configuration.
        (folder / "src").symlink_to(worker.main.parent.resolve())
        vendored = worker.folder / "python_modules"
        if vendored.is_dir():
            (folder / "python_modules").symlink_to(vendored.resolve())
        if (assets := assets_folder(worker)) is not None:
            whole["assets"] = config["assets"] | {"directory": str(assets.resolve())}
        if "d1_databases" in config:
            whole["d1_databases"] = [
                entry | {"migrations_dir": str((worker.folder / entry["migrations_dir"]).resolve())}
                if "migrations_dir" in entry
                else entry
                for entry in config["d1_databases"]
            ]
        return _write(folder, whole)

    def stub(self, name: str, called: str) -> Path:
        """A folder with a worker that answers 503: something for others to be bound to."""
        folder = self._fresh(f"{name}.stub")
        (folder / "stub.mjs").write_text(STUB, encoding="utf-8")
        config = {"name": called, "main": "stub.mjs", "compatibility_date": STUB_DATE}
        return _write(
            folder, config | {"no_bundle": True, "workers_dev": False, "preview_urls": False}
        )

    def _fresh(self, name: str) -> Path:
        folder = self._root / name
        shutil.rmtree(folder, ignore_errors=True)  # follows no link
        folder.mkdir(parents=True)
        return folder


def _write(folder: Path, config: dict[str, Any]) -> Path:
    (folder / CONFIG).write_text(json.dumps(config, indent=2), encoding="utf-8")
    return folder
