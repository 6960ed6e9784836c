"""The modules of ``fleet dev`` stand in layers: imports point one way, those for types too."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import fleet.dev

PACKAGE = Path(fleet.dev.__file__).parent


def imports_within(package: Path, name: str) -> dict[str, set[str]]:
    """By module of a package, the modules of it that are imported anywhere in its source."""
    names = {path: _dotted(path.relative_to(package), name) for path in package.rglob("*.py")}
    modules = set(names.values())
    found: dict[str, set[str]] = {}
    for path, module in names.items():
        used = set(_imported(ast.parse(path.read_text("utf-8")), modules))
        found[module] = used - {module, name}
    return found


def _dotted(path: Path, name: str) -> str:
    parts = path.with_suffix("").parts
    return ".".join((name, *(part for part in parts if part != "__init__")))


def _imported(tree: ast.Module, modules: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports would not be seen here"
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (each if each in modules else node.module or "" for each in full)


def test_no_module_imports_one_that_imports_it() -> None:
    graph = imports_within(PACKAGE, "fleet.dev")
    assert "fleet.dev.engine" in graph["fleet.dev.control"]
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize(
    "back",
    [
        "from pair.one import One",
        "from pair import one",
        "import pair.one",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pair.one import One",
        "def late():\n    from pair.one import One",
    ],
)
def test_a_circle_is_seen_however_it_is_closed(tmp_path: Path, back: str) -> None:
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "one.py").write_text("from pair.two import Two")
    (tmp_path / "two.py").write_text(back)
    with pytest.raises(ValueError, match="nodes are in a cycle"):
        TopologicalSorter(imports_within(tmp_path, "pair")).prepare()
