"""What is answered while ``fleet dev`` is still starting."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from fleet.dev.control import control_app
from fleet.dev.engine import Engine
from fleet.dev.gate import Gate
from fleet.dev.options import DevOptions


@pytest.fixture
def starting(tmp_path: Path) -> Engine:
    """An engine that nobody has started."""
    folder = tmp_path / "workers" / "bell"
    folder.mkdir(parents=True)
    (folder / "wrangler.jsonc").write_text(json.dumps({"name": "bell", "main": "src/entry.py"}))
    engine = Engine(tmp_path, DevOptions())
    engine.gate = Gate(seconds=0.01)
    return engine


def ask(engine: Engine, method: str, path: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(control_app(engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, f"/__fleet{path}")

    return asyncio.run(asked())


def test_ready_is_503_until_the_workers_answer(starting: Engine) -> None:
    answer = ask(starting, "GET", "/ready")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "workers": 1, "failing": []}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gate"),
        ("POST", "/cron/bell"),
        ("POST", "/queues/flush"),
        ("POST", "/faults"),
        ("DELETE", "/faults"),
        ("GET", "/d1/bell"),
        ("GET", "/kv/bell"),
        ("POST", "/reset"),
    ],
)
def test_what_needs_the_workers_waits_a_while_and_then_says_when_to_come_back(
    starting: Engine, method: str, path: str
) -> None:
    answer = ask(starting, method, path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["detail"] == "fleet dev is still starting: come back in a moment."


def test_who_waits_gets_through_when_the_gate_opens() -> None:
    async def wait() -> bool:
        gate = Gate(seconds=60)
        waiting = asyncio.create_task(gate.passed())
        await asyncio.sleep(0)
        assert not waiting.done()
        gate.open()
        return await waiting

    assert asyncio.run(wait())


@pytest.mark.parametrize("path", ["/workers", "/logs", "/requests", "/outbox", "/faults"])
def test_the_console_can_look_on_meanwhile(starting: Engine, path: str) -> None:
    answer = ask(starting, "GET", path)
    assert (answer.status_code, answer.json()) == (200, [])
