"""What Cloudflare's runtime and SDK offer Python, with a memory snapshot and without one."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from .serving import Served

ANSWERS = {
    "plain?q=1": {"method": "GET", "query": "q=1", "header": None},
    "own_bindings_only": [],
    "kv": [["a"], "1", {"m": 1}, {"x": [1]}, None],
    "d1": [[{"n": 2}], {"v": "one"}, None, 2],
    "d1_error": True,
    "r2": ["hello", "b", 5, None],
    "durable_object": [{"total": 5, "hits": 2}, "counter at http://do/x"],
    "durable_object_alarm": True,
    "durable_object_abort": [True, {"total": 2, "hits": 2}],
    "rpc": [5, {"got": {"a": [1, None]}, "type": "JsDict"}, "pong me"],
    "rpc_error": True,
    "rpc_missing": True,
    "rpc_script": [42, "script at /a", "sent word", "next one"],
    "rpc_callback": ["called back"],
    "self_binding": {"method": "GET", "query": "q=1", "header": None},
    "assets": "<p>static page</p>",
    "rate_limit": [True, True, False],
    "analytics": True,
    "cache": "cached",
    "sync": "kept",
    "javascript": 42,
    "patched_env": ["patched", 1, False, "hello", "hello", False, True],
    "modules": [42, "a text file", [0, 1, 2], "/session/metadata/entry.py"],
    "process": ["/session/this.program", 1, "en_US.UTF-8", "/session"],
    "pth_file": True,
    "gathered": [0, 1, 2, 3, 4],
    "classes": ["PUT", 200],
    "native_package": {"a": [1]},
}


# What Cloudflare's loader of today answers otherwise; see pyworkerd's README.
OFFICIAL = {"process": ["//this.program", 0, "en.UTF-8", "/session"]}
FAILS_OFFICIALLY = {"rpc_script", "patched_env"}


@pytest.mark.parametrize("feature", ANSWERS)
def test_a_feature_works_as_on_cloudflare(served: Served, feature: str) -> None:
    if served.official and feature in FAILS_OFFICIALLY:
        assert served.request("features", f"/{feature}").status_code == 599
    else:
        wanted = ANSWERS | (OFFICIAL if served.official else {})
        assert served.get("features", f"/{feature}") == wanted[feature]


def test_a_request_body_and_headers_arrive(served: Served) -> None:
    assert served.get("features", "/body", method="POST", json={"a": [1]}) == {"a": [1]}
    assert served.get("features", "/plain", headers={"x-a": "b"})["header"] == "b"


def test_vars_objects_dev_vars_and_version_metadata_are_bound(served: Served) -> None:
    found = served.get("features", "/variables")
    assert found.pop("version")
    assert found == {"greeting": "hello", "limits": {"a": [1, 2]}, "key": "from-dev-vars"}


def test_two_projects_call_each_other_in_a_circle(served: Served) -> None:
    assert served.request("features", "/circle").json() == "neighbour says: hello from afar"


def test_a_workflow_runs_its_steps_to_the_end(served: Served) -> None:
    status = served.get("features", "/workflow")
    assert status["output"] == {"result": 42, "payload": {"q": 1}}, status


def test_messages_reach_the_consumer_before_the_flush_ends(served: Served) -> None:
    served.supervisor.call("kv_delete", worker="features", key="queue")
    assert served.get("features", "/queue_send") == "sent"
    served.supervisor.call("queue_flush", timeout_ms=20_000)
    assert served.get("features", "/queue_seen") == [1, 2, 3]


def test_a_batch_by_hand_says_what_was_acknowledged_and_retried(served: Served) -> None:
    messages = [{"id": "m1", "body": {"id": 9}}, {"id": "m2", "body": {"id": "retry"}}]
    result = served.supervisor.call("queue", worker="features", queue="jobs", messages=messages)
    if served.official:  # the worker has assets, and they are in the way
        assert result["outcome"] == "exception"
        return
    assert result["outcome"] == "ok"
    assert result["explicitAcks"] == ["m1"]
    assert [retried["msgId"] for retried in result["retryMessages"]] == ["m2"]


def test_a_cron_fires_with_the_given_time(served: Served) -> None:
    result = served.supervisor.call(
        "scheduled", worker="features", cron="*/5 * * * *", time=1_700_000_000_000
    )
    assert result["outcome"] == "ok"
    stored = served.supervisor.call("kv_get", worker="features", key="cron")
    assert stored["value"] == "*/5 * * * * 1700000000000"


def test_static_assets_are_served_unless_the_worker_comes_first(served: Served) -> None:
    assert "static page" in served.request("features", "/page").text
    assert served.request("features", "/assets-first").text == "the worker came first"


def test_a_response_streams_and_a_request_body_is_read_in_chunks(served: Served) -> None:
    assert served.request("features", "/stream_out").text == "part0;part1;part2;"
    assert served.get("features", "/stream_in", method="POST", content=b"x" * 300_000) == 300_000


def test_repeated_headers_stay_apart(served: Served) -> None:
    cookies = served.request("features", "/cookies").headers.get_list("set-cookie")
    assert cookies == ["a=1", "b=2"]


@pytest.mark.parametrize(
    ("path", "answer"), [("socket", "echo hi"), ("durable_object_socket", "counted 2")]
)
def test_a_websocket_answers(
    served: Served, path: str, answer: str, exchange: Callable[..., str]
) -> None:
    assert exchange(served, "features", f"/{path}", "hi") == answer


def eventually(look: Callable[[], Any], wanted: Any) -> None:
    deadline = time.monotonic() + 60
    while look() != wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    assert look() == wanted


def test_work_handed_to_wait_until_is_done_after_the_response(served: Served) -> None:
    assert served.get("features", "/later") == "sent"
    assert served.request("features", "/later_ctx").text == "sent"
    eventually(lambda: served.get("features", "/later_seen"), ["done", "done"])


def test_random_numbers_differ_between_requests_and_workers(served: Served) -> None:
    drawn = [
        served.get("features", "/entropy"),
        served.get("features", "/entropy"),
        served.get("typed", "/")[:3],
    ]
    assert len({str(value) for row in drawn for value in row}) == 9


def test_pydantic_validates_with_its_own_dynamic_library(served: Served) -> None:
    good = served.request("typed", "/", method="POST", content='{"name": "Ann", "asking": 5}')
    assert good.json() == {"name": "Ann", "asking": 5}
    bad = served.request("typed", "/", method="POST", content='{"asking": "x"}')
    assert bad.status_code == 422
    assert {error["loc"][0] for error in bad.json()} == {"name", "asking"}


def told(served: Served) -> str | None:
    """The worker that an event names; on Cloudflare's loader workerd tells of none."""
    return None if served.official else "features"


def test_printed_lines_are_events_with_the_workers_name(served: Served) -> None:
    since = len(served.supervisor.events)
    served.get("features", "/printed")
    for text in ("printed by python", "warned by javascript"):
        served.supervisor.wait_for_event(since, event="log", worker=told(served), text=text)


def test_an_uncaught_error_is_a_500_and_an_event_with_the_users_frames(served: Served) -> None:
    since = len(served.supervisor.events)
    assert served.request("features", "/raises").status_code == 500
    event = served.supervisor.wait_for_event(since, event="worker_error")
    assert event["worker"] == told(served)
    assert event["error"].endswith("ValueError: raised on purpose")
    assert 'File "entry.py"' in event["error"]
    assert "/lib/python" not in event["error"]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("at_once", "at once"),
        ("with_sdk", "sdk with_sdk"),
        ("slowly", "yes"),
        ("in_step", "yes"),
        ("objects", "7 box side"),
    ],
)
def test_module_level_handlers_answer(served: Served, path: str, answer: str) -> None:
    served.request("handlers", "/slowly")
    assert served.request("handlers", f"/{path}").text == answer


def test_module_level_handlers_take_crons_queues_and_wait_until(served: Served) -> None:
    assert served.supervisor.call("scheduled", worker="handlers", cron="0 * * * *") == {
        "outcome": "ok"
    }
    served.request("handlers", "/enqueue")
    served.request("handlers", "/after")
    served.supervisor.call("queue_flush", timeout_ms=20_000)
    eventually(lambda: served.request("handlers", "/seen").text, "0 * * * * task done")


def test_outgoing_requests_leave_by_default(served: Served, upstream: str) -> None:
    status, text = served.get("features", f"/outbound?{upstream}/there")
    assert status == 201
    assert json.loads(text)["path"] == "/there"


def test_sockets_connect_blocking_and_in_a_loop(served: Served, upstream: str) -> None:
    address = upstream.removeprefix("http://")
    assert served.get("features", f"/tcp?{address}") == [["/blocking", "ping"], ["/stream", "pong"]]
    assert served.get("features", "/tcp_refused")


def test_outgoing_requests_go_to_the_outbound_server_with_who_and_where(
    serve: Callable[..., Served], upstream: str
) -> None:
    served = serve("features", "neighbour", "script", outboundUrl=upstream)
    status, text = served.get("features", "/outbound?https://api.example.com/v1?x=1")
    seen = json.loads(text)
    assert status == 201
    assert seen["body"] == "ping"
    assert seen["headers"]["x-b"] == "c"
    assert seen["headers"]["x-pyworkerd-worker"] == "features"
    assert seen["headers"]["x-pyworkerd-url"] == "https://api.example.com/v1?x=1"
    past_it = served.request("features", f"/tcp?{upstream.removeprefix('http://')}")
    assert "ConnectionRefusedError" in past_it.text


def test_an_outbound_server_can_have_the_connection_lost(
    serve: Callable[..., Served], upstream: str
) -> None:
    served = serve("features", "neighbour", "script", outboundUrl=upstream)
    told = served.get("features", "/outbound_cut?https://api.example.com/cut")
    assert "Network connection lost" in told
    assert served.get("features", "/outbound_cut?https://api.example.com/there") is None


def test_an_unknown_host_is_told_which_workers_there_are(served: Served) -> None:
    answer = served.request("nobody", "/")
    assert answer.status_code == 404
    assert "features" in answer.text
    assert httpx.get(f"{served.result['url']}/plain").status_code == 200
