"""The small pure parts: cursors, ids, tracing, tags, upstreams, waits, service addresses."""

import base64
import contextlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from edgekit import Operation, Problem, Service, Upstream, UpstreamError, new_id, not_modified
from edgekit.cors import Cors
from edgekit.outbox import LONGEST_WAIT_MS, PATIENT_AFTER, queue_wait_seconds, wait_ms
from edgekit.pagination import decode_cursor, encode_cursor
from edgekit.tracing import is_request_id, next_traceparent

SAFE = 2**53 - 2


@given(st.tuples(st.text(max_size=40), st.integers(-SAFE, SAFE)))
def test_a_cursor_comes_out_as_it_went_in(key: tuple[str, int]) -> None:
    cursor = encode_cursor(key)
    assert re.fullmatch(r"[\w-]*", cursor)
    assert decode_cursor(cursor, (str, int)) == key


@given(st.text())
def test_any_other_text_is_refused_as_a_cursor(text: str) -> None:
    with contextlib.suppress(Problem):
        key = decode_cursor(text, (str, int))
        assert decode_cursor(encode_cursor(key), (str, int)) == key


@pytest.mark.parametrize(
    "text",
    [
        "[" * 700,
        '["a",9007199254740991]',
        '["a",-9007199254740991]',
        '["a",9007199254740992]',
        '["a",-9007199254740992]',
        f'["a",{10**400}]',
        f'["a",-{10**900}]',
        '["a",NaN]',
        '["\\ud800",1]',
        '["a",true]',
        '["a"]',
        "{}",
    ],
)
def test_a_cursor_that_no_list_gave_is_422(text: str) -> None:
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    with pytest.raises(Problem) as raised:
        decode_cursor(cursor, (str, int))
    assert raised.value.status == 422
    assert [error.pointer for error in raised.value.errors] == ["/cursor"]


@pytest.mark.parametrize("part", ["NaN", "Infinity", "-Infinity", "1e999", str(10**400)])
def test_a_cursor_with_a_number_that_no_database_takes_is_422(part: str) -> None:
    cursor = base64.urlsafe_b64encode(f"[{part}]".encode()).decode().rstrip("=")
    with pytest.raises(Problem, match="not one that this list gave"):
        decode_cursor(cursor, (float,))


def test_a_cursor_of_any_depth_is_refused_unread() -> None:
    with pytest.raises(Problem, match="not one that this list gave"):
        decode_cursor(encode_cursor(("[" * 100_000,)), (str,))


def test_ids_are_prefixed_and_hold_128_bits() -> None:
    ids = {new_id("lead") for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(r"lead_[a-z2-7]{26}", i) for i in ids)


def test_a_trace_goes_on_with_a_new_parent() -> None:
    incoming = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
    outgoing = next_traceparent(incoming)
    assert outgoing.split("-")[1] == incoming.split("-")[1]
    assert outgoing.split("-")[2] != incoming.split("-")[2]
    assert outgoing.endswith("-00")


@pytest.mark.parametrize("incoming", ["", "garbage", f"00-{'0' * 32}-b7ad6b7169203331-01"])
def test_an_invalid_trace_is_begun_anew(incoming: str) -> None:
    assert re.fullmatch(r"00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01", next_traceparent(incoming))


@given(st.text())
def test_no_request_id_holds_a_character_that_could_break_a_line(text: str) -> None:
    if is_request_id(text):
        assert not set(text) & set('\r\n"\\ ')


def test_entity_tags_compare_weakly() -> None:
    assert not_modified('"a", W/"b"', '"b"')
    assert not_modified("*", '"b"')
    assert not not_modified('"a"', '"b"')
    assert not not_modified(None, '"b"')


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    assert Upstream(429, "", {"retry-after": "3"}).retry_after(0) == 3
    date = Upstream(429, "", {"retry-after": "Thu, 01 Jan 1970 00:01:40 GMT"})
    assert date.retry_after(90) == 10
    assert Upstream(429, "", {"retry-after": "soon"}).retry_after(0) is None


@given(st.text(max_size=40) | st.integers(0, 10**400).map(str))
def test_any_retry_after_is_a_time_to_wait_or_none(text: str) -> None:
    asked = Upstream(429, "", {"retry-after": text}).retry_after(1_795_900_000)
    assert asked is None or 0 <= asked <= 366 * 86_400


@pytest.mark.parametrize("text", ["", "{", "[" * 2000, '"\\ud800"', "NaN", "1" * 5000])
def test_an_answer_that_is_no_json_is_502(text: str) -> None:
    with pytest.raises(UpstreamError) as failed:
        Upstream(200, text).json()
    assert failed.value.status == 502


def test_the_first_failures_are_retried_at_the_next_tick_and_later_ones_wait_longer() -> None:
    assert [wait_ms(n) for n in range(1, PATIENT_AFTER + 1)] == [1] * PATIENT_AFTER
    assert 60_000 <= wait_ms(PATIENT_AFTER + 1) <= 120_000
    assert wait_ms(60) <= LONGEST_WAIT_MS


@given(st.integers(min_value=1, max_value=100))
def test_a_message_stays_longer_in_the_queue_each_time_but_minutes_at_most(attempt: int) -> None:
    longest = min(15 * 2 ** (attempt - 1), 240)
    assert longest // 2 <= queue_wait_seconds(attempt) <= longest


@given(st.lists(st.sampled_from(["https://a.example", "https://b.example", "*"])), st.text())
def test_credentials_are_never_combined_with_a_star(origins: list[str], origin: str) -> None:
    lines = Cors(",".join(origins)).lines(origin)
    assert not ("allow-origin: *" in lines and "allow-credentials" in lines)
    assert "vary: Origin" in lines


class Region(BaseModel):
    region: str
    since: str | None = None


class MarketService(Service, worker="market-intelligence"):
    market = Operation("GET", "/api/market/{region}", Region, Region)
    load = Operation("POST", "/api/load", Region, None)
    rename = Operation("PATCH", "/api/market/{place}", Region, None)


def test_a_service_is_bound_under_its_workers_name() -> None:
    assert MarketService.binding == "MARKET_INTELLIGENCE"
    assert [operation.name for operation in MarketService.operations()] == [
        "market",
        "load",
        "rename",
    ]


def test_a_get_fills_path_and_query_and_a_post_sends_a_body() -> None:
    region = Region(region="a/b c", since="x&y")
    assert MarketService.market.address(region) == ("/api/market/a%2Fb%20c?since=x%26y", None)
    path, body = MarketService.load.address(region)
    assert path == "/api/load"
    assert json.loads(body or "") == {"region": "a/b c", "since": "x&y"}


def test_a_change_is_sent_to_the_place_that_the_call_names() -> None:
    path, body = MarketService.rename.address(Region(region="new"), {"place": "a/b"})
    assert path == "/api/market/a%2Fb"
    assert json.loads(body or "") == {"region": "new", "since": None}
