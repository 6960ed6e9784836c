"""The command, as typed."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from pyworkerd.cli import main

HERE = Path(__file__).parent
COMMAND = [sys.executable, "-m", "pyworkerd.cli"]


@dataclass
class Serving:
    """A ``serve`` that runs: where, and what it has printed."""

    url: str
    process: "subprocess.Popen[bytes]"
    output: Path

    def wait_for(self, words: str) -> None:
        """Wait until some words are printed."""
        deadline = time.monotonic() + 120
        while not re.search(words, self.output.read_text()):
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.05)


@contextmanager
def serving(output: Path, *arguments: str | Path) -> Iterator[Serving]:
    """Serve until Ctrl-C, which leaves no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with output.open("w") as sink:
        command = [*COMMAND, "serve", *arguments, "--port", str(port)]
        process = subprocess.Popen(command, stdout=sink, stderr=sink)
    running = Serving(f"http://127.0.0.1:{port}/", process, output)
    try:
        running.wait_for(rf"http://[\w-]+\.localhost:{port}")
        yield running
    finally:
        process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert "Traceback" not in output.read_text()


def test_serve_serves_until_ctrl_c(tmp_path: Path) -> None:
    arguments = (HERE / "greeter", HERE / "post-office", "--var", "GREETING=welcome")
    with serving(tmp_path / "output.txt", *arguments) as running:
        assert httpx.get(running.url).text == "welcome nobody"
        running.wait_for("greeting nobody")


def test_serve_and_startup_know_cloudflares_loader(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = (HERE / "greeter", HERE / "post-office")
    with serving(tmp_path / "output.txt", *folders, "--official") as running:
        assert httpx.get(running.url).text == "hello nobody"
    assert main(["startup", str(HERE / "greeter")]) == 0
    assert re.fullmatch(
        r"greeter: \d+ ms of CPU to import, \d+\.\d MB of memory, answers \d+\n",
        capsys.readouterr().out,
    )


def test_a_lone_worker_of_old_is_served_with_a_warning(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "wrangler.toml").write_text(
        'name = "old-worker-with-a-name-that-is-wider-than-its-column"\n'
        'main = "main.py"\ncompatibility_date = "2023-12-01"\n'
        'compatibility_flags = ["python_workers"]\n'
    )
    source = (
        "import workers\nfrom js import Response\n\n\nasync def on_fetch(request, env):\n"
        "    return Response.new(workers.__name__ + 'first')\n"
    )
    (folder / "main.py").write_text(source)
    with serving(tmp_path / "output.txt", folder) as running:
        assert httpx.get(running.url).text == "workersfirst"
        running.wait_for("2023-12-01 means Python 3.12")
        (folder / "main.py").write_text(source.replace("first", "second"))
        running.wait_for("old-worker.* reloaded")
        assert httpx.get(running.url).text == "workerssecond"
    assert not (folder / "python_modules").exists()


def test_a_folder_without_a_config_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", str(tmp_path), "--port", "0"]) == 1
    assert f"{tmp_path} has no wrangler.jsonc" in capsys.readouterr().out.replace("\n", "")


def test_a_setting_that_wrangler_does_not_know_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wrangler.jsonc").write_text('{ "name": "a", "kv_namespace": [] }')
    assert main(["serve", str(tmp_path), "--port", "0"]) == 1
    assert '"kv_namespace" is no setting or kind of binding' in capsys.readouterr().out


ASKS = """\
from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        answer = await self.env.AI.run("model", {"prompt": "hi"})
        return Response(answer["response"])


class Model(WorkerEntrypoint):
    async def run(self, model, options):
        return {"response": f"{model} heard {options['prompt']}"}
"""


def test_a_worker_stands_in_for_a_binding_that_nothing_simulates(tmp_path: Path) -> None:
    (tmp_path / "entry.py").write_text(ASKS)
    config = {"name": "asks", "main": "entry.py", "compatibility_date": "2026-11-01"}
    config |= {"compatibility_flags": ["python_workers"], "ai": {"binding": "AI"}}
    (tmp_path / "wrangler.json").write_text(json.dumps(config))
    arguments = (tmp_path, HERE / "post-office", "--stand-in", "AI=asks#Model")
    with serving(tmp_path / "output.txt", *arguments) as running:
        assert httpx.get(running.url, timeout=60).text == "model heard hi"


def test_a_variable_without_a_value_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", str(HERE / "greeter"), "--no-vendor", "--var", "NAME"]) == 1
    assert "write --var NAME=VALUE" in capsys.readouterr().out


def test_vendor_tells_what_is_wrong_with_a_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[project")
    assert main(["vendor", str(tmp_path)]) == 1
    assert "is not valid TOML" in capsys.readouterr().out


def test_doctor_finds_everything_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    for name in ("Python", "pip", "npm packages", "Node", "cache"):
        assert re.search(rf"ok +{name}", told)
