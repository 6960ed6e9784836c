"""Starting, reloading, breaking and restarting, as the protocol of supervisor.mjs promises."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from pyworkerd.npm import find_node_parts

from .serving import Served, SupervisorError

HELLO = """\
from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        return Response("{text}")
"""


@pytest.fixture
def hello(projects: Path, tmp_path: Path) -> Path:
    """A project of one's own, to be edited."""
    folder = tmp_path / "hello"
    shutil.copytree(projects / "typed", folder, copy_function=os.link)
    configure(folder)
    (folder / "src" / "entry.py").unlink()
    (folder / "src" / "entry.py").write_text(HELLO.format(text="first"))
    return folder


def configure(folder: Path, **more: Any) -> None:
    config = {
        "name": "hello",
        "main": "src/entry.py",
        "compatibility_date": "2026-11-01",
        "compatibility_flags": ["python_workers"],
        **more,
    }
    (folder / "wrangler.jsonc").unlink(missing_ok=True)
    (folder / "wrangler.jsonc").write_text(json.dumps(config))


def text(served: Served, path: str = "/") -> str:
    return served.request("hello", path).text


def rewrite(folder: Path, source: str) -> None:
    (folder / "src" / "entry.py").write_text(source)


def test_an_edit_is_served_after_a_reload_without_a_new_workerd(
    hello: Path, serve: Callable[..., Served]
) -> None:
    served = serve(hello)
    assert text(served) == "first"
    rewrite(hello, HELLO.format(text="second"))
    assert served.supervisor.call("reload", worker="hello") == {
        "restarted": False,
        "workers": ["hello"],
    }
    assert text(served) == "second"


def test_a_new_binding_needs_a_new_workerd(hello: Path, serve: Callable[..., Served]) -> None:
    served = serve(hello)
    configure(hello, vars={"TEXT": "from a var"})
    rewrite(hello, HELLO.replace('"{text}"', "self.env.TEXT"))
    assert served.supervisor.call("reload", worker="hello")["restarted"]
    assert text(served) == "from a var"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("def broken(:\n", "SyntaxError: invalid syntax"),
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


STORED = {
    "kv_namespaces": [{"binding": "KV", "id": "kept"}],
    "r2_buckets": [{"binding": "BUCKET", "bucket_name": "kept"}],
    "d1_databases": [{"binding": "DB", "database_name": "kept", "database_id": "kept-id"}],
}


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


@pytest.mark.parametrize("snapshot", [True, False])
def test_a_snapshot_holds_the_dynamic_libraries_of_packages(
    snapshot: bool, serve: Callable[..., Served]
) -> None:
    served = serve("features", "neighbour", "script", snapshot=snapshot)
    assert served.request("features", "/native_at_start").json() is snapshot


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


def test_the_start_describes_the_workers(serve: Callable[..., Served]) -> None:
    served = serve("features", "neighbour", "script")
    features = next(each for each in served.result["workers"] if each["name"] == "features")
    assert features["python"]
    assert features["url"] == f"http://features.localhost:{served.port}"
    assert {"type": "kv", "name": "KV", "target": "features-kv"} in features["bindings"]
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
    deadline = time.monotonic() + 10
    while Path(f"/proc/{workerd}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{workerd}").exists()


def failure(serve: Callable[..., Served], *projects: Any, **options: Any) -> SupervisorError:
    with pytest.raises(SupervisorError) as raised:
        serve(*projects, **options)
    return raised.value


def test_broken_jsonc_is_named_with_line_and_column(
    hello: Path, serve: Callable[..., Served]
) -> None:
    (hello / "wrangler.jsonc").write_text('{\n  "name": "hello",\n  "main": src/entry.py\n}')
    error = failure(serve, hello)
    assert error.kind == "config_invalid"
    assert f"{hello}/wrangler.jsonc:3:10" in str(error)
    assert "\n" not in str(error)


def test_a_config_that_wrangler_refuses_is_one_sentence(
    hello: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, kv_namespaces="KV")
    error = failure(serve, hello)
    assert error.kind == "config_invalid"
    assert "kv_namespaces" in str(error)
    assert "\n" not in str(error)


def test_a_missing_main_is_named(hello: Path, serve: Callable[..., Served]) -> None:
    configure(hello, main="src/nothing.py")
    error = failure(serve, hello)
    assert error.kind == "no_python_main"
    assert "src/nothing.py" in str(error)


def test_a_folder_without_a_config_is_named(tmp_path: Path, serve: Callable[..., Served]) -> None:
    error = failure(serve, tmp_path)
    assert error.kind == "config_invalid"
    assert str(tmp_path) in str(error)


def test_two_workers_of_one_name_are_refused(
    hello: Path, projects: Path, serve: Callable[..., Served]
) -> None:
    error = failure(serve, hello, {"dir": str(projects / "typed"), "name": "hello"})
    assert error.kind == "duplicate_name"
    assert '"hello"' in str(error)


def test_a_binding_to_a_worker_that_is_not_there_names_it_and_what_there_is(
    hello: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, services=[{"binding": "OTHER", "service": "elsewhere"}])
    error = failure(serve, hello)
    assert error.kind == "unknown_service"
    for word in ("OTHER", "elsewhere", "running: hello"):
        assert word in str(error)


def test_a_taken_port_is_named(hello: Path, serve: Callable[..., Served]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        error = failure(serve, hello, port=port)
    assert error.kind == "port_taken"
    assert str(port) in str(error)


def test_control_requests_go_to_the_control_server(
    hello: Path, serve: Callable[..., Served], upstream: str
) -> None:
    served = serve(hello, controlPrefix="/__fleet/", controlUrl=upstream)
    answer = served.request("hello", "/__fleet/cron/hello?x=1", method="POST", content="body")
    assert (answer.status_code, answer.json()["path"]) == (201, "/__fleet/cron/hello?x=1")
    assert text(served, "/__fleet") == "first"


def test_an_unknown_kind_of_binding_is_named(hello: Path, serve: Callable[..., Served]) -> None:
    configure(hello, carrier_pigeons=[{"binding": "PIGEON", "loft": "north"}])
    error = failure(serve, hello)
    assert error.kind == "unsupported_binding"
    assert "carrier_pigeons" in str(error)


@pytest.mark.parametrize(("date", "version"), [("2025-09-01", "3.12"), ("2026-01-01", "3.13")])
def test_a_date_of_an_older_python_is_served_with_a_warning(
    hello: Path, serve: Callable[..., Served], date: str, version: str
) -> None:
    configure(hello, compatibility_date=date)
    served = serve(hello)
    assert text(served) == "first"
    event = served.supervisor.wait_for_event(event="warning")
    assert event["worker"] == "hello"
    assert version in event["text"]


def warnings(served: Served) -> list[str]:
    return [event["text"] for event in served.supervisor.events if event["event"] == "warning"]


def test_a_config_without_a_date_gets_the_latest(hello: Path, serve: Callable[..., Served]) -> None:
    config = json.loads((hello / "wrangler.jsonc").read_text())
    del config["compatibility_date"]
    (hello / "wrangler.jsonc").write_text(json.dumps(config))
    served = serve(hello)
    assert text(served) == "first"
    assert "no compatibility_date" in warnings(served)[0]


def test_a_secret_that_is_not_set_is_told(hello: Path, serve: Callable[..., Served]) -> None:
    configure(hello, secrets={"required": ["KEY", "TOKEN"]})
    served = serve({"dir": str(hello), "vars": {"KEY": "given"}})
    assert warnings(served) == ["The secret TOKEN is not set: add it to .dev.vars or .env."]


def test_packages_of_old_are_found_in_vendor(hello: Path, serve: Callable[..., Served]) -> None:
    package = hello / "src" / "vendor" / "aged"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("TEXT = 'aged'\n")
    configure(hello, compatibility_date="2025-03-16")
    source = "import js\nfrom aged import TEXT\n\n\ndef on_fetch(request, env):\n"
    rewrite(hello, f"{source}    return js.Response.new(TEXT)\n")
    assert text(serve(hello)) == "aged"


def test_containers_are_left_out_with_a_warning(hello: Path, serve: Callable[..., Served]) -> None:
    (hello / "Dockerfile").write_text("FROM scratch\n")
    bound = {"bindings": [{"name": "BOX", "class_name": "Box"}]}
    configure(
        hello,
        containers=[{"class_name": "Box", "image": "./Dockerfile"}],
        durable_objects=bound,
        migrations=[{"tag": "v1", "new_sqlite_classes": ["Box"]}],
    )
    served = serve(hello)
    assert text(served) == "first"
    assert "Containers are not run here" in warnings(served)[0]


def test_a_flag_that_is_off_is_false_for_python(hello: Path, serve: Callable[..., Served]) -> None:
    configure(hello, compatibility_date="2026-01-01", compatibility_flags=["python_workers"])
    flags = (
        "from _cloudflare_compat_flags import python_workflows_implicit_dependencies as implicit"
    )
    rewrite(hello, f"{flags}\n" + HELLO.replace('"{text}"', "str(implicit)"))
    assert text(serve(hello)) == "False"


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


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, serve: Callable[..., Served]) -> None:
    error = failure(serve, tmp_path / "nowhere")
    assert str(error) == f"There is no folder {tmp_path}/nowhere."


EARLY = """\
from workers import Response


async def on_fetch(request, env, ctx):
    await env.KV.put("said", "early")
    return Response(await env.KV.get("said"))
"""


@pytest.mark.parametrize("snapshot", [True, False])
def test_a_worker_with_a_date_of_the_first_python_workers_boots(
    hello: Path, serve: Callable[..., Served], snapshot: bool
) -> None:
    configure(hello, compatibility_date="2023-12-18", kv_namespaces=[{"binding": "KV", "id": "k"}])
    rewrite(hello, EARLY)
    assert text(serve(hello, snapshot=snapshot)) == "early"


AI_CALL = """\
from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        try:
            answer = await self.env.AI.run("@cf/model", {"prompt": "hi"})
        except Exception as error:
            return Response(str(error))
        return Response(answer["response"])

    async def run(self, model, options):
        return {"response": f"{model} heard {options['prompt']}"}
"""


def test_a_binding_without_a_simulator_fails_at_the_call_unless_a_worker_stands_in(
    hello: Path, serve: Callable[..., Served]
) -> None:
    configure(hello, ai={"binding": "AI"})
    rewrite(hello, AI_CALL)
    served = serve(hello)
    assert "AI" in text(served)
    assert warnings(served) == [
        "The binding AI works on Cloudflare only: calls of it fail here, unless a worker stands in."
    ]
    served = serve({"dir": str(hello), "standIns": {"AI": "hello"}})
    assert text(served) == "@cf/model heard hi"


def test_a_browser_is_absent_in_one_sentence(hello: Path, serve: Callable[..., Served]) -> None:
    configure(hello, browser={"binding": "BROWSER"})
    rewrite(
        hello, AI_CALL.replace('AI.run("@cf/model", {"prompt": "hi"})', 'BROWSER.fetch("http://x")')
    )
    assert "The binding BROWSER works on Cloudflare only" in text(serve(hello))


def test_a_project_that_vendors_no_sdk_gets_the_given_one(
    hello: Path, projects: Path, serve: Callable[..., Served]
) -> None:
    shutil.rmtree(hello / "python_modules")
    served = serve(hello, sdk=str(projects / "handlers" / "python_modules"))
    assert text(served) == "first"


CRASHING = HELLO.replace(
    '        return Response("{text}")',
    "        if request.url.endswith('/crash'):\n"
    "            from _pyodide_core import trigger_fatal_error\n\n"
    "            trigger_fatal_error()\n"
    "        return Response('alive')",
)


def test_a_python_that_crashed_is_booted_again(hello: Path, serve: Callable[..., Served]) -> None:
    rewrite(hello, CRASHING)
    served = serve(hello)
    assert text(served) == "alive"
    assert served.request("hello", "/crash").status_code == 500
    assert text(served) == "alive"


ENDLESS = HELLO.replace(
    '        return Response("{text}")', "        while True:\n            pass"
)


def test_randomness_at_import_is_told_with_its_line_and_in_a_request_it_is_not(
    hello: Path, serve: Callable[..., Served]
) -> None:
    early = "import uuid\nfrom random import random\n\nKEY = uuid.uuid4()\n"
    drawn = HELLO.format(text="first").replace(
        "return", "str(uuid.uuid4()), random()\n        return"
    )
    rewrite(hello, early + drawn)
    served = serve(hello)
    assert text(served) == "first"
    served.supervisor.wait_for_event(event="log", worker="hello")
    told = [event["text"] for event in served.supervisor.events if "refuses" in str(event)]
    assert len(told) == 1
    assert "entry.py:4: RuntimeWarning: Cloudflare refuses randomness" in told[0]


def test_input_and_output_take_no_share_of_the_cpu_time(
    hello: Path, serve: Callable[..., Served]
) -> None:
    reads = "for _ in range(2000):\n            open(__file__).read()"
    rewrite(hello, HELLO.format(text="first").replace("return", f"{reads}\n        return"))
    assert text(serve(hello, cpuSeconds=2)) == "first"


SOMETIMES_ENDLESS = HELLO.format(text="first").replace(
    "        return",
    """        while request.url.endswith("endless"):
            pass
        return""",
)


def test_code_without_an_end_is_cut_short_with_its_traceback(
    hello: Path, serve: Callable[..., Served]
) -> None:
    rewrite(hello, SOMETIMES_ENDLESS)
    served = serve(hello, "handlers", cpuSeconds=2)
    assert served.request("hello", "/endless").status_code == 500
    event = served.supervisor.wait_for_event(event="worker_error")
    assert "CpuLimitExceeded" in event["error"]
    assert 'File "entry.py", line 6, in fetch' in event["error"]
    assert text(served) == "first"
    assert served.request("handlers", "/at_once").text == "at once"
    assert "stuck" not in [event["event"] for event in served.supervisor.events]


def test_a_worker_out_of_memory_says_where_and_lives_on(
    hello: Path, serve: Callable[..., Served]
) -> None:
    greedy = 'while request.url.endswith("greedy"):\n            kept.append(bytearray(10**9))'
    rewrite(
        hello,
        HELLO.format(text="first").replace(
            "return", f"kept = []\n        {greedy}\n        return"
        ),
    )
    served = serve(hello)
    assert served.request("hello", "/greedy").status_code == 500
    event = served.supervisor.wait_for_event(event="worker_error")
    assert event["error"].endswith("MemoryError")
    assert text(served) == "first"


def test_a_workerd_that_is_stuck_is_reported_and_restarted(
    hello: Path, serve: Callable[..., Served]
) -> None:
    rewrite(hello, ENDLESS)
    served = serve(hello, "handlers", stuckSeconds=3)
    with pytest.raises(httpx.HTTPError):
        served.request("hello", "/")
    served.supervisor.wait_for_event(event="stuck")
    served.supervisor.wait_for_event(event="ready")
    assert served.request("handlers", "/at_once").text == "at once"
