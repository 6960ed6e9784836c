"""Server-sent events, however their bytes are split."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit.server_sent_events import EventReader, ServerSentEvent

TEXT = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=8)
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def read(stream: bytes, *cuts: int) -> list[ServerSentEvent]:
    """The events of a stream that is cut at these places."""
    reader = EventReader()
    places = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    found = []
    for begin, end in itertools.pairwise(places):
        found += reader.feed(stream[begin:end])
    return found + reader.end()


def data_of(stream: str) -> list[str]:
    return [event.data for event in read(stream.encode())]


@given(
    events=st.lists(st.lists(TEXT, min_size=1, max_size=3), max_size=4),
    end=LINE_ENDS,
    comment=TEXT,
    cuts=st.lists(st.integers(0, 10_000), max_size=6),
)
def test_any_split_of_the_bytes_gives_the_same_events(
    events: Sequence[Sequence[str]], end: str, comment: str, cuts: list[int]
) -> None:
    parts = [f":{comment}"]
    for lines in events:
        parts += [*(f"data: {line}" for line in lines), "", ":", ""]
    stream = end.join([*parts, ""]).encode()
    assert [event.data for event in read(stream, *cuts)] == ["\n".join(lines) for lines in events]


@given(stream=st.binary(max_size=60), cuts=st.lists(st.integers(0, 60), max_size=5))
def test_any_bytes_are_read_alike_however_they_come(stream: bytes, cuts: list[int]) -> None:
    assert read(stream, *cuts) == read(stream)


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        ("data: one\n\ndata: two\n\n", ["one", "two"]),
        ("data:one\r\ndata: two\r\n\r\n", ["one\ntwo"]),
        ("data: one\rdata\r\r", ["one\n"]),
        ("\ufeffdata: one\n\n", ["one"]),
        (": ping\n\n: ping\ndata: one\n\n", ["one"]),
        ("id: 7\nretry: 10\nevent: said\ndata: one\n\n", ["one"]),
        ("event: said\n\n\n\n", []),
        ("data:  two blanks\n\n", [" two blanks"]),
        ("data: [DONE]", ["[DONE]"]),
        ("data: one\n", ["one"]),
        ("{}\n\n<html>\n\n", []),
    ],
)
def test_what_the_standard_and_servers_that_bend_it_mean(stream: str, expected: list[str]) -> None:
    assert data_of(stream) == expected


def test_an_event_has_its_name_and_the_next_one_has_none() -> None:
    events = read(b"event: error\ndata: a\n\ndata: b\n\n")
    assert [event.name for event in events] == ["error", "message"]


def test_bytes_that_are_no_utf_8_do_no_harm() -> None:
    assert data_of("data: é\n\n") == ["é"]
    assert [event.data for event in read(b"data: caf\xe9\n\n")] == ["caf\ufffd"]
