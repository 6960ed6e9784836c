"""The worker leads in memory."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [
    str(Path(__file__).parent),
    str(ROOT / "tests" / "unit"),
    str(ROOT / "workers" / "leads" / "src"),
]

from in_memory_worker import pytest_pyfunc_call  # noqa: E402
from leads_in_memory import Leads  # noqa: E402

__all__ = ["pytest_pyfunc_call"]


@pytest.fixture
def leads() -> Iterator[Leads]:
    """leads, with everything around it in order."""
    worker = Leads()
    yield worker
    worker.db.close()
