"""Projects on Cloudflare's own loader, as it lies in the npm workerd."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pyworkerd.cache import cache_dir

from .conftest import copy_of_typed
from .hello_project import configure, failure, rewrite, text, warnings
from .serving import Served, SupervisorClient, SupervisorError

WHERE = """\
import sys
from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        loaders = [name for name in sys.modules if "pyworkerd" in name or "introspection" in name]
        return Response(",".join(loaders))
"""


def test_a_project_is_booted_by_cloudflares_loader(
    hello: Path, serve: Callable[..., Served]
) -> None:
    rewrite(hello, WHERE)
    (loader,) = text(serve(hello, official=True)).split(",")
    assert loader.startswith("_cloudflare.introspection_")


def test_an_edit_is_taken_up_on_a_reload(hello: Path, serve: Callable[..., Served]) -> None:
    served = serve(hello, official=True)
    assert text(served) == "first"
    rewrite(hello, (hello / "src" / "entry.py").read_text().replace("first", "second"))
    served.supervisor.call("reload", worker="hello")
    with closing(Served(served.supervisor, served.result)) as again:  # on new connections
        assert text(again) == "second"


def test_a_date_with_another_python_is_refused_in_one_sentence(
    projects: Path, tmp_path: Path, serve: Callable[..., Served]
) -> None:
    folder = copy_of_typed(projects, tmp_path / "hello")
    configure(folder, compatibility_date="2025-11-01")
    refused = failure(serve, folder, official=True)
    assert refused.kind == "official_unfit"
    assert str(refused).startswith("This workerd boots Pyodide 0.28.2 for the worker's")


IMPORTED = """\
from workers import Response, WorkerEntrypoint

try:
    # The loader has this module, but not while it takes a snapshot.
    import _cf_internal_snapshot_info
    WHEN = "at the boot"
except ImportError:
    WHEN = "before the snapshot"


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        return Response(WHEN)
"""


def test_a_lone_worker_boots_from_its_dedicated_snapshot(
    hello: Path, serve: Callable[..., Served]
) -> None:
    rewrite(hello, IMPORTED)
    assert text(serve(hello, official=True)) == "before the snapshot"
    assert text(serve(hello, official=True, snapshot=False)) == "at the boot"


HOLDING = """\
from js import Date
from workers import Response, WorkerEntrypoint

SINCE = Date.new()


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        return Response("served all the same")
"""
DRAWING = HOLDING.replace("from js import Date", "import random").replace(
    "Date.new()", "random.random()"
)


def test_what_no_snapshot_can_hold_is_told_with_its_line(
    hello: Path, serve: Callable[..., Served]
) -> None:
    rewrite(hello, HOLDING)
    served = serve(hello, official=True)
    (warning,) = warnings(served)
    assert warning.startswith("Cloudflare can take no snapshot of this worker")
    assert warning.endswith("objects of JavaScript are held by entry.py:4 (SINCE).")
    assert text(served) == "served all the same"


@pytest.fixture
def startup() -> Any:
    """Start a folder's worker as at a deploy."""
    supervisor = SupervisorClient()

    def start(folder: Path) -> Any:
        project = {"dir": str(folder)}
        return supervisor.call("startup", project=project, cache=str(cache_dir()))

    yield start
    supervisor.close()


def test_a_start_is_measured_and_ends_with_an_answer(hello: Path, startup: Any) -> None:
    told = startup(hello)
    assert (told["worker"], told["status"], told["body"]) == ("hello", 200, "first")
    assert 20e6 < told["memory_bytes"] < told["snapshot_bytes"] < 60e6
    assert 0 <= told["cpu_ms"] < 60_000


def test_what_can_not_be_imported_is_told_by_its_traceback(
    hello: Path, serve: Callable[..., Served], startup: Any
) -> None:
    rewrite(hello, DRAWING)
    with pytest.raises(SupervisorError, match="would refuse") as refused:
        startup(hello)
    for error in (refused.value, failure(serve, hello, official=True)):
        assert 'File "entry.py", line 4, in <module>' in str(error)
        assert "Cannot use random.random() outside of request context" in str(error)
    assert str(error).startswith("hello can't be imported, and on Cloudflare's own runtime")
