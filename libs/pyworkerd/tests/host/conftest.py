"""The sample projects, vendored and served."""

import http.server
import json
import shutil
import threading
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
    # Never committed, in no project.
    (folder / "features" / ".dev.vars").write_text("API_KEY=from-dev-vars\n")
    vendor_all(path.parent for path in sorted(folder.glob("*/pyproject.toml")))
    return folder


@pytest.fixture(scope="session")
def serve(projects: Path) -> Iterator[Callable[..., Served]]:
    """Start sample projects by name, or others by folder; all are stopped at the end."""
    running: list[Served] = []

    def start(*given: str | Path | dict[str, Any], **options: Any) -> Served:
        supervisor = SupervisorClient()
        listed = [
            each if isinstance(each, dict) else {"dir": str(projects / each)} for each in given
        ]
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
