"""Lets the real wrangler bundle each worker, offline: ``wrangler deploy --dry-run``."""

import os
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fleet.check.findings import Finding
from fleet.project import Fleet, ProjectError, Worker

AT_ONCE = 2
LONGEST_SECONDS = 120


def check(
    fleet: Fleet, workers: list[Worker], progress: Callable[[str], None] = lambda _: None
) -> list[Finding]:
    """One error for each worker that wrangler would not deploy, with its reason."""

    def one(worker: Worker) -> Finding | None:
        reason = dry_run(fleet, worker)
        progress(worker.name)
        if reason is None:
            return None
        message = f"wrangler deploy --dry-run fails: {reason}"
        return Finding("error", "bundle", fleet.relative(worker.config_path), message)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [finding for finding in pool.map(one, workers) if finding]


def dry_run(fleet: Fleet, worker: Worker) -> str | None:
    """Bundle one worker as for a deployment. Returns wrangler's reason if it refuses, else None."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [*wrangler(fleet), "deploy", "--dry-run", "--outdir", f"{scratch}/bundle"]
        done = subprocess.run(
            command,
            cwd=worker.folder,
            env=offline_environment(Path(scratch)),
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
    return None if done.returncode == 0 else _reason(done.stdout + done.stderr)


def wrangler(fleet: Fleet) -> list[str]:
    """The command that starts this repository's own wrangler, under its own Node."""
    modules = fleet.root / "node_modules"
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
