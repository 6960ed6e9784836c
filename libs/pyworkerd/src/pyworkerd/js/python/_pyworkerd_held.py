"""Tells which globals of a worker hold objects of JavaScript; runs in its main module's place."""

import ast
import sys
from pathlib import Path

import _cloudflare_compat_flags
import _pyodide_entrypoint_helper
import js
from pyodide.ffi import JsProxy

BUNDLE = "/session/metadata/"
# A snapshot keeps what JavaScript's globals are reached by, and what the loader gives every worker.
KEPT = [getattr(js, name, None) for name in dir(js)]
KEPT += [_pyodide_entrypoint_helper, _cloudflare_compat_flags]


def is_held(value):
    """Whether a value is, or directly contains, an object that no global of JavaScript is."""
    if isinstance(value, JsProxy):
        return not any(value == known for known in KEPT)
    if isinstance(value, (list, tuple, set)):
        return any(is_held(each) for each in value)
    if isinstance(value, dict):
        return any(is_held(each) for each in value.values())
    return False


def names_given(node):
    """The names that a statement gives values to."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [alias.asname or alias.name for alias in node.names]
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    return [target.id for target in targets if isinstance(target, ast.Name)]


def line_of(source, name):
    """The line of a module that last gave a global its value; 0 where none does."""
    return max(
        (node.lineno for node in ast.walk(ast.parse(source)) if name in names_given(node)),
        default=0,
    )


def look(names):
    """Print each global that holds one, with its place."""
    for module in [sys.modules[name] for name in names]:
        file = getattr(module, "__file__", None) or ""
        if not file.startswith(BUNDLE):
            continue
        for name, value in list(vars(module).items()):
            if is_held(value):
                place = f"{file.removeprefix(BUNDLE)}:{line_of(Path(file).read_text(), name)}"
                sys.stdout.write(f"pyworkerd-held {place} ({name})\n")


BEFORE = {*sys.modules, __name__}
import __MAIN__  # noqa: E402, F401

look([name for name in sys.modules if name not in BEFORE])
