"""Queues: delivered as Cloudflare delivers, and kept in the state whatever ends the run."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import starter
from .serving import Served

WORKERS = ("sender", "mailroom")
Start = Callable[..., Served]


@pytest.fixture(scope="module")
def running(projects: Path) -> Iterator[Served]:
    with ExitStack() as running:
        yield starter(projects, running)(*WORKERS)


@pytest.fixture
def post(running: Served) -> Served:
    """The post office, with no letter in it."""
    running.supervisor.call("reset")
    return running


def send(post: Served, body: Any, queue: str = "MAIL", **options: Any) -> httpx.Response:
    return post.request("sender", f"/{queue}", "POST", json=body, params=options)


def flush(post: Served) -> None:
    post.supervisor.call("queue_flush", timeout_ms=100_000)


def deliveries(post: Served, queue: str = "mail") -> list[dict[str, Any]]:
    return [each for each in post.get("mailroom", "/") if each["queue"] == queue]


def eventually(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("content_type", "kind", "body"),
    [
        ("json", "Object", {"value": "é"}),
        ("text", "String", "é"),
        ("bytes", "ArrayBuffer", "é"),
        ("v8", "Map", [["value", "é"]]),
    ],
)
def test_a_message_arrives_as_it_was_sent(
    post: Served, content_type: str, kind: str, body: Any
) -> None:
    given = {"value": "é"} if content_type == "json" else "é"
    assert send(post, given, type=content_type).is_success
    flush(post)
    (message,) = deliveries(post)
    assert (message["kind"], message["body"], message["attempts"]) == (kind, body, 1)


def test_batches_hold_as_many_as_the_consumer_takes_in_their_order(post: Served) -> None:
    assert send(post, [{"n": n} for n in range(25)]).is_success
    flush(post)
    found = deliveries(post)
    sizes = Counter(each["batch"] for each in found)
    assert sorted(sizes.values()) == [5, 10, 10]
    for batch in sizes:
        numbers = [each["body"]["n"] for each in found if each["batch"] == batch]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_a_batch_that_does_not_fill_is_delivered_in_time(post: Served) -> None:
    assert send(post, {"n": 1}).is_success
    eventually(lambda: len(deliveries(post)) == 1)


def test_what_fails_is_retried_and_then_put_into_the_dead_letter_queue(post: Served) -> None:
    assert send(post, [{"n": 1, "fail": True}, {"n": 2, "acknowledge": True}]).is_success
    flush(post)
    tries = [(each["body"]["n"], each["attempts"]) for each in deliveries(post)]
    assert tries == [(1, 1), (2, 1), (1, 2), (1, 3)]
    (dead,) = deliveries(post, "dead-mail")
    assert (dead["body"]["n"], dead["attempts"]) == (1, 1)
    assert dead["id"] == deliveries(post)[0]["id"]
    post.supervisor.call("logs_flush")
    told = [event for event in post.supervisor.events if dead["id"] in event.get("text", "")]
    assert [(event["worker"], event["level"]) for event in told] == [("mailroom", "warn")]


def test_what_is_said_of_one_message_counts_more_than_what_is_said_of_all(post: Served) -> None:
    assert send(post, [{"n": 1, "retry": 1}, {"n": 2, "acknowledgeAll": True}]).is_success
    assert send(post, [{"n": 3, "acknowledge": True}, {"n": 4}]).is_success
    flush(post)
    assert Counter(each["body"]["n"] for each in deliveries(post)) == {1: 2, 2: 1, 3: 1, 4: 1}


def test_a_whole_batch_can_be_retried(post: Served) -> None:
    assert send(post, [{"n": 1, "retryAll": True}, {"n": 2, "acknowledge": True}]).is_success
    flush(post)
    assert Counter(each["body"]["n"] for each in deliveries(post)) == {1: 3, 2: 1}
    assert [each["body"]["n"] for each in deliveries(post, "dead-mail")] == [1]


def test_a_delay_is_kept_and_not_waited_for(post: Served) -> None:
    assert send(post, {"n": 1}, delay=3600).is_success
    assert send(post, {"n": 2}, delay=1).is_success
    assert send(post, {"n": 3, "retry": 1, "delay": 1}).is_success
    flush(post)
    eventually(lambda: len(deliveries(post)) >= 3)
    found = [(each["body"]["n"], each["attempts"]) for each in deliveries(post)]
    assert sorted(found) == [(2, 1), (3, 1), (3, 2)]


def test_no_more_batches_are_under_way_than_the_consumer_allows(post: Served) -> None:
    assert send(post, [{"n": n, "sleep": 100} for n in range(8)], "SLOW").is_success
    flush(post)
    found = deliveries(post, "slow-mail")
    assert len(found) == 8
    assert max(each["running"] for each in found) == 2


@pytest.mark.parametrize(
    ("body", "options", "complaint"),
    [
        ({"n": 1}, {"delay": 86_401}, "86401"),
        ("x" * 128_001, {"type": "text"}, "128001 exceeds the limit of 128000"),
        (["x" * 128_001], {"type": "text"}, "128001 exceeds the limit of 128000"),
        (["x"] * 101, {"type": "text"}, "101 exceeds the limit of 100"),
    ],
)
def test_what_cloudflare_refuses_is_refused(
    post: Served, body: Any, options: dict[str, Any], complaint: str
) -> None:
    answer = send(post, body, **options)
    assert answer.status_code == 400
    assert complaint in answer.text


def test_a_queue_that_nobody_consumes_keeps_its_messages_until_a_reset(post: Served) -> None:
    metrics = send(post, ["four", "five5"], "UNREAD", type="text").json()["metadata"]["metrics"]
    assert (metrics["backlogCount"], metrics["backlogBytes"]) == (2, 9)
    flush(post)
    assert post.get("sender", "/UNREAD")["backlogCount"] == 2
    post.supervisor.call("reset")
    assert post.get("sender", "/UNREAD")["backlogCount"] == 0


def test_a_reset_forgets_what_a_consumer_will_want_again(post: Served) -> None:
    assert send(post, {"n": 1, "retry": 2, "delay": 3600}).is_success
    assert send(post, {"n": 2, "sleep": 300, "retry": 1}).is_success
    eventually(lambda: len(deliveries(post)) == 2)
    post.supervisor.call("reset")
    flush(post)
    assert deliveries(post) == []
    assert post.get("sender", "/MAIL")["backlogCount"] == 0


def kill(post: Served) -> None:
    """End the run as a crash of the machine's would: no process of it can do anything more."""
    supervisor = post.supervisor.process.pid
    listed = subprocess.run(["pgrep", "-P", str(supervisor)], capture_output=True, text=True)
    for process in (supervisor, *map(int, listed.stdout.split())):
        os.kill(process, signal.SIGKILL)


def restart(start: Start, state: Path) -> Served:
    post = start(*WORKERS, state=str(state))
    post.supervisor.call("deliver")
    return post


def send_until_the_end(post: Served, first: int, taken: list[int]) -> None:
    """Send one message after another, noting those that were accepted, until nobody answers."""
    with httpx.Client(base_url=post.result["url"]) as client:
        for number in range(first, first + 100_000):
            bodies = [{"n": number * 3 + each} for each in range(3)]
            try:
                for body in (bodies[0], bodies[1:]):
                    client.post("/MAIL", json=body).raise_for_status()
                    taken += [each["n"] for each in (body if isinstance(body, list) else [body])]
            except httpx.HTTPError:
                return


def send_and_kill(post: Served, run: int, taken: list[int]) -> None:
    """Kill all in the middle of a stream of messages."""
    enough = len(taken) + 500
    with ThreadPoolExecutor(4) as senders:
        for number in range(4):
            senders.submit(send_until_the_end, post, (run * 4 + number) * 100_000, taken)
        try:
            eventually(lambda: len(taken) >= enough)
        finally:
            kill(post)


def test_no_message_that_was_taken_is_lost_when_all_is_killed(serve: Start, tmp_path: Path) -> None:
    taken: list[int] = []
    for run in range(3):
        send_and_kill(restart(serve, tmp_path), run, taken)
    post = restart(serve, tmp_path)
    flush(post)
    assert len(taken) >= 1_500
    times = Counter(each["body"]["n"] for each in deliveries(post))
    assert set(taken) <= set(times)
    most_under_way = 3 * 10 * 10
    assert sum(times.values()) - len(times) <= most_under_way


def test_what_was_acknowledged_stays_so_and_what_was_retried_counts_on(
    serve: Start, tmp_path: Path
) -> None:
    post = restart(serve, tmp_path)
    assert send(post, [{"n": n} for n in range(30)]).is_success
    assert send(post, {"n": 30, "retry": 2, "delay": 1}).is_success
    flush(post)
    kill(post)
    post = restart(serve, tmp_path)
    eventually(lambda: len(deliveries(post)) >= 33)
    flush(post)
    tries = [(each["body"]["n"], each["attempts"]) for each in deliveries(post)]
    assert sorted(tries) == [*((n, 1) for n in range(30)), (30, 1), (30, 2), (30, 3)]


def test_what_was_sent_while_no_consumer_ran_is_delivered_once_one_does(
    serve: Start, tmp_path: Path
) -> None:
    post = serve("sender", state=str(tmp_path))
    assert send(post, {"n": 1}).is_success
    post.close()
    post = restart(serve, tmp_path)
    flush(post)
    assert [each["body"]["n"] for each in deliveries(post)] == [1]
    post.supervisor.call("reset")
    kill(post)
    post = restart(serve, tmp_path)
    flush(post)
    assert deliveries(post) == []
