"""FastAPI and Django behind the SDK's adapters, with a memory snapshot and without one."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .conftest import WAYS, starter
from .serving import Served, websocket_exchange


@pytest.fixture(scope="module", params=WAYS)
def frameworks(request: pytest.FixtureRequest, projects: Path) -> Iterator[Served]:
    """The project, booted each way."""
    ways = {"snapshot": request.param != "plain", "official": request.param == "official"}
    with ExitStack() as running:
        yield starter(projects, running)("frameworks", **ways)


def test_fastapi_reads_parameters_and_sees_the_environment(frameworks: Served) -> None:
    found = frameworks.get("frameworks", "/api/items/7?q=x")
    assert found == {"number": 7, "q": "x", "greeting": "hello"}


def test_fastapi_validates_with_pydantic(frameworks: Served) -> None:
    send = lambda body: frameworks.request("frameworks", "/api/items", method="POST", json=body)  # noqa: E731
    assert send({"name": "a", "price": 1}).status_code == 201
    refused = send({"name": "a", "price": "much"})
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["body", "price"]


def test_fastapi_streams_and_speaks_over_a_websocket(frameworks: Served) -> None:
    streamed = frameworks.request("frameworks", "/api/stream")
    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert streamed.text == "data: 0\n\ndata: 1\n\ndata: 2\n\n"
    assert websocket_exchange(frameworks, "frameworks", "/api/socket", "hi") == "heard hi"


@pytest.mark.parametrize("kind", ["wsgi", "asgi"])
def test_django_renders_and_reads_bodies(frameworks: Served, kind: str) -> None:
    page = frameworks.request("frameworks", f"/{kind}/hello/A<b>")
    assert page.text == "<p>Hello A&lt;b&gt;</p>"
    echoed = frameworks.request("frameworks", f"/{kind}/echo", method="POST", content=b"x" * 70_000)
    assert (echoed.status_code, len(echoed.json()["body"])) == (201, 70_000)


def test_no_file_is_open_in_a_snapshot(frameworks: Served) -> None:
    # pydantic looks for plugins in the metadata of packages, which keeps a zip file open.
    assert frameworks.request("frameworks", "/api/collect", method="POST").status_code == 200
    frameworks.supervisor.call("logs_flush")
    told = [str(event) for event in frameworks.supervisor.events]
    # Cloudflare's loader takes its snapshots as they are, with such garbage.
    assert any("Exception ignored" in event for event in told) is frameworks.official
