"""Tests put their folders on the path, so that two helpers of one name would be one of them."""

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]
NOT_HELPERS = {"src", "python_modules"}
PYTEST_LOADS = ("conftest.py", "__init__.py")


def test_every_helper_has_a_name_of_its_own() -> None:
    paths = [path for path in TESTS.rglob("*.py") if NOT_HELPERS.isdisjoint(path.parts)]
    helpers = [path.name for path in paths if not path.name.startswith("test_")]
    counts = Counter(name for name in helpers if name not in PYTEST_LOADS)
    assert [name for name, count in counts.items() if count > 1] == []
