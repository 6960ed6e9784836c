"""The examples do what they say: each one's own tests pass."""

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize(("name", "tests"), [("guestbook", 4), ("forecast", 5)])
def test_an_example_passes_its_own_tests(pytester: pytest.Pytester, name: str, tests: int) -> None:
    shutil.copytree(EXAMPLES / name, pytester.path, dirs_exist_ok=True)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=tests)
