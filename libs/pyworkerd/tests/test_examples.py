"""The examples do what they say: each one's own tests pass."""

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
EXAMPLES = Path(__file__).parents[1] / "examples"


def passes(pytester: pytest.Pytester, name: str, tests: int) -> None:
    shutil.copytree(EXAMPLES / name, pytester.path, dirs_exist_ok=True)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=tests)


def test_the_guestbooks_own_tests_pass_where_nothing_was_ever_fetched(
    pytester: pytest.Pytester,
) -> None:
    passes(pytester, "guestbook", 4)
    assert (pytester.path / ".cache" / "pyworkerd" / "npm").is_dir()


@pytest.mark.usefixtures("filled_cache")
def test_the_forecasts_own_tests_pass(pytester: pytest.Pytester) -> None:
    passes(pytester, "forecast", 5)
