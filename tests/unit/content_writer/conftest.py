"""The modules of the worker content-writer are on the path, and the sets are read."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WORKER = "content-writer"
ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "workers" / WORKER / "src"))


def _read(name: str) -> list[dict[str, Any]]:
    lines = (ROOT / "tests" / "sets" / name).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


@pytest.fixture(scope="session")
def read_set() -> Callable[[str], list[dict[str, Any]]]:
    """Reads a `.jsonl` file of `tests/sets`: its objects, one a line."""
    return _read
