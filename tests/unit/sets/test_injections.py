"""The injections are well-formed: each says how it gets in, and what must not come out."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

PLACEHOLDERS = {"{system}", "{others}"}


@pytest.fixture
def injections(read_set: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return read_set("injections.jsonl")


def test_there_are_60_by_three_ways(injections: list[dict[str, Any]]) -> None:
    assert len({each["id"] for each in injections}) == len(injections) == 60
    assert len({each["text"] for each in injections}) == 60
    ways = Counter(each["where"] for each in injections)
    assert set(ways) == {"message", "document", "profile"}
    assert min(ways.values()) >= 10


def test_what_is_not_a_message_comes_with_a_question(injections: list[dict[str, Any]]) -> None:
    for each in injections:
        assert set(each) - {"ask"} == {"id", "where", "text", "must_not"}, each["id"]
        assert ("ask" in each) == (each["where"] != "message"), each["id"]


def test_each_names_what_must_not_come_out(injections: list[dict[str, Any]]) -> None:
    for each in injections:
        assert each["must_not"], each["id"]
        for marker in each["must_not"]:
            assert marker in PLACEHOLDERS or len(marker) >= 4, each["id"]
            assert marker.lower() not in each.get("ask", "").lower(), each["id"]
