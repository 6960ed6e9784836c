"""Wheels for Pyodide, installed by pip.

What has no wheel for Pyodide, nor a pure one, is built from its sources where that gives a pure
wheel: packages with optional speed-ups in C, such as MarkupSafe, do without them.
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pyworkerd.errors import MissingToolError, VendorError

# Pyodide 314's platform by PEP 783, and CPython 3.14's tags.
TARGET = (
    *("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14"),
    *("--implementation", "cp", "--abi", "cp314", "--abi", "abi3", "--abi", "none"),
    *("--only-binary", ":all:"),
)
# What a compiler of this machine makes is of no use in Pyodide.
NO_COMPILER = {"CC": "false", "CXX": "false"}

Complaint = subprocess.CompletedProcess[str]


def install_wheels(remote: tuple[str, ...], target: Path, built: Path) -> None:
    """Install requirements and theirs into ``target``.

    ``built`` is a folder that keeps the wheels that had to be built.

    Raises:
        VendorError: naming the requirement that can't be had, and why.
    """
    if importlib.util.find_spec("pip") is None:
        raise MissingToolError(
            "pip is not installed for this Python, and packages come by pip: "
            f"run “{sys.executable} -m ensurepip” or “uv pip install pip”."
        )
    built.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        _download(remote, Path(scratch), built)
        wheels = [str(wheel) for wheel in Path(scratch).iterdir()]
        command = ["install", "--no-deps", "--no-compile", "--root-user-action", "ignore"]
        command += ["--ignore-requires-python", "--target", str(target), *TARGET, *wheels]
        done = _pip(*command)
        if done.returncode:
            raise VendorError(_explain(done, remote))


def _download(remote: tuple[str, ...], scratch: Path, built: Path) -> None:
    """Fetch the wheels of requirements and of theirs.

    Unlike an installation, a download holds them against Pyodide's version of Python, not ours.
    """
    tried: set[str] = set()
    command = ("download", "--find-links", str(built), "--dest", str(scratch), *TARGET, *remote)
    while (done := _pip(*command)).returncode:
        missing = sorted(line for line in _unmet(done) if _name(line) not in tried)
        if not missing:
            raise VendorError(_explain(done, remote))
        for line in missing:
            _build_pure(line, built)
        tried |= {_name(line) for line in missing}


def _pip(*arguments: str, **environment: str) -> Complaint:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    variables = os.environ | environment
    return subprocess.run(command, capture_output=True, text=True, check=False, env=variables)  # noqa: S603


def _unmet(done: Complaint) -> set[str]:
    """Return the requirements without a wheel that an installation failed for."""
    absent = set(re.findall(r"No matching distribution found for (.+)", done.stderr))
    blamed = re.findall(r"^    \S+ \S+ depends on (.+)", done.stdout, re.MULTILINE)
    return absent or {line for line in blamed if not _has_wheel(line)}


def _has_wheel(line: str) -> bool:
    with tempfile.TemporaryDirectory() as scratch:
        return _pip("download", "--no-deps", "--dest", scratch, *TARGET, line).returncode == 0


def _build_pure(line: str, built: Path) -> None:
    """Build a pure wheel from sources into ``built``."""
    with tempfile.TemporaryDirectory() as scratch:
        command = ("wheel", "--no-deps", "--no-binary", _name(line), "--wheel-dir", scratch, line)
        done = _pip(*command, **NO_COMPILER)
        wheels = [] if done.returncode else list(Path(scratch).glob("*-none-any.whl"))
        if not wheels:
            raise VendorError(
                f"{line} has no wheel for Pyodide (CPython 3.14, pyemscripten_2026_0_wasm32) nor a "
                "pure Python one that pip can reach or build: choose another version or package."
            )
        for wheel in wheels:
            wheel.replace(built / wheel.name)


def _name(line: str) -> str:
    return canonicalize_name(Requirement(line).name)


def _explain(done: Complaint, remote: tuple[str, ...]) -> str:
    """Turn pip's last words into one sentence that names the packages at fault."""
    conflict = re.findall(r"^    (\S+ \S+ depends on .+)", done.stdout, re.MULTILINE)
    errors = [line[7:] for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
    reason = "; ".join(conflict) or (errors[-1] if errors else done.stderr.strip()[-300:])
    return f"pip can't install {', '.join(remote)}: {reason}"
