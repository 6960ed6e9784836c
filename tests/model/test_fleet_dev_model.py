"""``fleet dev --model`` as a person runs it: the model is there, and gone with the fleet."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

SMALL = Path(__file__).parents[1] / "fleet" / "small_fleet"
PATIENCE = 180.0


def test_the_model_comes_and_goes_with_the_fleet(tmp_path: Path) -> None:
    root = tmp_path / "fleet"
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns("python_modules"))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "fleet", "dev", "--model", "--port", str(port)]
    output = root / "output.txt"
    with output.open("w") as sink:
        process = subprocess.Popen(command, cwd=root, stdout=sink, stderr=sink)
    try:
        url = _wait_for(r"Model: SmolLM2-135M-Instruct at (\S+)", output, process)
        _wait_for(r"(workers up)", output, process)
        asked = {"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 5}
        answer = httpx.post(f"{url}/chat/completions", json=asked, timeout=60).json()
        assert answer["choices"][0]["message"]["content"]
    finally:
        process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/models")


def _wait_for(pattern: str, output: Path, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + PATIENCE
    while not (found := re.search(pattern, output.read_text())):
        assert process.poll() is None, output.read_text()
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.05)
    return found.group(1)
