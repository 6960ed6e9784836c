"""pytest fixtures that run Python Workers in real workerd.

Say which projects in ``pyproject.toml`` (relative to the root folder; default: the root itself)::

    [tool.pytest.ini_options]
    pyworkerd_projects = ["workers/hello", "workers/other"]

or by a session fixture of the name ``pyworkerd_projects``. Nothing starts before a test asks.

A test marked ``in_worker`` runs inside a worker; see `pyworkerd.in_worker`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # a test run that asks for no worker should not pay for loading all this
    import httpx

    from pyworkerd.local import LocalRuntime
    from pyworkerd.runtime import Options

INI = "pyworkerd_projects"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the setting."""
    parser.addini(INI, "Folders of the Python Worker projects to run", type="linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line(
        "markers", "in_worker(name): run inside a worker, with its env; the first one by default"
    )


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> Any:
    """Collect modules that are marked as a whole, which this Python could not import."""
    from pyworkerd.in_worker import module_or_none

    return module_or_none(module_path, parent)


def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, name: str, obj: object
) -> Any:
    """Collect the functions that are marked."""
    from pyworkerd.in_worker import test_or_none

    return test_or_none(collector, name, obj)


@pytest.fixture(scope="session")
def pyworkerd_projects(pytestconfig: pytest.Config) -> list[Path]:
    """The projects to run; override it to compute them."""
    listed = [pytestconfig.rootpath / line for line in pytestconfig.getini(INI)]
    return listed or [pytestconfig.rootpath]


@pytest.fixture(scope="session")
def pyworkerd_options() -> "Options":
    """How to run them; override it to change the state folder, the snapshot or the cache."""
    from pyworkerd.runtime import Options

    return Options()


@pytest.fixture(scope="session")
def pyworkerd_session(
    pyworkerd_projects: list[Path], pyworkerd_options: "Options"
) -> Iterator["LocalRuntime"]:
    """The running projects, started once; their state is whatever earlier tests left."""
    from pyworkerd.local import run_locally

    with run_locally(pyworkerd_projects, pyworkerd_options) as runtime:
        yield runtime


@pytest.fixture
def workers(pyworkerd_session: "LocalRuntime") -> "LocalRuntime":
    """The running projects with empty KV, D1, R2 and queues, no stubs, no faults, no logs."""
    pyworkerd_session.reset()
    return pyworkerd_session


@pytest.fixture
def worker(workers: "LocalRuntime") -> "httpx.Client":
    """An HTTP client of the first project."""
    return workers.client(next(iter(workers.workers)))
