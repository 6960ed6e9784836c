"""The command, as typed."""

import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from pyworkerd.cli import main

HERE = Path(__file__).parent
COMMAND = [sys.executable, "-m", "pyworkerd.cli"]


def test_serve_serves_until_ctrl_c(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    output = tmp_path / "output.txt"
    folders = [str(HERE / "greeter"), str(HERE / "post-office")]
    with output.open("w") as sink:
        arguments = ["serve", *folders, "--port", str(port), "--var", "GREETING=welcome"]
        process = subprocess.Popen([*COMMAND, *arguments], stdout=sink, stderr=sink)
    try:
        wait_for(process, output, r"post-office\s+http://post-office\.localhost")
        assert httpx.get(f"http://127.0.0.1:{port}/").text == "welcome nobody"
        wait_for(process, output, "greeting nobody")
    finally:
        process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert "Traceback" not in output.read_text()


def wait_for(process: "subprocess.Popen[bytes]", output: Path, words: str) -> None:
    deadline = time.monotonic() + 120
    while not re.search(words, output.read_text()):
        assert process.poll() is None, output.read_text()
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.05)


def test_a_folder_without_a_config_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", str(tmp_path), "--port", "0"]) == 1
    assert f"{tmp_path} has no wrangler.jsonc" in capsys.readouterr().out.replace("\n", "")


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
