"""The fixtures, in a pytest run of their own."""

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TESTS = """
def test_the_first_project_has_a_client(worker, workers):
    workers.kv("greeter").put("name", "Ada")
    assert worker.get("/").text == "hello Ada"
    assert workers.logs("greeter") == ["greeting Ada"]

def test_state_does_not_leak_into_the_next_test(worker):
    assert worker.get("/").text == "hello nobody"

def test_outbound_requests_are_captured(worker, workers):
    workers.outbound.stub("https://api.example.com/*", body="stubbed")
    assert worker.get("/outside").text == "stubbed"
    assert workers.outbound.requests[0].method == "POST"
"""


def test_fixtures_run_the_projects_of_the_setting(pytester: pytest.Pytester) -> None:
    for name in ("greeter", "post-office"):
        source = Path(__file__).parent / name
        shutil.copytree(source, pytester.path / name, symlinks=True)
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\npyworkerd_projects = ["greeter", "post-office"]\n'
    )
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=3)


def test_nothing_starts_where_no_test_asks(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_plain():\n    assert True\n")
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)
