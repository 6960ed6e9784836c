"""The kitchen, running three ways, which must not differ.

``fast``: with edgekit's JavaScript module and event loop. ``plain``: without. ``class``: as a
``WorkerEntrypoint`` instead of module-level handlers.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from scripted_model import ScriptedModel

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables

HERE = Path(__file__).parent
LIBS = HERE.parents[2] / "libs"
CLASS_ENTRY = "class_entry.py"


def copy_of_the_kitchen(root: Path, entry: str = "entry.py") -> Path:
    """A fleet of one worker, in a folder of its own."""
    ignored = shutil.ignore_patterns("python_modules", "__pycache__", "*.py")
    shutil.copytree(HERE, root, ignore=ignored)
    shutil.copytree(HERE / "workers/kitchen/src", root / "workers/kitchen/src", dirs_exist_ok=True)
    rewrite(root / "workers/kitchen/pyproject.toml", "../../../../../libs", str(LIBS))
    config = root / "workers/kitchen/wrangler.jsonc"
    rewrite(config, "src/entry.py", f"src/{entry}")
    if entry == CLASS_ENTRY:
        rewrite(config, ', "disable_python_no_global_handlers"', "")
    return root


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture(scope="session")
def scripted_model() -> Iterator[ScriptedModel]:
    """A model that says what it is told to."""
    with ScriptedModel() as model:
        yield model


@pytest.fixture(scope="session", params=["fast", "plain", "class"])
def each_way(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    scripted_model: ScriptedModel,
) -> Iterator[LocalFleet]:
    """The kitchen, running in one of the three ways."""
    entry = CLASS_ENTRY if request.param == "class" else "entry.py"
    root = copy_of_the_kitchen(tmp_path_factory.mktemp("kitchen") / "fleet", entry)
    plain = {"EDGEKIT_PLAIN": "1"} if request.param == "plain" else {}
    options = quiet(root / "state", root)
    options = replace(options, variables=Variables(shared=plain), ai_url=scripted_model.url)
    with run_locally(options) as fleet:
        yield fleet


@pytest.fixture
def kitchen_fleet(each_way: LocalFleet) -> LocalFleet:
    """The kitchen with empty stores."""
    each_way.reset()
    return each_way


@pytest.fixture
def kitchen(kitchen_fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of the kitchen."""
    with kitchen_fleet.worker("kitchen") as client:
        yield client


@pytest.fixture
def fleet_with_an_old_sdk(tmp_path: Path) -> Iterator[LocalFleet]:
    """The kitchen with an SDK that can't load edgekit's JavaScript module."""
    root = copy_of_the_kitchen(tmp_path / "fleet", "old_sdk_entry.py")
    with run_locally(quiet(root / "state", root)) as fleet:
        yield fleet
