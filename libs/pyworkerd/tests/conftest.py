"""What the tests of the pytest plugin share with the run that they are part of."""

from pathlib import Path

import pytest

from pyworkerd.cache import cache_dir
from pyworkerd.npm import find_node_parts

CACHE = cache_dir()  # of this run: pytester gives those inside another home, where nothing is yet


@pytest.fixture
def filled_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pytest inside find npm's packages, wheels and snapshots where this one does."""
    modules = find_node_parts(Path(__file__).parent).modules
    monkeypatch.setenv("PYWORKERD_CACHE", str(CACHE))
    monkeypatch.setenv("PYWORKERD_NODE_MODULES", str(modules))
