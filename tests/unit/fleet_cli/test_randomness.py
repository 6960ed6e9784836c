import ast
import random
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleet.check import apps, randomness
from fleet.check.entropy import EntropyWatch
from fleet.check.findings import Finding
from fleet.project import Fleet

Only = Callable[..., Finding]
REPOSITORY = Path(__file__).resolve().parents[3]
FOOTER = "\nfrom edgekit import App\napp = App('leads')\non_fetch = app.on_fetch\n"


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("import uuid\nNODE = uuid.uuid4()", 2),
        ("from uuid import uuid4 as fresh\nNODE = fresh()", 2),
        ("import secrets\nKEY = secrets.token_hex(8)", 2),
        ("import random\nrandom.shuffle([1, 2])", 2),
        ("import random\nDICE = random.Random()", 2),
        ("import os\nclass Salt:\n    value = os.urandom(8)", 3),
        ("import uuid\ndef make(node=uuid.uuid4()):\n    return node", 2),
        ("from edgekit.ids import new_id\nROOT = new_id('x')", 2),
        ("import sys, uuid\nif sys.platform == 'emscripten':\n    NODE = uuid.uuid4()", 3),
    ],
)
def test_randomness_at_import_is_found_at_its_line(
    sample: Any, only: Only, code: str, line: int
) -> None:
    sample.worker("leads", entry=code + FOOTER)
    finding = only(sample.imported(randomness.check))
    assert finding.where == f"workers/leads/src/entry.py:{line}"


def test_randomness_that_a_called_function_hides_is_found(sample: Any) -> None:
    sample.worker("leads", entry="from lead_names import NAME\n" + FOOTER)
    code = "import random\n\ndef pick():\n    return random.choice('ab')\n\nNAME = pick()\n"
    sample.source("leads", "lead_names.py", code)
    places = [finding.where for finding in sample.imported(randomness.check)]
    assert places == ["workers/leads/src/lead_names.py:4"]


@pytest.mark.parametrize(
    "code",
    [
        "import uuid\ndef make():\n    return uuid.uuid4()",
        "import random\nDICE = random.Random(7)\nROLL = DICE.random()",
        "from uuid import uuid4\nfrom dataclasses import field\nid = field(default_factory=uuid4)",
        "import uuid\nNODE = uuid.UUID(int=1)",
        "import uuid\nmake = lambda: uuid.uuid4()",
    ],
)
def test_randomness_in_a_request_and_seeded_generators_pass(sample: Any, code: str) -> None:
    sample.worker("leads", entry=code + FOOTER)
    assert sample.imported(randomness.check) == []


def with_libraries(sample: Any) -> Path:
    """Give the fleet a copy of the libraries, which a test may change."""
    for name in ("edgekit", "contracts"):
        sources = sample.root / "libs" / name / "src"
        shutil.copytree(REPOSITORY / "libs" / name / "src", sources)
    libraries: Path = sample.root / "libs"
    return libraries


def checked(fleet: Fleet, *names: str) -> list[str]:
    """The places found for the named workers, or all, when these are imported as they are used."""
    declared = apps.load(fleet, list(fleet.workers.values()))
    return [finding.where for finding in randomness.check(fleet, fleet.select(names), declared)]


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("edgekit/src/edgekit/app.py", "import random as _r\n_X = _r.random()\n"),
        ("edgekit/src/edgekit/upstream.py", "import random as _r\n_X = _r.random()\n"),
        ("edgekit/src/edgekit/ids.py", "import uuid as _u\n_X = _u.uuid4()\n"),
        ("contracts/src/contracts/__init__.py", "import random as _r\n_X = _r.random()\n"),
        ("contracts/src/contracts/__init__.py", "_r = __import__('random')\n_X = _r.random()\n"),
    ],
)
def test_randomness_in_a_library_is_found_at_the_librarys_line_once(
    sample: Any, line_of: Callable[[Path, str], int], module: str, code: str
) -> None:
    path = with_libraries(sample) / module
    path.write_text(f"{path.read_text()}\n{code}")
    for name in ("comps", "leads"):
        sample.worker(name, entry="import contracts\n" + FOOTER)
    place = f"libs/{module}:{line_of(path, '^_X')}"
    fleet = sample.read()
    assert [checked(fleet), checked(fleet, "leads"), checked(fleet, "comps")] == [[place]] * 3


def test_libraries_behind_a_symlink_are_watched_too(sample: Any) -> None:
    libraries = with_libraries(sample)
    path = libraries / "edgekit" / "src" / "edgekit" / "ids.py"
    hidden = "def _f():\n    return secrets.token_hex()\n_X = _f()\n"
    path.write_text(path.read_text() + hidden)
    elsewhere = libraries.rename(sample.root / "elsewhere")
    libraries.symlink_to(elsewhere)
    sample.worker("leads")
    line = len(path.read_text().splitlines()) - 1
    declared = apps.load(sample.read(), list(sample.read().workers.values()))
    found = {(call.path.name, call.line) for app in declared.values() for call in app.randomness}
    assert found == {("ids.py", line)}


def test_a_worker_that_calls_a_random_library_function_at_import_is_to_blame(sample: Any) -> None:
    with_libraries(sample)
    entry = "import edgekit.ids as names\nROOT = getattr(names, 'new_id')('x')\n" + FOOTER
    sample.worker("leads", entry=entry)
    assert checked(sample.read()) == ["workers/leads/src/entry.py:2"]


def test_a_local_name_that_only_looks_random_passes() -> None:
    tree = ast.parse("class choice: ...\nx = choice()\n")
    assert list(randomness.module_level_randomness(tree)) == []


def test_the_watch_leaves_everything_as_it_was(tmp_path: Any) -> None:
    before = (uuid.uuid4, random.choice, random.Random.seed)
    with EntropyWatch([tmp_path]) as watch:
        assert uuid.uuid4 is not before[0]
        uuid.uuid4()
    assert watch.calls == []
    assert (uuid.uuid4, random.choice, random.Random.seed) == before
