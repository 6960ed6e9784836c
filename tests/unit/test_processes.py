"""How tests are spread over processes: see the root's ``conftest.py``."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def listed() -> set[str]:
    """The folders that ``conftest.py`` gives to the processes with the whole fleet."""
    module = ast.parse((ROOT / "conftest.py").read_text("utf-8"))
    [value] = (
        node.value
        for node in module.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "WHOLE_FLEET"
    )
    return {each.value for each in ast.walk(value) if isinstance(each, ast.Constant)}


def asked_for(path: Path) -> set[str]:
    """The fixtures that the tests and fixtures of a file ask for."""
    functions = [
        each
        for each in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(each, ast.FunctionDef)
    ]
    asking = [
        each
        for each in functions
        if each.name.startswith("test_")
        or "fixture" in "".join(map(ast.unparse, each.decorator_list))
    ]
    return {each.arg for function in asking for each in function.args.args}


def has_own(folder: Path) -> bool:
    """Whether a folder's tests have a fleet of their own by this name."""
    conftest = folder / "conftest.py"
    return conftest.is_file() and "\ndef fleet(" in conftest.read_text("utf-8")


def test_only_two_processes_start_the_whole_fleet() -> None:
    folders = {path.parent for path in (ROOT / "tests" / "fleet").rglob("test_*.py")}
    asking = {
        folder.relative_to(ROOT).as_posix()
        for folder in folders
        if not has_own(folder) and any("fleet" in asked_for(path) for path in folder.glob("*.py"))
    }
    assert asking <= listed(), "Add them to WHOLE_FLEET in conftest.py."
