"""Starting, reloading, breaking and restarting, as the protocol of supervisor.mjs promises."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pyworkerd.npm import find_node_parts
from pyworkerd.supervisor import SCRIPT

from .conftest import copy_of_typed, starter
from .hello_project import HELLO, STORED, configure, failure, rewrite, text
from .serving import Served, SupervisorError


def test_an_edit_is_served_after_a_reload_without_a_new_workerd(
    hello: Path, serve: Callable[..., Served]
) -> None:
    served = serve(hello)
    assert text(served) == "first"
    rewrite(hello, HELLO.format(text="second"))
    assert not served.supervisor.call("reload", worker="hello")["restarted"]
    assert text(served) == "second"


def test_a_new_binding_needs_a_new_workerd(hello: Path, serve: Callable[..., Served]) -> None:
    served = serve(hello)
    configure(hello, vars={"TEXT": "from a var"})
    rewrite(hello, HELLO.replace('"{text}"', "self.env.TEXT"))
    assert served.supervisor.call("reload", worker="hello")["restarted"]
    assert text(served) == "from a var"


def test_static_files_come_and_change_with_a_reload(
    hello: Path, serve: Callable[..., Served]
) -> None:
    public = hello / "public"
    public.mkdir()
    (public / "one.txt").write_text("one")
    configure(hello, assets={"directory": "./public"})
    served = serve(hello)
    first = served.request("hello", "/one.txt")
    assert first.text == "one"
    (public / "one.txt").write_text("another")
    (public / "two.txt").write_text("two")
    served.supervisor.call("reload", worker="hello")
    unchanged = {"if-none-match": first.headers["etag"]}
    assert served.request("hello", "/one.txt", headers=unchanged).text == "another"
    assert text(served, "/two.txt") == "two"
    assert not served.supervisor.call("reload", worker="hello")["restarted"]


def test_a_config_that_cannot_be_run_changes_nothing(
    hello: Path, serve: Callable[..., Served]
) -> None:
    served = serve(hello)
    configure(hello, services=[{"binding": "OTHER", "service": "nobody"}])
    rewrite(hello, HELLO.format(text="second"))
    with pytest.raises(SupervisorError, match='names the worker "nobody", which is not running'):
        served.supervisor.call("reload")
    assert text(served) == "first"
    configure(hello)
    assert not served.supervisor.call("reload")["restarted"]
    assert text(served) == "second"


def test_projects_come_and_go_on_the_same_port_with_what_is_stored(
    hello: Path, projects: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, **STORED)
    served = serve(hello)
    fill(served)
    both = [{"dir": str(hello)}, {"dir": str(projects / "typed")}]
    told = served.supervisor.call("replace", projects=both, defaultWorker="typed")
    assert (told["restarted"], told["port"]) == (True, served.port)
    assert [each["name"] for each in told["workers"]] == ["hello", "typed"]
    assert served.request("typed", "/").status_code == 200
    assert contents(served) == ([{"v": "a;b"}], ["k"], ["o"])
    assert not served.supervisor.call("replace", projects=both, changed=["typed"])["restarted"]
    assert served.supervisor.call("replace", projects=both[1:])["restarted"]
    assert served.request("hello", "/").status_code == 404


def test_requests_wait_at_the_gate_of_each_new_workerd(
    hello: Path, serve: Callable[..., Served], upstream: str
) -> None:
    served = serve(hello, gateUrl=f"{upstream}/closed")
    assert served.request("hello", "/").status_code == 501  # what that server has for a GET
    assert served.supervisor.call("warm")["hello"]["error"] is None


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("def broken(:\n", "entry.py:1: SyntaxError: invalid syntax"),
        ("import nothing_there\n", "ModuleNotFoundError: No module named 'nothing_there'"),
        ("raise RuntimeError('at import')\n", "RuntimeError: at import"),
    ],
)
def test_a_worker_that_cannot_start_says_why_and_recovers(
    hello: Path, serve: Callable[..., Served], source: str, sentence: str
) -> None:
    served = serve(hello)
    assert text(served) == "first"
    rewrite(hello, source)
    since = len(served.supervisor.events)
    served.supervisor.call("reload", worker="hello")
    answer = served.request("hello", "/")
    assert (answer.status_code, answer.text) == (
        500,
        f"The worker hello could not start: {sentence}\n",
    )
    event = served.supervisor.wait_for_event(since, event="worker_error")
    assert (event["worker"], event["phase"]) == ("hello", "start")
    assert event["error"].endswith(sentence)
    rewrite(hello, HELLO.format(text="healed"))
    served.supervisor.call("reload", worker="hello")
    assert text(served) == "healed"


def test_vars_of_the_start_win_over_the_config(hello: Path, serve: Callable[..., Served]) -> None:
    configure(hello, vars={"TEXT": "from the config"})
    rewrite(hello, HELLO.replace('"{text}"', "self.env.TEXT"))
    assert text(serve({"dir": str(hello), "vars": {"TEXT": "from the start"}})) == "from the start"


def test_an_environment_of_the_config_can_be_chosen(
    hello: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, vars={"TEXT": "top"}, env={"staging": {"vars": {"TEXT": "staging"}}})
    rewrite(hello, HELLO.replace('"{text}"', "self.env.TEXT"))
    served = serve({"dir": str(hello), "env": "staging", "name": "hello"})
    assert text(served) == "staging"


def fill(served: Served) -> None:
    call = served.supervisor.call
    call("d1_exec", worker="hello", sql="CREATE TABLE t (v TEXT);\nINSERT INTO t VALUES ('a;b');")
    call("kv_put", worker="hello", key="k", value="v", ttl=600)
    call("r2_put", worker="hello", key="o", base64="aGk=", content_type="text/plain")


def contents(served: Served) -> tuple[Any, Any, Any]:
    call = served.supervisor.call
    rows = call("d1", worker="hello", sql="SELECT v FROM t")["results"]
    keys = [key["name"] for key in call("kv_list", worker="hello")["keys"]]
    objects = [each["key"] for each in call("r2_list", worker="hello")["objects"]]
    return rows, keys, objects


def workerd_of(served: Served) -> int:
    found = subprocess.run(
        ["pgrep", "-P", str(served.supervisor.process.pid), "workerd"],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(found.stdout.split()[0])


def test_a_killed_workerd_comes_back_on_its_port_with_its_state(
    hello: Path, tmp_path: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, **STORED)
    served = serve(hello, state=str(tmp_path / "state"))
    fill(served)
    served.supervisor.call("fault", worker="hello", mode="error")
    since = len(served.supervisor.events)
    os.kill(workerd_of(served), signal.SIGKILL)
    served.supervisor.wait_for_event(since, event="restarting")
    served.supervisor.wait_for_event(since, event="ready")
    assert served.request("hello", "/").status_code == 500  # the fault is still there
    served.supervisor.call("faults_clear")
    assert text(served) == "first"
    assert contents(served) == ([{"v": "a;b"}], ["k"], ["o"])


def test_a_fault_has_the_calls_it_had_left_after_a_restart(
    hello: Path, serve: Callable[..., Served]
) -> None:
    served = serve(hello)
    served.supervisor.call("fault", worker="hello", mode="error", times=2)
    assert served.request("hello", "/").status_code == 500
    for status, left in ((500, 1), (200, 0)):
        told = [{"worker": "hello", "mode": "error", "times": left}] if left else []
        assert served.supervisor.call("faults") == told
        since = len(served.supervisor.events)
        os.kill(workerd_of(served), signal.SIGKILL)
        served.supervisor.wait_for_event(since, event="ready")
        assert served.request("hello", "/").status_code == status


def test_a_worker_out_of_service_says_why_through_restarts_and_faults(
    hello: Path, serve: Callable[..., Served]
) -> None:
    served = serve(hello)
    served.supervisor.call("hold", worker="hello", reason="Its database is not ready.")
    served.supervisor.call("fault", worker="hello", mode="down")
    served.supervisor.call("faults_clear")
    since = len(served.supervisor.events)
    os.kill(workerd_of(served), signal.SIGKILL)
    served.supervisor.wait_for_event(since, event="ready")
    answer = served.request("hello", "/")
    assert (answer.status_code, answer.text) == (503, "Its database is not ready.")
    served.supervisor.call("hold", worker="hello")
    assert text(served) == "first"


def test_warming_a_worker_that_is_up_already_is_no_trouble(
    hello: Path, serve: Callable[..., Served]
) -> None:
    served = serve(hello)
    assert text(served) == "first"
    assert served.supervisor.call("warm")["hello"]["error"] is None


def test_state_lasts_from_one_run_to_the_next(
    hello: Path, tmp_path: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, **STORED)
    first = serve(hello, state=str(tmp_path / "state"))
    fill(first)
    first.close()
    assert contents(serve(hello, state=str(tmp_path / "state"))) == ([{"v": "a;b"}], ["k"], ["o"])


def test_a_reset_empties_all_but_the_databases_to_keep(
    hello: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, **STORED)
    served = serve(hello)
    fill(served)
    served.supervisor.call("reset", keep_d1=["kept"])
    assert contents(served) == ([{"v": "a;b"}], [], [])
    served.supervisor.call("reset", keep_d1=True)
    assert contents(served)[0] == [{"v": "a;b"}]
    served.supervisor.call("reset")
    assert contents(served) == ([], [], [])


def test_a_reset_empties_durable_objects_and_makes_them_anew(
    serve: Callable[..., Served],
) -> None:
    served = serve("features", "neighbour", "script")
    path = "/durable_object_by_name"
    counted = [served.request("features", path).json() for _ in range(2)]
    served.supervisor.call("reset")
    assert served.request("features", path).json() == counted[0] != counted[1]


def test_a_batch_of_statements_is_one_transaction(
    hello: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, **STORED)
    served = serve(hello)
    fill(served)
    statements = [
        {"sql": "INSERT INTO t VALUES (?)", "params": ["lost"]},
        {"sql": "INSERT INTO nothing VALUES (1)"},
    ]
    with pytest.raises(SupervisorError, match="nothing"):
        served.supervisor.call("d1_batch", worker="hello", statements=statements)
    assert contents(served)[0] == [{"v": "a;b"}]


@pytest.mark.parametrize("mode", ["error", "down"])
def test_a_fault_breaks_so_many_calls_from_outside_and_from_bindings(
    mode: str, serve: Callable[..., Served]
) -> None:
    served = serve("features", "neighbour", "script")
    served.supervisor.call("fault", worker="neighbour", mode=mode, times=2)
    assert served.request("neighbour", "/").status_code == 500
    assert served.request("features", "/rpc").status_code == 599
    assert served.get("features", "/rpc")[0] == 5


def test_a_hanging_worker_gives_no_answer_until_its_faults_end(
    serve: Callable[..., Served],
) -> None:
    served = serve("features", "neighbour", "script")
    served.supervisor.call("fault", worker="neighbour", mode="hang")
    with socket.create_connection(("127.0.0.1", served.port)) as waiting:
        waiting.sendall(
            f"GET / HTTP/1.1\r\nHost: neighbour.localhost:{served.port}\r\n\r\n".encode()
        )
        waiting.settimeout(1)
        with pytest.raises(TimeoutError):
            waiting.recv(1)
    served.supervisor.call("faults_clear")
    assert served.request("neighbour", "/").status_code == 200


def test_warming_boots_every_worker_and_says_how_long_it_took(serve: Callable[..., Served]) -> None:
    served = serve("features", "neighbour", "script")
    booted = served.supervisor.call("warm")
    assert set(booted) == {"features", "neighbour"}
    assert all(each["boot_ms"] > 0 and each["error"] is None for each in booted.values())
    stats = served.supervisor.call("stats")
    assert all(each["booted"] and each["wasm_bytes"] > 0 for each in stats.values())
    assert {
        event["worker"] for event in served.supervisor.events if event["event"] == "booted"
    } == set(booted)


def test_a_start_without_trouble_logs_nothing(hello: Path, serve: Callable[..., Served]) -> None:
    served = serve(hello)
    assert text(served) == "first"
    served.supervisor.call("logs_flush")
    assert [event for event in served.supervisor.events if event["event"] == "log"] == []


def test_the_start_describes_the_workers(serve: Callable[..., Served]) -> None:
    served = serve("features", "neighbour", "script")
    features = next(each for each in served.result["workers"] if each["name"] == "features")
    assert features["python"]
    assert features["url"] == f"http://features.localhost:{served.port}"
    assert {"type": "kv", "name": "KV", "target": "features-kv"} in features["bindings"]
    assert {"type": "d1", "name": "DB", "target": "features"} in features["bindings"]
    assert set(features["calls"]) == {"neighbour", "script"}
    assert features["crons"] == ["*/5 * * * *"]
    assert features["queues"] == ["jobs"]
    assert features["vars"] == ["GREETING", "LIMITS"]
    assert features["secrets"] == ["API_KEY"]


def test_the_end_of_its_input_ends_the_supervisor_and_workerd(
    hello: Path, serve: Callable[..., Served]
) -> None:
    served = serve(hello)
    workerd = workerd_of(served)
    served.close()
    assert served.supervisor.process.returncode == 0
    deadline = time.monotonic() + 60
    while Path(f"/proc/{workerd}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{workerd}").exists()


def test_a_taken_port_is_named(hello: Path, serve: Callable[..., Served]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        error = failure(serve, hello, port=port)
    assert error.kind == "port_taken"
    assert str(port) in str(error)


@pytest.mark.parametrize(
    ("port", "told", "url"),
    [("", 80, "http://hello.localhost"), (":8787", 8787, "http://hello.localhost:8787")],
)
def test_the_usual_port_is_told_though_urls_leave_it_out(port: str, told: int, url: str) -> None:
    script = f"""
      import {{ describeWorker, portOf }} from "{SCRIPT.with_name("describe.mjs")}";
      const port = portOf(new URL("http://127.0.0.1{port}/"));
      const project = {{ name: "hello", options: {{ bindings: {{}} }}, config: {{}} }};
      console.log(JSON.stringify([port, describeWorker(project, port).url]));
    """
    command = [find_node_parts().node, "--input-type=module", "--eval", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [told, url]


def test_control_requests_go_to_the_control_server(
    hello: Path, serve: Callable[..., Served], upstream: str
) -> None:
    served = serve(hello, controlPrefix="/__fleet/", controlUrl=upstream)
    answer = served.request("hello", "/__fleet/cron/hello?x=1", method="POST", content="body")
    assert (answer.status_code, answer.json()["path"]) == (201, "/__fleet/cron/hello?x=1")
    assert text(served, "/__fleet") == "first"


SCHEDULED = (
    HELLO.format(text="first")
    + """
    async def scheduled(self, controller, env, ctx):
        print(f"cron {controller.cron} at {int(controller.scheduledTime)}")
        if controller.cron == "bad":
            raise RuntimeError("no")
"""
)


@pytest.mark.parametrize("path", ["/cdn-cgi/handler/scheduled", "/cdn-cgi/local/scheduled"])
def test_a_schedule_is_run_by_the_path_that_wrangler_dev_has_for_it(
    hello: Path, serve: Callable[..., Served], path: str
) -> None:
    # With assets, requests reach these before the worker.
    (hello / "public").mkdir()
    configure(hello, assets={"directory": "./public"}, triggers={"crons": ["* * * * *"]})
    rewrite(hello, SCHEDULED)
    served = serve(hello)
    answer = served.request("hello", f"{path}?cron=*+*+*+*+*&time=1000")
    assert (answer.status_code, answer.text) == (200, "ok")
    served.supervisor.wait_for_event(event="log", text="cron * * * * * at 1000")
    assert served.request("hello", f"{path}?cron=bad").status_code == 500
    assert served.request("hello", f"{path}?format=json").json()["outcome"] == "ok"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:99999"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),  # an image or a link of another site: no Origin
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"host": "evil.example"}, 403),  # a name that was rebound to this machine
        ({"host": "localhost.evil.example"}, 403),
        ({"host": "evil.example", "Origin": "http://evil.example"}, 403),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://hello.localhost:{port}", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"host": "127.0.0.1:{port}"}, 200),
    ],
)
def test_schedules_are_closed_to_pages_of_other_origins(
    running_clock: Served, headers: dict[str, str], status: int
) -> None:
    port = running_clock.port
    given = {name: value.replace("{port}", str(port)) for name, value in headers.items()}
    for path in ("/cdn-cgi/handler/scheduled", "/cdn-cgi/local/scheduled"):
        answer = running_clock.request("hello", f"{path}?cron=*+*+*+*+*", headers=given)
        assert answer.status_code == status


def test_other_paths_are_open_to_every_host_and_origin(running_clock: Served) -> None:
    headers = {"host": "shop.example", "Origin": "https://evil.example"}
    assert running_clock.request("hello", "/", headers=headers).text == "first"


@pytest.fixture(scope="module")
def running_clock(projects: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = copy_of_typed(projects, tmp_path_factory.mktemp("clock") / "hello")
    configure(folder, triggers={"crons": ["* * * * *"]})
    rewrite(folder, SCHEDULED)
    with ExitStack() as running:
        yield starter(projects, running)(folder)


def test_state_is_where_wrangler_keeps_its_own(
    hello: Path, tmp_path: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, **STORED)
    parts = find_node_parts()
    sql = "CREATE TABLE t (v TEXT); INSERT INTO t VALUES ('from wrangler')"
    command = [parts.node, parts.modules / "wrangler" / "bin" / "wrangler.js", "d1", "execute"]
    options = ["--local", "--persist-to", tmp_path / "state", "--command", sql]
    environment = os.environ | {"CI": "1", "WRANGLER_SEND_METRICS": "false"}
    subprocess.run(
        [*command, "kept", *options], cwd=hello, env=environment, check=True, capture_output=True
    )
    served = serve(hello, state=str(tmp_path / "state"))
    rows = served.supervisor.call("d1", worker="hello", sql="SELECT v FROM t")["results"]
    assert rows == [{"v": "from wrangler"}]


def test_a_port_that_cannot_be_is_one_sentence(hello: Path, serve: Callable[..., Served]) -> None:
    error = failure(serve, hello, port=99_999)
    assert error.kind == "port_unusable"
    assert "Port 99999 of 127.0.0.1 can't be used" in str(error)
