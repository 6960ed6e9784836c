"""No regular expression of ours takes long on a long text, whoever sent it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEARCH = Path(__file__).with_name("regular_expressions.py")
# What is in the workers' bundles; the tools read nobody's texts.
LIBRARIES = [ROOT / "libs" / name / "src" for name in ("chat", "contracts", "edgekit")]
FOLDERS = [
    path.relative_to(ROOT).as_posix() for path in (*LIBRARIES, *sorted(ROOT.glob("workers/*/src")))
]


def searched(folder: Path) -> dict[str, object]:
    """What is said of a folder of sources; in a process of its own, because it imports them."""
    done = subprocess.run(
        [sys.executable, SEARCH, folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_regular_expression_is_slow_on_a_long_text(folder: str) -> None:
    assert searched(ROOT / folder)["slow"] == {}


def test_a_slow_one_is_found(tmp_path: Path) -> None:
    (tmp_path / "words.py").write_text('import re\nWORDS = re.compile(r"(?:\\w+\\s?)+!")\n')
    assert searched(tmp_path) == {"count": 1, "slow": {"words.py:2": [r"(?:\w+\s?)+!", "a"]}}
