"""Runs this repository's wrangler against an account. Secrets go in by its standard input."""

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from fleet.check.bundles import offline_environment, wrangler
from fleet.deploy.api import PUBLIC_API, Api
from fleet.errors import FleetError

LONGEST_SECONDS = 600
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
NOISE = ("If you think this is a bug", "Logs were written")


class WranglerError(FleetError):
    """Wrangler did not do what it was asked; the text has its reason."""


class Wrangler:
    """The wrangler below ``root``, for the account of ``api``."""

    def __init__(self, root: Path, api: Api) -> None:
        self._command = wrangler(root)
        self._api = api

    def run(self, folder: Path, *arguments: str, given: str = "") -> dict[str, Any]:
        """Run it in ``folder`` with ``given`` as its input; returns what it says that it did.

        Raises `WranglerError` with its reason.
        """
        with tempfile.TemporaryDirectory() as scratch:
            told = Path(scratch, "told")
            environment = offline_environment(Path(scratch)) | {
                "CLOUDFLARE_API_TOKEN": self._api.token,
                "CLOUDFLARE_ACCOUNT_ID": self._api.account,
                "WRANGLER_OUTPUT_FILE_PATH": str(told),
            }
            if self._api.base != PUBLIC_API:
                environment["CLOUDFLARE_API_BASE_URL"] = self._api.base
            try:
                done = subprocess.run(
                    [*self._command, *arguments],
                    cwd=folder,
                    env=environment,
                    input=given,
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=LONGEST_SECONDS,
                )
            except subprocess.TimeoutExpired as error:
                what = " ".join(arguments[:2])
                raise WranglerError(f"wrangler {what} took over {LONGEST_SECONDS} s.") from error
            if done.returncode:
                raise WranglerError(reason(done.stdout + done.stderr))
            return _last_event(told)


def _last_event(told: Path) -> dict[str, Any]:
    if not told.is_file():
        return {}
    events: list[dict[str, Any]] = [json.loads(line) for line in told.read_text().splitlines()]
    return events[-1] if events else {}


def reason(output: str) -> str:
    """Why wrangler failed, in one line: its first error and what stands below it."""
    lines = [COLOUR.sub("", line).strip() for line in output.splitlines()]
    first = next((i for i, line in enumerate(lines) if "[ERROR]" in line), None)
    if first is None:
        rest = [line for line in lines if line]
        return rest[-1] if rest else "wrangler failed and gave no reason"
    said = [lines[first].partition("[ERROR]")[2].strip()]
    for line in lines[first + 1 :]:
        if any(noise in line for noise in NOISE) or "[ERROR]" in line:
            break
        said += [line] if line else []
    return " ".join(said)
