"""Answers that are sent piece by piece: in order, as fast as they are read, and to their end."""

import time
from typing import Any

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


def test_pieces_come_in_order(kitchen: httpx.Client) -> None:
    answer = kitchen.get("/courses", params={"count": 40})
    assert answer.text == "".join(f"course {number}\n" for number in range(40))
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-request-id"]


def test_a_piece_is_sent_before_the_next_is_made(kitchen: httpx.Client) -> None:
    began = time.monotonic()
    with kitchen.stream("GET", "/courses", params={"count": 3, "pause_ms": 400}) as answer:
        pieces = answer.iter_text()
        assert next(pieces) == "course 0\n"
        assert time.monotonic() - began < 1.0
        assert "".join(pieces) == "course 1\ncourse 2\n"
        assert time.monotonic() - began > 0.8


def test_bytes_and_text_may_be_mixed(kitchen: httpx.Client) -> None:
    assert kitchen.get("/courses/mixed").content == b"\x00\xff\xc3\xa9 fin"


def test_a_stream_without_a_piece_is_empty(kitchen: httpx.Client) -> None:
    answer = kitchen.get("/courses", params={"count": 0})
    assert (answer.status_code, answer.text) == (200, "")


def test_head_has_no_body_and_begins_nothing(kitchen: httpx.Client) -> None:
    answer = kitchen.head("/courses", params={"count": 3, "note": "head"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert served(kitchen, "head") == []


def test_what_breaks_off_is_seen_to_be_incomplete(kitchen: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        kitchen.get("/courses", params={"count": 5, "fail_at": 3})


def served(kitchen: httpx.Client, note: str) -> list[Any]:
    """How far the courses of a request came, and whether its kitchen was left in order."""
    found: list[Any] = kitchen.get("/courses/served", params={"note": note}).json()
    return found


def leave_after_one(kitchen: httpx.Client, **asked: Any) -> None:
    with kitchen.stream("GET", "/courses", params={"pause_ms": 100, **asked}) as answer:
        assert next(answer.iter_text()) == "course 0\n"


def test_a_client_that_leaves_ends_the_stream(kitchen: httpx.Client) -> None:
    leave_after_one(kitchen, count=50, note="left")
    ended = eventually(lambda: served(kitchen, "left"))
    [(count, closed)] = ended
    assert count < 50
    assert closed


def test_a_client_that_leaves_does_not_end_work_that_is_to_be_finished(
    kitchen: httpx.Client,
) -> None:
    leave_after_one(kitchen, count=8, note="finished", to_the_end=True)
    assert eventually(lambda: served(kitchen, "finished")) == [[8, True]]


def test_streams_do_not_wait_for_each_other(kitchen_fleet: LocalFleet) -> None:
    asked = {"count": 3, "pause_ms": 300}
    with (
        kitchen_fleet.worker("kitchen") as one,
        kitchen_fleet.worker("kitchen") as two,
        one.stream("GET", "/courses", params=asked) as slow,
    ):
        began = time.monotonic()
        assert two.get("/courses", params={"count": 3}).text.count("course") == 3
        assert time.monotonic() - began < 0.5
        assert "".join(slow.iter_text()).count("course") == 3
