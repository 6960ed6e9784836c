"""``fleet dev`` as a person runs it: a process of its own, on a fleet of two small workers."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from fleet.dev.client import FleetClient
from fleet.dev.local import quiet, run_locally

SMALL = Path(__file__).with_name("small_fleet")
PATIENCE = 120.0  # seconds: a first start on a busy machine makes a snapshot


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "fleet"
    shutil.copytree(SMALL, folder, ignore=shutil.ignore_patterns("python_modules"))
    return folder


class Terminal:
    """A running ``fleet dev`` and what it printed so far."""

    def __init__(self, root: Path, *arguments: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.output = root / "output.txt"
        command = [sys.executable, "-m", "fleet", "dev", "--port", str(self.port), *arguments]
        with self.output.open("w") as sink:
            self.process = subprocess.Popen(command, cwd=root, stdout=sink, stderr=sink)

    def text(self) -> str:
        return self.output.read_text()

    def wait_for(self, words: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while not re.search(words, self.text()):
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.05)
        return self.text()

    def descendants(self) -> set[int]:
        """Process ids of Node, workerd and whatever else runs under the command."""
        parents = {}
        for entry in Path("/proc").glob("[0-9]*/stat"):
            fields = entry.read_text().rpartition(") ")[2].split()
            if fields[0] not in "ZX":
                parents[int(entry.parent.name)] = int(fields[1])
        found = {self.process.pid}
        while grown := {child for child, parent in parents.items() if parent in found} - found:
            found |= grown
        return found - {self.process.pid}


@contextmanager
def running(root: Path, *arguments: str) -> Iterator[Terminal]:
    terminal = Terminal(root, *arguments)
    try:
        yield terminal
    finally:
        if terminal.process.poll() is None:
            terminal.process.send_signal(signal.SIGINT)
        terminal.process.wait(30)


def eventually_gone(processes: set[int]) -> bool:
    deadline = time.monotonic() + 60
    while any(_lives(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _lives(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(") ")[2][0] not in "ZX"


def test_it_prints_a_table_serves_and_ends_cleanly_on_ctrl_c(root: Path) -> None:
    with running(root, "--var", "GREETING=dong", "--var", "bell:BELL_KEY=mine") as terminal:
        printed = terminal.wait_for("Ctrl-C stops")
        assert re.search(rf"bell +http://bell\.localhost:{terminal.port} +\d+ ms", printed)
        assert "2 of 2 workers up" in printed
        client = FleetClient(terminal.port)
        with client.worker("bell") as bell:
            assert bell.get("/").text == "dong"
            assert bell.get("/secrets").json()["BELL_KEY"] == "mine"
        client.close()
        started = terminal.descendants()
        assert len(started) >= 2
    assert terminal.process.returncode == 0
    assert "Stopping" in terminal.text()
    assert "Traceback" not in terminal.text()
    assert eventually_gone(started)


def test_nothing_outlives_a_killed_command(root: Path) -> None:
    with running(root, "--only", "ledger") as terminal:
        terminal.wait_for("1 of 1 workers up")
        started = terminal.descendants()
        assert started
        os.kill(terminal.process.pid, signal.SIGKILL)
        assert eventually_gone(started)


def test_it_ends_and_says_so_when_its_runtime_dies(root: Path) -> None:
    with running(root, "--only", "ledger") as terminal:
        terminal.wait_for("1 of 1 workers up")
        node = min(terminal.descendants())  # the first that was started: it has workerd below it
        os.kill(node, signal.SIGKILL)
        assert terminal.process.wait(60) == 1
        assert "The runtime has ended by itself: start fleet dev again." in terminal.text()
        assert "Traceback" not in terminal.text()


def test_an_edit_reloads_the_worker_and_a_mistake_is_told(root: Path) -> None:
    source = root / "workers" / "bell" / "src" / "entry.py"
    with running(root, "--no-seed") as terminal:
        terminal.wait_for("Ctrl-C stops")
        url, host = f"http://127.0.0.1:{terminal.port}", {"host": "bell.localhost"}
        text = source.read_text()
        source.write_text(text.replace("return Response(env.GREETING)", "return Response('new')"))
        terminal.wait_for("Reloaded bell")
        assert httpx.get(url, headers=host).text == "new"
        source.write_text(text + "def broken(:\n")
        line = text.count("\n") + 1
        printed = terminal.wait_for("SyntaxError")
        assert f"entry.py:{line}: SyntaxError: " in printed
        assert "Traceback" not in printed
        broken = httpx.get(url, headers=host)
        assert (broken.status_code, f"entry.py:{line}: SyntaxError" in broken.text) == (500, True)
        ledger = httpx.get(f"{url}/count", headers={"host": "ledger.localhost"})
        assert ledger.text == "0"


def test_the_state_is_kept_until_a_reset(root: Path) -> None:
    for arguments, count in (((), "1"), ((), "2"), (("--reset",), "1")):
        with running(root, "--only", "ledger", *arguments) as terminal:
            terminal.wait_for("Ctrl-C stops")
            url = f"http://127.0.0.1:{terminal.port}/write"
            assert httpx.get(url).text == count


def test_a_taken_port_is_one_sentence(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "fleet", "dev", "--port", port]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 can't be used" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "nobody"], "There is no worker nobody; there are bell, ledger."),
        (["--only", ","], "--only names no worker"),
        (["--var", "NAME"], "write NAME=VALUE"),
        (["--var", "nobody:NAME=x"], "there is no worker nobody; there are bell, ledger."),
        (["--host", "no.such.host.invalid", "--port", "8999"], "is no address of this machine"),
        (["--state", "/dev/null"], "/dev/null can't be used: File exists."),
        (["--port", "99999"], "a port is a number from 0 to 65535"),
        (["--state", "workers", "--reset"], "was not made by fleet dev"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_sentence(
    root: Path, arguments: list[str], said: str
) -> None:
    command = [sys.executable, "-m", "fleet", "dev", "--port", "0", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_sample_data_and_none_at_all_cannot_both_be_had(root: Path) -> None:
    command = [sys.executable, "-m", "fleet", "dev", "--seed", "demo", "--no-seed"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--no-seed: not allowed with argument --seed" in done.stderr


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('{"name": "ledger",, }', r"wrangler\.jsonc:1:\d+"),
        ('{"name": "ledger", "main": "src/entry.py"}', "compatibility flag is required"),
    ],
)
def test_a_broken_config_leaves_the_others_running(root: Path, config: str, said: str) -> None:
    (root / "workers" / "ledger" / "wrangler.jsonc").write_text(config)
    with run_locally(quiet(root / "state", root)) as fleet:
        ready = fleet.control("GET", "/ready")
        assert (ready.status_code, ready.json()["failing"]) == (503, ["ledger"])
        assert re.search(said, str(fleet.logs(worker="ledger")))
        with fleet.worker("bell") as bell:
            assert bell.get("/").text == "ding"
            answer = bell.get("/count")
        assert answer.status_code == 503
        assert "ledger is not running" in answer.text


def test_a_syntax_error_leaves_the_others_running(root: Path) -> None:
    (root / "workers" / "ledger" / "src" / "entry.py").write_text("def broken(:\n")
    with run_locally(quiet(root / "state", root)) as fleet:
        assert fleet.control("GET", "/ready").json()["failing"] == ["ledger"]
        assert "SyntaxError" in str(fleet.logs(worker="ledger"))
        with fleet.worker("bell") as bell:
            assert bell.get("/").text == "ding"


def test_a_bad_migration_at_the_start_puts_only_its_worker_out(root: Path) -> None:
    folder = root / "wrangler" / "migrations" / "ledger-db"
    (folder / "0004_wrong.sql").write_text("\nCREATE TABLE entries (x TEXT);")
    with run_locally(quiet(root / "state", root)) as fleet:
        assert fleet.control("GET", "/ready").json()["failing"] == ["ledger"]
        said = fleet.workers()["ledger"]["error"]
        assert "0004_wrong.sql can't be applied (line 2: CREATE TABLE entries (x TEXT);)" in said
        assert "table entries already exists" in said
        with fleet.worker("bell") as bell:
            assert bell.get("/").text == "ding"


def test_requests_during_the_start_wait_and_are_answered(root: Path) -> None:
    with running(root) as terminal:
        connected(terminal.port)
        url = f"http://127.0.0.1:{terminal.port}"
        hosts = ["ledger.localhost", "bell.localhost", "ledger.localhost"]
        with ThreadPoolExecutor() as pool:
            asked = [
                pool.submit(httpx.get, f"{url}/count", headers={"host": host}, timeout=PATIENCE)
                for host in hosts
            ]
            assert [answer.result().text for answer in asked] == ["0", "0", "0"]
        terminal.wait_for("2 of 2 workers up")
        assert httpx.get(f"{url}/__fleet/ready").status_code == 200


def connected(port: int) -> None:
    """Wait until something listens on a port of this machine."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.005)
    raise AssertionError(f"Nobody listens on port {port}.")


def test_a_second_run_on_the_same_state_is_told_and_a_killed_one_is_no_obstacle(
    root: Path,
) -> None:
    with running(root, "--only", "ledger") as first:
        first.wait_for("Ctrl-C stops")
        command = [sys.executable, "-m", "fleet", "dev", "--port", "0", "--reset"]
        second = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        said = f"in use by another fleet dev (process {first.process.pid}, on port {first.port})"
        assert said in second.stderr
        assert httpx.get(f"http://127.0.0.1:{first.port}/write").text == "1"
        first.process.kill()
    with running(root, "--only", "ledger") as third:
        third.wait_for("1 of 1 workers up")
        assert httpx.get(f"http://127.0.0.1:{third.port}/write").text == "2"
