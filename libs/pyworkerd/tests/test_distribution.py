"""What is published: a wheel that has all its parts."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src"


def test_the_wheel_holds_the_javascript_and_the_types(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    subprocess.run([*command, tmp_path, ROOT], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("pyworkerd-*-py3-none-any.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {path for kind in ("*.py", "*.mjs") for path in SOURCES.rglob(kind)}
    wanted |= {SOURCES / "pyworkerd" / name for name in ("py.typed", "package.json")}
    assert {str(path.relative_to(SOURCES)) for path in wanted} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
