"""The runtime, driven from Python: two workers in real workerd."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkerd import Options, StartError
from pyworkerd.local import LocalRuntime, run_locally

HERE = Path(__file__).parent
PROJECTS = [HERE / "greeter", HERE / "post-office"]
VISITS = "CREATE TABLE IF NOT EXISTS visits (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"


@pytest.fixture(scope="module")
def running() -> Iterator[LocalRuntime]:
    with run_locally(PROJECTS) as runtime:
        runtime.d1("greeter").query(VISITS)
        yield runtime


@pytest.fixture
def runtime(running: LocalRuntime) -> LocalRuntime:
    running.reset()
    return running


def workerd_of(runtime: LocalRuntime) -> list[int]:
    """Process ids of everything that runs for a runtime."""
    group = runtime._runtime.pid
    return [
        int(entry.parent.name)
        for entry in Path("/proc").glob("[0-9]*/stat")
        if int(entry.read_text().rpartition(") ")[2].split()[2]) == group
    ]


def all_gone(processes: list[int]) -> bool:
    """Wait for processes to end; one that only its parent has not heard of yet has ended."""
    deadline = time.monotonic() + 60
    while any(_is_alive(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _is_alive(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(") ")[2][0] not in "ZX"


def test_each_worker_answers_at_its_own_client(runtime: LocalRuntime) -> None:
    assert runtime.client("greeter").get("/").text == "hello nobody"
    assert runtime.client("post-office").get("/").text == "post office"


def test_a_service_binding_reaches_the_other_worker(runtime: LocalRuntime) -> None:
    assert runtime.client("greeter").get("/post").text == "post office"


def test_workers_are_described(runtime: LocalRuntime) -> None:
    greeter = runtime.workers["greeter"]
    assert greeter.crons == ("0 * * * *",)
    assert greeter.calls == ("post-office",)
    assert {each.type for each in greeter.bindings} == {"kv", "r2", "d1", "service"}
    assert runtime.workers["post-office"].queues == ("letters",)


def test_kv_is_shared_with_the_worker(runtime: LocalRuntime) -> None:
    runtime.kv("greeter").put("name", "Grace")
    assert runtime.client("greeter").get("/").text == "hello Grace"
    assert runtime.kv("greeter").keys("na") == ["name"]
    runtime.kv("greeter").delete("name")
    assert runtime.kv("greeter").get("name") is None


def test_d1_is_shared_with_the_worker(runtime: LocalRuntime) -> None:
    runtime.client("greeter").get("/visit")
    insert = "INSERT INTO visits (name) VALUES (?1)"
    runtime.d1("greeter").batch([(insert, ["Alan"]), (insert, ["Edsger"])])
    rows = runtime.d1("greeter").query("SELECT name FROM visits WHERE id > ?1", 0)
    assert [row["name"] for row in rows] == ["Ada", "Alan", "Edsger"]


def test_r2_keeps_bytes(runtime: LocalRuntime) -> None:
    runtime.r2("greeter").put("card", b"\x00\xff")
    assert runtime.r2("greeter").get("card") == b"\x00\xff"
    assert runtime.r2("greeter").keys() == ["card"]
    runtime.r2("greeter").delete("card")
    assert runtime.r2("greeter").get("card") is None


def test_a_schedule_runs_when_asked(runtime: LocalRuntime) -> None:
    runtime.scheduled("greeter", "0 * * * *")
    assert runtime.kv("greeter").get("name") == "0 * * * *"


def test_a_batch_tells_what_was_retried(runtime: LocalRuntime) -> None:
    messages = [{"id": "a", "body": "x@example.com"}, {"id": "b", "body": "no address"}]
    result = runtime.queue("post-office", "letters", messages)
    assert result["explicitAcks"] == ["a"]
    assert [each["msgId"] for each in result["retryMessages"]] == ["b"]


def test_outbound_requests_are_captured_and_stubbed(runtime: LocalRuntime) -> None:
    runtime.outbound.stub("https://api.example.com/*", json_body=["Ada"], status=201, times=1)
    answer = runtime.client("greeter").get("/outside")
    assert (answer.status_code, answer.json()) == (201, ["Ada"])
    [sent] = runtime.outbound.requests
    assert (sent.worker, sent.method, sent.body) == ("greeter", "POST", b"ask")
    assert sent.url == "https://api.example.com/names?n=1"
    unanswered = runtime.client("greeter").get("/outside")
    assert unanswered.status_code == 502
    assert "stub it" in unanswered.text


def test_a_fault_breaks_the_worker_as_often_as_asked(runtime: LocalRuntime) -> None:
    runtime.fault("post-office", "error", 1)
    assert runtime.client("greeter").get("/post").status_code >= 500
    assert runtime.client("greeter").get("/post").status_code == 200


def test_logs_and_tracebacks_are_kept(runtime: LocalRuntime) -> None:
    runtime.client("greeter").get("/")
    assert runtime.client("greeter").get("/crash").status_code == 500
    assert "greeting nobody" in runtime.logs("greeter")
    assert "RuntimeError: no greeting today" in runtime.errors[0]
    assert runtime.logs("post-office") == []


def test_a_reset_empties_everything(runtime: LocalRuntime) -> None:
    runtime.kv("greeter").put("name", "Grace")
    runtime.client("greeter").get("/visit")
    runtime.fault("greeter", "down")
    runtime.reset()
    assert runtime.kv("greeter").keys() == []
    assert runtime.d1("greeter").query("SELECT * FROM visits") == []
    assert runtime.client("greeter").get("/").text == "hello nobody"


def test_an_unknown_worker_is_named_with_those_there_are(runtime: LocalRuntime) -> None:
    with pytest.raises(KeyError, match="No worker is called x; there are greeter, post-office"):
        runtime.client("x")


def test_nothing_is_left_running_after_the_end() -> None:
    with run_locally(PROJECTS) as runtime:
        processes = workerd_of(runtime)
        assert len(processes) >= 2
    assert all_gone(processes)


def test_a_killed_supervisor_takes_workerd_with_it() -> None:
    with run_locally(PROJECTS) as runtime:
        processes = workerd_of(runtime)
        os.kill(runtime._runtime.pid, signal.SIGKILL)
    assert all_gone(processes)


def test_a_killed_workerd_comes_back() -> None:
    with run_locally(PROJECTS) as runtime:
        assert runtime.client("greeter").get("/").text == "hello nobody"
        for process in workerd_of(runtime):
            if Path(f"/proc/{process}/comm").read_text().strip() == "workerd":
                os.kill(process, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while not _answers(runtime):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def _answers(runtime: LocalRuntime) -> bool:
    try:
        return runtime.client("greeter").get("/").text == "hello nobody"
    except Exception:
        return False


def test_state_survives_a_restart_in_the_folder_given(tmp_path: Path) -> None:
    for expected in (None, "Grace"):
        with run_locally(PROJECTS, Options(state=tmp_path)) as runtime:
            assert runtime.kv("greeter").get("name") == expected
            runtime.kv("greeter").put("name", "Grace")


def test_a_project_without_a_config_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StartError) as caught, run_locally([tmp_path]):
        pass
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_binding_to_a_worker_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="post-office"), run_locally([HERE / "greeter"]):
        pass
