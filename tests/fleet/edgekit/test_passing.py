"""Requests that are passed on over a binding: as they are, but for what is not to go on."""

import time

import httpx


def test_headers_of_the_connection_and_dropped_ones_stay_behind(kitchen: httpx.Client) -> None:
    sent = {
        "Connection": "x-named, keep-alive",
        "X-Named": "1",
        "TE": "trailers",
        "Proxy-Authorization": "x",
        "Authorization": "Bearer x",
        "X-Secret-Name": "x",
        "X-Told": "no",
        "X-Kept": "k",
        "X-Request-Id": "request-1",
        "traceparent": f"00-{'a' * 32}-{'b' * 16}-01",
    }
    answer = kitchen.post("/passed?to=/mirror&a=%20%2b+", content=b"x", headers=sent)
    found = answer.json()["headers"]
    gone = {"x-named", "te", "proxy-authorization", "authorization", "x-secret-name", "connection"}
    assert not gone & found.keys()
    assert (found["x-kept"], found["x-told"]) == ("k", "yes")
    assert found["x-request-id"] == "request-1"
    assert found["traceparent"].startswith(f"00-{'a' * 32}-")
    assert "b" * 16 not in found["traceparent"]
    assert answer.json()["query"] == "to=/mirror&a=%20%2b+"
    assert answer.headers.get_list("x-request-id") == ["request-1"]


def test_a_body_goes_on_and_the_answer_is_the_others(kitchen: httpx.Client) -> None:
    large = kitchen.post("/passed?to=/mirror", content=b"x" * 2_000_000)
    assert large.json()["size"] == 2_000_000
    assert kitchen.post("/passed?to=/mirror", content=b"x" * 3_100_000).status_code == 413
    missing = kitchen.get("/passed?to=/nowhere")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert kitchen.head("/passed?to=/text").status_code == 200


def test_headers_come_back_but_for_those_that_are_kept(kitchen: httpx.Client) -> None:
    answer = kitchen.get("/passed?to=/answer-of-old")
    assert (answer.text, answer.headers["x-outer"]) == ("old", "b")
    assert not {"x-inner", "keep-alive"} & set(answer.headers.keys())
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_a_stream_is_passed_on_piece_by_piece(kitchen: httpx.Client) -> None:
    began = time.monotonic()
    asked = {"to": "/courses", "count": 3, "pause_ms": 700}
    with kitchen.stream("GET", "/passed", params=asked) as answer:
        pieces = answer.iter_text()
        assert next(pieces) == "course 0\n"
        assert time.monotonic() - began < 1.4
        assert "".join(pieces) == "course 1\ncourse 2\n"


def test_only_the_head_of_an_answer_has_a_deadline(kitchen: httpx.Client) -> None:
    late = kitchen.get("/passed", params={"to": "/took", "wait_ms": 3000, "deadline_ms": 300})
    assert late.status_code == 504
    asked = {"to": "/courses", "count": 3, "pause_ms": 400, "deadline_ms": 700}
    assert kitchen.get("/passed", params=asked).text.endswith("course 2\n")
