"""The fixtures, in a pytest run of their own."""

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.usefixtures("filled_cache")

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

INSIDE = """
import sys
import js
import pytest
from workers import env as imported

pytestmark = pytest.mark.in_worker

async def test_bindings_are_live(env):
    assert sys.platform == "emscripten"
    await env.NAMES.put("name", "Ada")
    assert await imported.NAMES.get("name") == "Ada"

async def test_state_does_not_leak(env):
    assert await env.NAMES.get("name") is None

def test_the_context_is_that_of_an_event(ctx):
    assert callable(ctx.waitUntil)

class TestInAClass:
    @pytest.mark.parametrize("number", [1, 2])
    def test_cases(self, number):
        print("looking at", number)
        assert number == 1

@pytest.mark.skip(reason="not today")
def test_skipped():
    assert False

@pytest.mark.xfail(reason="known")
async def test_known():
    raise RuntimeError("as expected")

async def test_raises():
    raise RuntimeError("deep inside")
"""

MIXED = """
import pytest

@pytest.mark.in_worker("post-office")
async def test_inside():
    from workers import env
    assert not hasattr(env, "NAMES")

def test_outside(worker):
    assert worker.get("/").text == "hello nobody"
"""


@pytest.fixture
def projects(pytester: pytest.Pytester) -> None:
    """Two projects, and the setting that names them."""
    for name in ("greeter", "post-office"):
        source = Path(__file__).parent / name
        shutil.copytree(source, pytester.path / name, symlinks=True)
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\npyworkerd_projects = ["greeter", "post-office"]\n'
    )


@pytest.mark.usefixtures("projects")
def test_fixtures_run_the_projects_of_the_setting(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=3)


def test_nothing_starts_where_no_test_asks(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_plain():\n    assert True\n")
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


@pytest.mark.usefixtures("projects")
def test_marked_tests_run_inside_a_worker_and_are_reported_here(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_inside=INSIDE, test_mixed=MIXED)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-rsx")
    result.assert_outcomes(passed=5, failed=2, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines_random(
        [
            "In the worker, test_cases[[]2[]] (call):",
            ">       assert number == 1",
            "looking at 2",
            "E       RuntimeError: deep inside",
            "test_inside.py:*: RuntimeError",
            "*not today",
            "*known",
        ]
    )
    result.stdout.no_fnmatch_line("*_pyworkerd*")


def test_an_import_that_fails_inside_says_so(pytester: pytest.Pytester, projects: None) -> None:
    pytester.makepyfile(
        "import pytest, no_such_package\npytestmark = pytest.mark.in_worker\ndef test_it(): ...\n"
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*No module named 'no_such_package'*"])
