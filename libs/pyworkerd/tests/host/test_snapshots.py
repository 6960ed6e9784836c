"""What a memory snapshot holds, and what it must not hold."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import copy_of_typed
from .hello_project import configure, rewrite, text
from .serving import Served


@pytest.mark.parametrize("snapshot", [True, False])
def test_a_snapshot_holds_the_dynamic_libraries_of_packages(
    snapshot: bool, serve: Callable[..., Served]
) -> None:
    served = serve("features", "neighbour", "script", snapshot=snapshot)
    assert served.request("features", "/native_at_start").json() is snapshot


RUN = uuid.uuid4()
"""The cache outlives a run of the tests: each has a module that nobody has imported yet."""


def importing(line: str) -> str:
    """A worker that tells when its module was imported, after some line was run."""
    return f"""\
import random
import time
{line}
from workers import Response, WorkerEntrypoint

RUN = "{RUN}"
NUMBER = time.time_ns()

class Default(WorkerEntrypoint):
    async def fetch(self, request):
        return Response(f"{{NUMBER}} {{random.random()}}")
"""


def test_a_main_module_is_in_the_snapshot_of_the_next_start(
    hello: Path, serve: Callable[..., Served]
) -> None:
    rewrite(hello, importing(""))
    served = serve(hello)
    imported_here, _ = text(served).split()
    assert served.supervisor.call("snapshot_mains") == {"taken": 1}
    assert served.supervisor.call("snapshot_mains") == {"taken": 0}
    served.supervisor.close()
    (first, drawn), (second, drawn_again) = (text(serve(hello)).split() for _ in range(2))
    assert first == second != imported_here
    assert drawn != drawn_again
    rewrite(hello, importing("# edited"))
    assert text(serve(hello)).split()[0] != first


def test_no_snapshot_holds_what_a_main_module_should_do_at_each_start(
    projects: Path, tmp_path: Path, serve: Callable[..., Served]
) -> None:
    lines = {
        "prints": "print('imported')",
        "writes": "open('/tmp/notes', 'w').write('x')",
        "opens": "OPEN = open(__file__)",
        "looks": "from js import navigator; AGENT = navigator.userAgent",
        "asks": "from workers import env; VALUE = env.VALUE",
        "holds": "from pyodide.ffi import create_proxy; PROXY = create_proxy(print)",
        "draws": "CHANCE = random.random()",
    }
    for name, line in {**lines, "fine": "pass"}.items():
        folder = copy_of_typed(projects, tmp_path / name)
        configure(folder, name=name)
        guarded = f"try:\n    {line}\nexcept Exception:\n    pass"
        rewrite(folder, importing(guarded))
    served = serve(*(tmp_path / name for name in (*lines, "fine")))
    assert served.supervisor.call("snapshot_mains") == {"taken": 1}
