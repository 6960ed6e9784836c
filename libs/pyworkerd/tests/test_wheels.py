"""Packages that have no wheel for Pyodide, from a shelf of our own."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from pyworkerd import VendorError
from pyworkerd.wheels import install_wheels

# Builds a wheel for this machine where there is a compiler, else a pure one.
BACKEND = """
import os, zipfile

def build_wheel(folder, settings=None, metadata=None):
    tag = "{tag}" if os.environ.get("CC") == "false" else "cp311-cp311-linux_x86_64"
    name = f"quick-1.0-{{tag}}.whl"
    with zipfile.ZipFile(f"{{folder}}/{{name}}", "w") as wheel:
        wheel.writestr("quick.py", "")
        described = "Metadata-Version: 2.1\\nName: quick\\nVersion: 1.0\\n"
        wheel.writestr("quick-1.0.dist-info/METADATA", described)
        kind = f"Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: {{tag}}\\n"
        wheel.writestr("quick-1.0.dist-info/WHEEL", kind)
        wheel.writestr("quick-1.0.dist-info/RECORD", "")
    return name
"""
PROJECT = """
[project]
name = "quick"
version = "1.0"
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


def shelve_sources(shelf: Path, tag: str) -> None:
    """Put a source distribution of ``quick`` on the shelf, which builds a wheel of that tag."""
    information = "Metadata-Version: 2.1\nName: quick\nVersion: 1.0\n"
    files = {
        "pyproject.toml": PROJECT,
        "backend.py": BACKEND.format(tag=tag),
        "PKG-INFO": information,
    }
    with tarfile.open(shelf / "quick-1.0.tar.gz", "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"quick-1.0/{name}")
            entry.size = len(content.encode())
            archive.addfile(entry, io.BytesIO(content.encode()))


def shelve_wheel(shelf: Path, name: str, version: str, *needs: str, python: str = "") -> None:
    """Put a pure wheel on the shelf, perhaps for some versions of Python only."""
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += f"Requires-Python: {python}\n" if python else ""
    metadata += "".join(f"Requires-Dist: {need}\n" for need in needs)
    with zipfile.ZipFile(shelf / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        folder = f"{name}-{version}.dist-info"
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{folder}/METADATA", metadata)
        wheel.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        wheel.writestr(f"{folder}/RECORD", "")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all that pip knows."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_a_package_with_optional_speed_ups_is_built_without_them(
    tmp_path: Path, shelf: Path
) -> None:
    shelve_sources(shelf, "py3-none-any")
    install_wheels(("quick==1.0",), tmp_path / "modules", tmp_path / "built")
    assert (tmp_path / "modules" / "quick.py").is_file()
    assert [path.name for path in (tmp_path / "built").iterdir()] == ["quick-1.0-py3-none-any.whl"]


def test_so_is_one_that_only_others_need(tmp_path: Path, shelf: Path) -> None:
    shelve_sources(shelf, "py3-none-any")
    for version in ("1.0", "1.1"):
        shelve_wheel(shelf, "needy", version, "quick>=1")
    install_wheels(("needy",), tmp_path / "modules", tmp_path / "built")
    assert (tmp_path / "modules" / "needy-1.1.dist-info").is_dir()
    assert (tmp_path / "modules" / "quick.py").is_file()


def test_one_that_needs_a_compiler_is_named(tmp_path: Path, shelf: Path) -> None:
    shelve_sources(shelf, "cp311-cp311-linux_x86_64")
    shelve_wheel(shelf, "needy", "1.0", "quick>=1")
    with pytest.raises(VendorError, match=r"^quick>=1 has no wheel for Pyodide") as caught:
        install_wheels(("needy",), tmp_path / "modules", tmp_path / "built")
    assert "\n" not in str(caught.value)


def test_versions_are_chosen_for_the_python_of_pyodide(tmp_path: Path, shelf: Path) -> None:
    shelve_wheel(shelf, "needy", "1.0")
    shelve_wheel(shelf, "needy", "2.0", python="==3.14.*")
    shelve_wheel(shelf, "needy", "3.0", python=">3.14")
    install_wheels(("needy",), tmp_path / "modules", tmp_path / "built")
    assert (tmp_path / "modules" / "needy-2.0.dist-info").is_dir()


def test_packages_that_contradict_each_other_are_named(tmp_path: Path, shelf: Path) -> None:
    shelve_wheel(shelf, "needy", "1.0", "other<2")
    shelve_wheel(shelf, "other", "1.0")
    shelve_wheel(shelf, "other", "2.0")
    with pytest.raises(VendorError, match=r"needy 1\.0 depends on other<2") as caught:
        install_wheels(("needy", "other>=2"), tmp_path / "modules", tmp_path / "built")
    assert "\n" not in str(caught.value)
