"""Lets the real wrangler bundle each worker, offline: ``wrangler deploy --dry-run``."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fleet.check.findings import Finding
from fleet.project import Fleet, ProjectError, Worker

AT_ONCE = 2
LONGEST_SECONDS = 120
GZIP_SIZE = re.compile(r"gzip: ([\d.]+) KiB")


@dataclass(frozen=True)
class Bundled:
    """What wrangler made of a worker: its compressed size, and why it refused, if it did."""

    gzip_bytes: int
    reason: str


def check(
    fleet: Fleet, workers: list[Worker], progress: Callable[[str], None] = lambda _: None
) -> list[Finding]:
    """One error for each worker that wrangler would not deploy, with its reason."""

    def one(worker: Worker) -> Finding | None:
        bundled = dry_run(fleet.root, worker.folder)
        progress(worker.name)
        if not bundled.reason:
            return None
        message = f"wrangler deploy --dry-run fails: {bundled.reason}"
        return Finding("error", "bundle", fleet.relative(worker.config_path), message)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [finding for finding in pool.map(one, workers) if finding]


def dry_run(root: Path, folder: Path, bundle: Path | None = None) -> Bundled:
    """Bundle the worker in ``folder`` as for a deployment, with the wrangler below ``root``.

    What would be uploaded is written to ``bundle``, if that is given.
    """
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run(
            [
                *wrangler(root),
                "deploy",
                "--dry-run",
                "--outdir",
                str(bundle or Path(scratch, "bundle")),
            ],
            cwd=folder,
            env=offline_environment(Path(scratch)),
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
    output = done.stdout + done.stderr
    size = GZIP_SIZE.search(output)
    reason = "" if done.returncode == 0 else _reason(output)
    return Bundled(round(float(size[1]) * 1024) if size else 0, reason)


def wrangler(root: Path) -> list[str]:
    """The command that starts this repository's own wrangler, under its own Node."""
    modules = root / "node_modules"
    script = modules / "wrangler" / "bin" / "wrangler.js"
    if not script.is_file():
        raise ProjectError("wrangler is not installed: run `make setup`.")
    return [str(modules / ".bin" / "node"), str(script)]


def offline_environment(scratch: Path) -> dict[str, str]:
    """An environment in which wrangler asks nothing, reports nothing and finds no account."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CLOUDFLARE_")}
    return {
        **kept,
        "CI": "1",
        "NO_COLOR": "1",
        "WRANGLER_SEND_METRICS": "false",
        "WRANGLER_HIDE_BANNER": "true",
        "XDG_CONFIG_HOME": str(scratch / "config"),
        "WRANGLER_LOG_PATH": str(scratch / "logs"),
    }


def _reason(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    marked = [line for line in lines if "ERROR" in line]
    return (marked or lines or ["it gave no reason"])[0].replace("✘", "").strip()
