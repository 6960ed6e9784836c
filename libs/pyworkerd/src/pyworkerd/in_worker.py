"""Tests that run inside a worker: collected on this side, run there by a pytest of its own.

A module is marked as a whole, or its test functions one by one::

    pytestmark = pytest.mark.in_worker          # or in_worker("hello"), by the worker's name

A module that is marked as a whole is read, not imported, on this side: it may import `workers` and
`js` at its top. Any other is imported on both sides.
"""

import ast
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pyworkerd.local import LocalRuntime

MARK = "in_worker"
Report = dict[str, Any]
Run = Callable[..., None]


class InWorkerError(Exception):
    """A test failed in its worker; the text is pytest's report from there."""


class InWorkerTest(pytest.Function):
    """A test function that runs in a worker, with all its cases if it is parametrized."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """Show what the worker's pytest reported, and nothing of how it got here."""
        if isinstance(excinfo.value, InWorkerError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args)


class InWorkerModule(pytest.Module):
    """A module of which every test runs in a worker."""

    def _getobj(self) -> ModuleType:
        # What pytest collects: a stand-in for each test, since the module can't be imported here.
        tree = ast.parse(self.path.read_text(encoding="utf-8"), str(self.path))
        module = ModuleType(self.path.stem)
        vars(module).update(_stand_ins(tree.body))
        vars(module)["pytestmark"] = _marks_of(tree)
        return module


def module_or_none(path: Path, parent: pytest.Collector) -> InWorkerModule | None:
    """Collect a module that is marked as a whole."""
    source = path.read_text(encoding="utf-8", errors="replace")
    if MARK not in source:
        return None
    try:
        marks = _marks_of(ast.parse(source))
    except SyntaxError:  # pytest's own import says it better
        return None
    return InWorkerModule.from_parent(parent, path=path) if marks else None


def test_or_none(
    collector: pytest.Module | pytest.Class, name: str, obj: object
) -> InWorkerTest | None:
    """Collect a test function that is marked, or that lies in a marked class or module."""
    if not isinstance(obj, FunctionType) or not collector.funcnamefilter(name):
        return None
    own = [mark for mark in getattr(obj, "pytestmark", []) if mark.name == MARK]
    mark = own[0] if own else collector.get_closest_marker(MARK)
    if mark is None:
        return None
    names = [each.name for each in collector.listchain() if isinstance(each, pytest.Class)]
    run = _runner(collector, "::".join([*names, name]), mark.args[0] if mark.args else None)
    return InWorkerTest.from_parent(collector, name=name, callobj=run)


def _marks_of(tree: ast.Module) -> list[pytest.MarkDecorator]:
    """Read ``pytestmark`` without running the module: in_worker, alone or in a list, or nothing."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            listed = node.value.elts if isinstance(node.value, ast.List) else [node.value]
            return [mark for each in listed if (mark := _mark_of(each))]
    return []


def _mark_of(node: ast.expr) -> pytest.MarkDecorator | None:
    called = node.func if isinstance(node, ast.Call) else node
    if ast.unparse(called) != f"pytest.mark.{MARK}":
        return None
    arguments = node.args if isinstance(node, ast.Call) else []
    mark: pytest.MarkDecorator = getattr(pytest.mark, MARK)
    called_mark: pytest.MarkDecorator = mark(*map(ast.literal_eval, arguments))
    return called_mark


def _stand_ins(body: Sequence[ast.stmt]) -> dict[str, Any]:
    stand_ins: dict[str, Any] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            stand_ins[node.name] = lambda: None
        elif isinstance(node, ast.ClassDef):
            stand_ins[node.name] = type(node.name, (), _stand_ins(node.body))
    return stand_ins


def _runner(collector: pytest.Collector, name: str, worker: str | None) -> Run:
    path, root = collector.path, collector.config.rootpath
    inside = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    options = [f"--tb={collector.config.getoption('tbstyle')}"]

    # Positional-only, so that pytest takes it for no `self` to drop in a class.
    def run(_: None = None, /, *, workers: "LocalRuntime") -> None:
        source = path.read_text(encoding="utf-8")
        test = {"path": inside.as_posix(), "source": source, "name": name, "options": options}
        chosen = worker or _worker_of(workers, path)
        _judge(workers.run_test(chosen, _packages(), test))

    return run


def _worker_of(workers: "LocalRuntime", path: Path) -> str:
    """Name the worker in whose project a test lies, else the first one."""
    around = (name for name, info in workers.workers.items() if path.is_relative_to(info.dir))
    return next(around, next(iter(workers.workers)))


@cache
def _packages() -> Path:
    from pyworkerd.vendor import wheel_set

    return wheel_set(f"pytest=={version('pytest')}")


def _judge(outcome: dict[str, Any]) -> None:
    """End the test on this side as it ended there."""
    reports: list[Report] = outcome["reports"]
    failed = [report for report in reports if report["outcome"] == "failed"]
    if failed:
        raise InWorkerError("\n".join(map(_failure, failed)))
    if outcome["complaint"] and not reports:
        raise InWorkerError(outcome["complaint"])
    skipped = [report for report in reports if report["outcome"] == "skipped"]
    passed = [report for report in reports if report["when"] == "call" and report not in skipped]
    if skipped and not passed:
        expected = skipped[0]["expected_failure"]
        (pytest.skip if expected is None else pytest.xfail)(expected or skipped[0]["text"])


def _failure(report: Report) -> str:
    place = f"{report['name']} ({report['when']})".strip()
    captured = (f"---- {title} ----\n{text}" for title, text in report["sections"])
    return "\n".join((f"In the worker, {place}:", report["text"], *captured))
