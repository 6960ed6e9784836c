"""edgekit's layers, and what is said when a module leaves its own."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleet.check import edgekit_layers
from fleet.check.findings import Finding
from fleet.project import read_fleet

REPOSITORY = Path(__file__).resolve().parents[3]
SOURCES = "libs/edgekit/src/edgekit"
Only = Callable[..., Finding]


@pytest.fixture
def with_edgekit(sample: Any) -> Any:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / SOURCES, sample.root / SOURCES, ignore=ignored)
    return sample


def append(sample: Any, name: str, code: str) -> None:
    with (sample.root / SOURCES / name).open("a") as file:
        file.write(code)


def test_edgekit_stands_in_layers() -> None:
    found = edgekit_layers.check(read_fleet(REPOSITORY), [])
    assert [finding.line() for finding in found] == []


def test_the_picture_in_the_document_is_that_of_the_list() -> None:
    assert edgekit_layers.picture() in (REPOSITORY / "docs" / "architecture.md").read_text()


def test_no_module_has_two_layers() -> None:
    names = [name for layer in edgekit_layers.LAYERS for name in layer.modules]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("module", "code", "imported"),
    [
        ("logs.py", "from .context import Context\n", "context"),
        ("logs.py", "from . import app\n", "app"),
        ("logs.py", "import edgekit.app\n", "app"),
        ("logs.py", "from edgekit import App\n", "edgekit"),
        ("logs.py", "def late():\n    from .app import App\n", "app"),
        ("logs.py", "if TYPE_CHECKING:\n    from .scope import Scope\n", "scope"),
        ("cache.py", "from .outbox import Outbox\n", "outbox"),
        ("platform/bridge.py", "from ..worker import Worker\n", "worker"),
        ("platform/bridge.py", "from .fast import FastBridge\n", "platform.fast"),
        ("platform/plain.py", "from . import fast\n", "platform.fast"),
    ],
)
def test_an_import_that_does_not_point_down_is_found(
    with_edgekit: Any, only: Only, module: str, code: str, imported: str
) -> None:
    append(with_edgekit, module, code)
    finding = only(with_edgekit.static(edgekit_layers.check))
    assert finding.where.startswith(f"{SOURCES}/{module}:")
    name = module.removesuffix(".py").replace("/", ".")
    assert finding.message.startswith(f"{name} imports {imported}, ")


def test_a_module_without_a_layer_is_found(with_edgekit: Any, only: Only) -> None:
    append(with_edgekit, "platform/clocks.py", "import time\n")
    finding = only(with_edgekit.static(edgekit_layers.check))
    assert finding.where == f"{SOURCES}/platform/clocks.py"
    assert finding.message.startswith("platform.clocks is in no layer")


def test_a_layer_names_no_module_that_is_gone(with_edgekit: Any, only: Only) -> None:
    (with_edgekit.root / SOURCES / "ids.py").unlink()
    finding = only(with_edgekit.static(edgekit_layers.check))
    assert finding.message.startswith("ids has a layer but is no module")


def test_a_fleet_without_the_sources_of_edgekit_passes(sample: Any) -> None:
    assert sample.static(edgekit_layers.check) == []
