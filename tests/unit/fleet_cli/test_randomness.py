import ast
import random
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from fleet.check import randomness
from fleet.check.entropy import EntropyWatch
from fleet.check.findings import Finding

Only = Callable[..., Finding]
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
