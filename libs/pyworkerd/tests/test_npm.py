"""Where the npm packages are looked for, and what is said when they are not there."""

import json
from pathlib import Path

import pytest

from pyworkerd import MissingToolError
from pyworkerd.npm import find_node_modules, find_node_parts, missing_packages, wanted_versions


def modules(folder: Path, **changed: str) -> Path:
    """A `node_modules` with every wanted package, some in another version."""
    for name, version in (wanted_versions() | changed).items():
        package = folder / "node_modules" / name
        package.mkdir(parents=True)
        (package / "package.json").write_text(json.dumps({"version": version}))
    return folder / "node_modules"


@pytest.fixture(autouse=True)
def away_from_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYWORKERD_NODE_MODULES", raising=False)
    monkeypatch.setenv("PYWORKERD_CACHE", str(tmp_path / "cache"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")


def test_the_nearest_folder_upward_with_every_version_is_taken(tmp_path: Path) -> None:
    right = modules(tmp_path / "repo")
    modules(tmp_path / "repo" / "app", pyodide="0.1.0")
    assert find_node_modules(tmp_path / "repo" / "app" / "src") == right


def test_a_wrong_version_is_named(tmp_path: Path) -> None:
    wrong = modules(tmp_path / "repo", pyodide="0.1.0")
    assert missing_packages(wrong) == [f"pyodide@{wanted_versions()['pyodide']}"]
    assert find_node_modules(tmp_path / "repo") is None


def test_the_variable_decides_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYWORKERD_NODE_MODULES", str(tmp_path / "chosen"))
    assert find_node_modules(modules(tmp_path / "repo").parent) == tmp_path / "chosen"


def test_without_npm_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match=r"install Node\.js from"):
        find_node_parts()


def test_an_old_node_is_refused_with_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules(tmp_path / "elsewhere")
    node = tmp_path / "bin" / "node"
    node.parent.mkdir()
    node.write_text("#!/bin/sh\necho v18.1.0\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(node.parent), prepend=":")
    with pytest.raises(MissingToolError, match=r"needs Node 22 .* found version 18\.1\.0"):
        find_node_parts()
