"""Randomness at import time, which fails on Cloudflare: no entropy outside a request.

Found in two ways: by reading module-level code (branches that CPython does not take, too), and by
watching the real calls while the worker is imported (whatever its packages do, too). The libraries
that go into every bundle are looked at once, whichever workers are chosen.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from fleet.check import sources
from fleet.check.apps import WorkerApp
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker

RANDOM_MODULES = {"random", "secrets"}
RANDOM_FUNCTIONS = {
    "os.urandom",
    "os.getrandom",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid6",
    "uuid.uuid7",
    "edgekit.ids.new_id",
}
SEEDED = {"random.Random"}  # fine with a seed

LIBRARIES = ("edgekit", "contracts", "chat")  # what workers import
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

Calls = dict[tuple[Path, int], str]


def check(fleet: Fleet, workers: list[Worker], apps: dict[str, WorkerApp]) -> Iterator[Finding]:
    """Every line that calls for randomness at import, once each."""
    calls = _of_libraries(fleet, apps)
    for worker in workers:
        calls |= _watched(apps[worker.name]) | _read(worker.sources())
    for (path, line), function in calls.items():
        message = f"{function} runs at import, where Workers have no randomness: "
        where = f"{fleet.relative(path)}:{line}"
        yield Finding("error", "randomness", where, message + "call it in a handler.")


def _of_libraries(fleet: Fleet, apps: dict[str, WorkerApp]) -> Calls:
    calls: Calls = {}
    for library in LIBRARIES:
        folder = (fleet.root / "libs" / library / "src").resolve()
        for app in apps.values():
            watched = _watched(app)
            calls |= {place: watched[place] for place in watched if folder in place[0].parents}
        calls |= _read(sorted(folder.rglob("*.py")))
    return calls


def _watched(app: WorkerApp) -> Calls:
    return {(call.path.resolve(), call.line): call.function for call in app.randomness}


def _read(paths: list[Path]) -> Calls:
    return {
        (path.resolve(), use.line): use.name
        for path in paths
        for use in module_level_randomness(sources.read(path).tree)
    }


def module_level_randomness(tree: ast.Module) -> Iterator[sources.Use]:
    """Calls to random functions outside of any function's body."""
    names = _imported_names(tree)
    for node in _at_import(tree):
        if isinstance(node, ast.Call):
            name = _full_name(node.func, names)
            if _is_random(name) and not (name in SEEDED and node.args):
                yield sources.Use(name, node.lineno)


def _is_random(name: str) -> bool:
    return name in RANDOM_FUNCTIONS or name.partition(".")[0] in RANDOM_MODULES


def _imported_names(tree: ast.Module) -> dict[str, str]:
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update({a.asname or a.name: f"{node.module}.{a.name}" for a in node.names})
    return names


def _full_name(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        base = _full_name(node.value, names)
        return f"{base}.{node.attr}" if base else ""
    return ""


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs when the module is imported: not functions' bodies, but their defaults
    and decorators."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            yield from _walk_all(_evaluated_at_definition(child))
        else:
            yield child
            yield from _at_import(child)


def _evaluated_at_definition(
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
) -> list[ast.AST]:
    defaults = [*function.args.defaults, *filter(None, function.args.kw_defaults)]
    decorators = [] if isinstance(function, ast.Lambda) else function.decorator_list
    return [*defaults, *decorators]


def _walk_all(nodes: list[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield node
        yield from _at_import(node)
