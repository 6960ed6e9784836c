from collections.abc import Callable
from typing import Any

import pytest

from fleet.check import layers
from fleet.check.findings import Finding

Only = Callable[..., Finding]


@pytest.fixture
def two(sample: Any) -> Any:
    sample.worker("leads")
    sample.source("leads", "lead_scoring.py", "import math\n")
    sample.worker("comps")
    return sample


def test_a_worker_that_imports_its_own_modules_passes(two: Any) -> None:
    two.source("leads", "lead_cards.py", "import lead_scoring\nfrom edgekit import new_id\n")
    assert two.static(layers.check) == []


def test_a_worker_does_not_import_another(two: Any, only: Only) -> None:
    two.source("comps", "comp_search.py", "x = 1\nfrom lead_scoring import score\n")
    finding = only(two.static(layers.check))
    assert finding.where == "workers/comps/src/comp_search.py:2"
    assert "comps imports lead_scoring of leads" in finding.message


@pytest.mark.parametrize("module", ["fleet.project", "pyworkerd"])
def test_a_worker_does_not_import_the_tools(two: Any, only: Only, module: str) -> None:
    two.source("comps", "comp_search.py", f"import {module}\n")
    assert "not there when deployed" in only(two.static(layers.check)).message


@pytest.mark.parametrize("module", ["js", "pyodide.ffi", "workers"])
def test_a_domain_module_knows_nothing_of_the_platform(two: Any, only: Only, module: str) -> None:
    two.source("comps", "comp_search.py", f"import {module}\n")
    assert "plain Python" in only(two.static(layers.check)).message


def test_domain_modules_have_names_of_their_own(two: Any, only: Only) -> None:
    two.source("comps", "lead_scoring.py", "x = 1\n")
    assert "comps and leads" in only(two.static(layers.check)).message


@pytest.mark.parametrize(
    ("package", "code"),
    [
        ("edgekit", "from contracts.base import Contract\n"),
        ("contracts", "import lead_scoring\n"),
        ("pyworkerd", "import edgekit\n"),
    ],
)
def test_a_library_depends_on_nothing_above_it(
    two: Any, only: Only, package: str, code: str
) -> None:
    folder = two.root / "libs" / package / "src" / package
    folder.mkdir(parents=True)
    (folder / "wrong.py").write_text(code)
    finding = only(two.static(layers.check))
    assert finding.where == f"libs/{package}/src/{package}/wrong.py:1"
