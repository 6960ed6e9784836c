"""The sample projects, vendored and served."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pyworkerd import vendor_all
from pyworkerd.cache import cache_dir

from .serving import Served, SupervisorClient, websocket_exchange

PROJECTS = Path(__file__).parent.parent / "projects"


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample projects with their packages vendored."""
    folder = tmp_path_factory.mktemp("projects")
    shutil.copytree(PROJECTS, folder, dirs_exist_ok=True)
    vendor_all(path.parent for path in sorted(folder.glob("*/pyproject.toml")))
    return folder


@pytest.fixture(scope="session")
def serve(projects: Path) -> Iterator[Callable[..., Served]]:
    """Start sample projects by name; everything started is stopped at the end of the session."""
    running: list[Served] = []

    def start(*names: str, **options: Any) -> Served:
        supervisor = SupervisorClient()
        listed = [{"dir": str(projects / name)} for name in names]
        try:
            result = supervisor.call("start", projects=listed, cache=str(cache_dir()), **options)
        except BaseException:
            supervisor.close()
            raise
        running.append(Served(supervisor, result))
        return running[-1]

    yield start
    for served in running:
        served.close()


@pytest.fixture
def exchange() -> Callable[..., str]:
    """Send one message over a WebSocket, and return the answer."""
    return websocket_exchange
