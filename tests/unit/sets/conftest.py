"""Reads the sets of `tests/sets`, which the chat workers are judged by."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SETS = Path(__file__).resolve().parents[2] / "sets"


def _read(name: str) -> list[dict[str, Any]]:
    lines = (SETS / name).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


@pytest.fixture(scope="session")
def read_set() -> Callable[[str], list[dict[str, Any]]]:
    """Reads a `.jsonl` file of the sets: its objects, one a line."""
    return _read
