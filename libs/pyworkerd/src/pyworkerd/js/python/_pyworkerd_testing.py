"""Runs one test of a project with pytest, inside the worker's isolate."""

import inspect
import json
import os
from collections.abc import Coroutine, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from pyodide.ffi import run_sync

import workers

ROOT = Path("/session/tests")
# What tests share in conftest.py is the other side's.
OPTIONS = ("--noconftest", "--import-mode=importlib", "--capture=sys", "-p", "no:cacheprovider")
RAN = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)


class _InWorker:
    """A pytest plugin: fixtures that only a worker has, coroutines as tests, and the reports."""

    def __init__(self, ctx: Any) -> None:
        self._ctx = ctx
        self.reports: list[dict[str, Any]] = []

    @pytest.fixture
    def env(self) -> Any:
        """The worker's bindings and variables, as `workers.env`."""
        return workers.env

    @pytest.fixture
    def ctx(self) -> Any:
        """The context of the event that runs the test: `waitUntil` and the like."""
        return self._ctx

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Run a test that is a coroutine."""
        if not inspect.iscoroutinefunction(pyfuncitem.obj):
            return None
        names = pyfuncitem._fixtureinfo.argnames
        test = pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
        error = run_sync(_error_of(test))
        if error is not None:
            raise error
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what the other side is to be told of each phase."""
        name = report.nodeid.rpartition("::")[2]
        expected = getattr(report, "wasxfail", None)
        self.tell(name, report, expected_failure=expected, sections=report.sections)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell of a module that can't be imported, which has no tests to tell of."""
        if not report.passed:
            self.tell("", report)

    def tell(
        self,
        name: str,
        report: pytest.TestReport | pytest.CollectReport,
        *,
        expected_failure: str | None = None,
        sections: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Add a report; ``expected_failure`` is the reason of an xfail."""
        told = {"name": name, "when": report.when, "outcome": report.outcome}
        told |= {"text": _text(report), "sections": list(sections)}
        self.reports.append(told | {"expected_failure": expected_failure})


async def _error_of(test: Coroutine[Any, Any, Any]) -> BaseException | None:
    # Pyodide prints what a coroutine raises through `run_sync`, besides raising it.
    try:
        await test
    except BaseException as error:
        return error
    return None


def _text(report: pytest.TestReport | pytest.CollectReport) -> str:
    # A skip's representation is its place and its reason.
    skip = report.longrepr if report.skipped and isinstance(report.longrepr, tuple) else None
    return str(skip[2]).removeprefix("Skipped: ") if skip else report.longreprtext


def run_test(ctx: Any, test: str) -> str:
    """Run one test function, or all cases of a parametrized one.

    Args:
        ctx: the event's context, for the fixture of that name.
        test: JSON with ``path`` (relative, of the module), ``source``, ``name`` and ``options``.

    Returns:
        JSON: the reports, in the order of their phases, and what pytest printed if it ran nothing.
    """
    wanted = json.loads(test)
    module = ROOT / wanted["path"]
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(wanted["source"])
    (ROOT / "pytest.ini").write_text("[pytest]\n")
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plugin = _InWorker(ctx)
    place = f"{wanted['path']}::{wanted['name']}"
    with redirect_stdout(StringIO()) as said:
        status = pytest.main([*OPTIONS, *wanted["options"], place], [plugin])
    complaint = "" if status in RAN else said.getvalue()
    return json.dumps({"reports": plugin.reports, "complaint": complaint})
