"""Which files of a watched folder are sources."""

from pathlib import Path

import pytest
from watchfiles import Change

from pyworkerd.watch import SourceFilter

ROOT = Path("/home/someone/.projects/shop")
is_source = SourceFilter([ROOT / "workers/leads", ROOT / "libs/edgekit"])


@pytest.mark.parametrize(
    "path",
    ["workers/leads/src/entry.py", "workers/leads/.dev.vars", "libs/edgekit/src/edgekit/app.py"],
)
def test_what_a_worker_is_made_of_is_a_source(path: str) -> None:
    assert is_source(Change.modified, str(ROOT / path))


@pytest.mark.parametrize(
    "path",
    [
        "workers/leads/.python_modules-x1y2/pydantic/v1/fields.py",
        "workers/leads/python_modules/edgekit/app.py",
        "workers/leads/.git/HEAD",
        "workers/leads/src/entry.py~",
        "libs/edgekit/src/edgekit/__pycache__/app.pyc",
        "libs/edgekit/tests/test_app.py",
    ],
)
def test_what_is_hidden_vendored_or_built_is_none(path: str) -> None:
    assert not is_source(Change.modified, str(ROOT / path))
