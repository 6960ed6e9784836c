"""What `vendor` puts into python_modules/, and when it does so again."""

import zipfile
from pathlib import Path

import pytest

from pyworkerd import VendorError, vendor, vendor_all
from pyworkerd.vendor import STAMP


def project(folder: Path, *dependencies: str, sources: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f'"{each}"' for each in dependencies)
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "{folder.name}"\nversion = "1.2.0"\ndependencies = [{listed}]\n'
        f"[tool.uv.sources]\n{sources}\n"
    )
    return folder


def library(folder: Path, *dependencies: str, sources: str = "") -> Path:
    project(folder, *dependencies, sources=sources)
    module = folder / "src" / folder.name.replace("-", "_")
    module.mkdir(parents=True)
    (module / "__init__.py").write_text("A = 1\n")
    (module / "glue.js").write_text("export const a = 1;\n")
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A project `app` that needs `shelf-lib` by path, which needs `base` by path."""
    library(tmp_path / "base")
    library(tmp_path / "shelf-lib", "base", sources='base = { path = "../base" }')
    return project(tmp_path / "app", "shelf-lib", sources='shelf-lib = { path = "../shelf-lib" }')


def test_the_sdk_and_path_packages_with_theirs_lie_side_by_side(shelf: Path) -> None:
    modules = vendor(shelf).modules
    assert (modules / "workers" / "__init__.py").is_file()
    assert (modules / "shelf_lib" / "glue.js").read_text() == "export const a = 1;\n"
    assert (modules / "base" / "__init__.py").is_file()
    assert (modules / "shelf_lib-1.2.0.dist-info" / "METADATA").is_file()


def test_a_second_run_writes_nothing(shelf: Path) -> None:
    assert vendor(shelf).changed
    before = (shelf / "python_modules" / STAMP).stat().st_mtime_ns
    assert not vendor(shelf).changed
    assert (shelf / "python_modules" / STAMP).stat().st_mtime_ns == before


def test_an_edit_in_a_library_of_a_library_is_never_stale(shelf: Path) -> None:
    vendor(shelf)
    (shelf.parent / "base" / "src" / "base" / "__init__.py").write_text("A = 2\n")
    assert vendor(shelf).changed
    assert (shelf / "python_modules" / "base" / "__init__.py").read_text() == "A = 2\n"


def test_a_removed_module_disappears(shelf: Path) -> None:
    vendor(shelf)
    (shelf.parent / "base" / "src" / "base" / "__init__.py").unlink()
    (shelf.parent / "base" / "src" / "base" / "other.py").write_text("")
    vendor(shelf)
    names = {path.name for path in (shelf / "python_modules" / "base").iterdir()}
    assert names == {"glue.js", "other.py"}


def test_markers_are_judged_for_pyodide_not_for_this_machine(tmp_path: Path) -> None:
    library(tmp_path / "here")
    needs = ("here; sys_platform == 'linux'", "absent-package; sys_platform != 'emscripten'")
    app = project(tmp_path / "app", *needs, sources='here = { path = "../here" }')
    assert not (vendor(app).modules / "here").exists()


def test_a_flat_package_is_copied_without_building(tmp_path: Path) -> None:
    flat = project(tmp_path / "flat-one")
    (flat / "flat_one.py").write_text("B = 1\n")
    app = project(tmp_path / "app", "flat-one", sources='flat-one = { path = "../flat-one" }')
    assert (vendor(app).modules / "flat_one.py").read_text() == "B = 1\n"


def test_an_sdk_by_path_takes_the_released_ones_place(tmp_path: Path) -> None:
    source = library(tmp_path / "workers-runtime-sdk") / "src"
    (source / "patches.pth").write_text("import patches\n")
    sdk = 'workers-runtime-sdk = { path = "../workers-runtime-sdk" }'
    modules = vendor(project(tmp_path / "app", "workers-runtime-sdk", sources=sdk)).modules
    assert (modules / "patches.pth").is_file()
    assert not (modules / "workers").exists()


def test_a_path_package_overrides_one_that_a_released_package_brings(tmp_path: Path) -> None:
    vendor(project(tmp_path / "plain", "anyio"))
    library(tmp_path / "idna")
    app = project(tmp_path / "app", "anyio", "idna", sources='idna = { path = "../idna" }')
    modules = vendor(app).modules
    assert (modules / "idna" / "__init__.py").read_text() == "A = 1\n"
    assert [each.name for each in modules.glob("idna-*.dist-info")] == ["idna-1.2.0.dist-info"]
    released = tmp_path / "plain" / "python_modules" / "idna" / "__init__.py"
    assert released.read_text() != "A = 1\n"


def test_projects_with_equal_needs_share_their_files(tmp_path: Path) -> None:
    first, second = vendor_all([project(tmp_path / "a"), project(tmp_path / "b")])
    name = Path("workers") / "__init__.py"
    assert (first.modules / name).samefile(second.modules / name)


def test_a_requirements_txt_will_do_without_a_pyproject(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("# web\n-i nowhere\n\nasgiref  # small\n")
    modules = vendor(tmp_path).modules
    assert (modules / "asgiref" / "__init__.py").is_file()
    assert (modules / "workers" / "__init__.py").is_file()


def test_a_mistake_in_a_requirements_txt_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("not a requirement\n")
    with pytest.raises(VendorError, match=r"requirements\.txt: “not a requirement” is not"):
        vendor(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(VendorError, match=f"There is no folder {tmp_path}/nowhere"):
        vendor(tmp_path / "nowhere")


def test_an_edit_of_a_vendored_file_reaches_no_later_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not in the cache of this run, whose projects are linked to it.
    monkeypatch.setenv("PYWORKERD_CACHE", str(tmp_path / "cache"))
    module = vendor(project(tmp_path / "a")).modules / "workers" / "__init__.py"
    released = module.read_text()
    module.write_text("edited = True\n")
    other = vendor(project(tmp_path / "b")).modules / "workers" / "__init__.py"
    assert other.read_text() == released
    assert module.read_text() == "edited = True\n"


@pytest.mark.parametrize(
    ("dependency", "sources", "said"),
    [
        ("not a requirement", "", "is not a requirement"),
        ("gone", 'gone = { path = "../gone" }', "does not exist; correct it"),
        ("odd", "odd = { workspace = true }", "neither a path, a url nor a git"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_file(
    tmp_path: Path, dependency: str, sources: str, said: str
) -> None:
    app = project(tmp_path / "app", dependency, sources=sources)
    with pytest.raises(VendorError, match=said) as caught:
        vendor(app)
    assert str(app / "pyproject.toml") in str(caught.value)


def test_a_package_without_a_pyodide_wheel_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    app = project(tmp_path / "app", "native-thing==1.0")
    with pytest.raises(VendorError, match=rf"^{app}: native-thing==1\.0 has no wheel for Pyodide"):
        vendor(app)


def wheel(folder: Path, name: str, version: str, needs: str) -> None:
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Dist: {needs}\n"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for file, text in {"METADATA": metadata, "WHEEL": tags, "RECORD": ""}.items():
            archive.writestr(f"{name}-{version}.dist-info/{file}", text)


def test_a_dependency_without_a_pyodide_wheel_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    wheel(tmp_path, "asker", "1.0", "native-thing>=1")
    wheel(tmp_path, "asker", "1.1", "native-thing>=2")
    library(tmp_path / "workers-runtime-sdk")
    sdk = 'workers-runtime-sdk = { path = "../workers-runtime-sdk" }'
    app = project(tmp_path / "app", "asker", "workers-runtime-sdk", sources=sdk)
    with pytest.raises(VendorError, match=r"native-thing>=\d has no wheel for Pyodide"):
        vendor(app)
