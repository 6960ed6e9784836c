"""What projects may say in their configurations, and what is told of what they should not say."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .hello_project import HELLO, configure, failure, rewrite, text, warnings
from .serving import Served


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
    assert "The binding AI works on Cloudflare only" in text(served)
    assert warnings(served) == []
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
