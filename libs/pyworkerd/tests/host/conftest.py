"""The sample projects, vendored and served."""

import http.server
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pyworkerd import vendor_all
from pyworkerd.cache import cache_dir

from .hello_project import HELLO, configure
from .serving import Served, SupervisorClient, websocket_exchange

PROJECTS = Path(__file__).parent.parent / "projects"


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample projects with their packages vendored."""
    folder = tmp_path_factory.mktemp("projects")
    shutil.copytree(PROJECTS, folder, dirs_exist_ok=True)
    # Never committed, in no project.
    (folder / "features" / ".dev.vars").write_text("API_KEY=from-dev-vars\n")
    vendor_all(path.parent for path in sorted(folder.glob("*/pyproject.toml")))
    return folder


def starter(projects: Path, running: ExitStack) -> Callable[..., Served]:
    """Return a function that starts sample projects by name, or others by folder."""

    def start(*given: str | Path | dict[str, Any], **options: Any) -> Served:
        supervisor = SupervisorClient()
        running.callback(supervisor.close)
        listed = [
            each if isinstance(each, dict) else {"dir": str(projects / each)} for each in given
        ]
        result = supervisor.call("start", projects=listed, cache=str(cache_dir()), **options)
        served = Served(supervisor, result, official=bool(options.get("official")))
        running.callback(served.close)
        return served

    return start


@pytest.fixture
def serve(projects: Path) -> Iterator[Callable[..., Served]]:
    """Start projects for one test."""
    with ExitStack() as running:
        yield starter(projects, running)


def copy_of_typed(projects: Path, folder: Path) -> Path:
    """Make a project named hello with the packages of a sample."""
    shutil.copytree(projects / "typed", folder, copy_function=os.link)
    configure(folder)
    (folder / "src" / "entry.py").unlink()
    (folder / "src" / "entry.py").write_text(HELLO.format(text="first"))
    return folder


@pytest.fixture
def hello(projects: Path, tmp_path: Path) -> Path:
    """A project of one's own, to be edited."""
    return copy_of_typed(projects, tmp_path / "hello")


# On Cloudflare's own loader too, where that is asked for (make test-official).
WAYS = ["official"] if os.environ.get("PYWORKERD_TEST_OFFICIAL") else ["snapshot", "plain"]


@pytest.fixture(scope="session", params=WAYS)
def served(request: pytest.FixtureRequest, projects: Path) -> Iterator[Served]:
    """All sample projects, booted plainly and from snapshots that hold their main modules."""
    with ExitStack() as running:
        start = starter(projects, running)
        names = ("features", "neighbour", "script", "handlers", "typed")
        if request.param == "snapshot":
            with ExitStack() as first:
                starter(projects, first)(*names).supervisor.call("snapshot_mains")
        yield start(*names, snapshot=request.param != "plain", official=request.param == "official")


@pytest.fixture
def exchange() -> Callable[..., str]:
    """Send one message over a WebSocket, and return the answer."""
    return websocket_exchange


@pytest.fixture(scope="session")
def upstream() -> Iterator[str]:
    """A server that tells what it was asked."""

    class Echo(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            headers = {key.lower(): value for key, value in self.headers.items()}
            answer = json.dumps({"path": self.path, "body": body, "headers": headers}).encode()
            self.send_response(201)
            self.send_header("content-length", str(len(answer)))
            if headers.get("x-pyworkerd-url", "").endswith("/cut"):
                self.send_header("x-pyworkerd-cut", "1")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()
