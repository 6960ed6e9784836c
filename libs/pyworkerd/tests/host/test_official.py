"""Projects on Cloudflare's own loader, as it lies in the npm workerd."""

from collections.abc import Callable
from pathlib import Path

from .conftest import copy_of_typed
from .hello_project import configure, failure, rewrite, text
from .serving import Served

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
    assert text(Served(served.supervisor, served.result)) == "second"


def test_a_date_with_another_python_is_refused_in_one_sentence(
    projects: Path, tmp_path: Path, serve: Callable[..., Served]
) -> None:
    folder = copy_of_typed(projects, tmp_path / "hello")
    configure(folder, compatibility_date="2025-11-01")
    refused = failure(serve, folder, official=True)
    assert refused.kind == "official_unfit"
    assert str(refused).startswith("This workerd boots Pyodide 0.28.2 for the worker's")
