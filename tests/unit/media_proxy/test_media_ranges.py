"""Parts of a file by RFC 9110: what is asked for is what is answered, or the whole, or 416."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_ranges import Span, UnsatisfiableError, span_of

SIZES = st.integers(1, 5000)
POSITIONS = st.integers(0, 6000)


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", Span(0, 0)),
        ("bytes=0-1023", Span(0, 1023)),
        ("bytes=0-", Span(0, 2047)),
        ("bytes=2047-", Span(2047, 2047)),
        ("bytes=2000-9999", Span(2000, 2047)),
        ("bytes=-1", Span(2047, 2047)),
        ("bytes=-99999", Span(0, 2047)),
        ("Bytes=1-2", Span(1, 2)),
        ("bytes = 1-2", Span(1, 2)),
        ("bytes=\t1-2 , ,", Span(1, 2)),
        ("bytes=0001-0002", Span(1, 2)),
        ("bytes=0-" + "9" * 5000, Span(0, 2047)),
        ("bytes=0-9,10-19", Span(0, 19)),
        ("bytes=5-9,0-6", Span(0, 9)),
        ("bytes=0-9,9999-", Span(0, 9)),
        ("bytes=0-0,-1", None),
    ],
)
def test_a_range_is_read(header: str, span: Span | None) -> None:
    assert span_of(header, 2048) == span


@pytest.mark.parametrize(
    "header",
    [
        *(
            None,
            "",
            "bytes",
            "bytes=",
            "bytes=,",
            "bytes=-",
            "bytes=5-4",
            "bytes=a-b",
            "bytes=1-2x",
        ),
        *("bytes=0-1,x", "bytes=--1", "bytes=1", "bytes=1 - 2", "bytes=-1-2", "bytes=+1-2"),
        *("lines=0-0", "bytes: 0-0", "bytes=0-0;q=1", "bytes=٣-٤", "xbytes=0-0"),
        "bytes=" + ",".join(["0-0"] * 101),
    ],
)
def test_what_is_no_range_is_ignored(header: str | None) -> None:
    assert span_of(header, 2048) is None


@pytest.mark.parametrize(
    "header", ["bytes=2048-", "bytes=9999-99999", "bytes=-0", "bytes=3000-,-0"]
)
def test_a_range_beyond_the_end_is_unsatisfiable(header: str) -> None:
    with pytest.raises(UnsatisfiableError):
        span_of(header, 2048)


@given(SIZES, POSITIONS, POSITIONS)
def test_a_range_gives_the_bytes_that_a_slice_gives(size: int, first: int, length: int) -> None:
    data = bytes(number % 251 for number in range(size))
    wanted = data[first : first + length + 1]
    try:
        span = span_of(f"bytes={first}-{first + length}", size)
    except UnsatisfiableError:
        assert not wanted
        return
    assert span is not None
    assert data[span.first : span.last + 1] == wanted
    assert span.length == len(wanted)


@given(SIZES, st.integers(1, 6000))
def test_a_suffix_gives_the_last_bytes(size: int, length: int) -> None:
    span = span_of(f"bytes=-{length}", size)
    assert span is not None
    assert (span.last, span.length) == (size - 1, min(length, size))


@given(SIZES, st.lists(st.tuples(POSITIONS, POSITIONS), min_size=1, max_size=6))
def test_several_ranges_are_one_only_where_nothing_is_between(
    size: int, pairs: list[tuple[int, int]]
) -> None:
    pairs = [(min(pair), max(pair)) for pair in pairs]
    wanted = {at for first, last in pairs for at in range(first, last + 1) if at < size}
    try:
        span = span_of("bytes=" + ", ".join(f"{first}-{last}" for first, last in pairs), size)
    except UnsatisfiableError:
        assert not wanted
        return
    has_gaps = len(wanted) != max(wanted) - min(wanted) + 1
    assert (span is None) == has_gaps
    if span is not None:
        assert set(range(span.first, span.last + 1)) == wanted


@given(st.text("bytes=0123456789-, \tx", max_size=40), SIZES)
def test_no_header_gives_a_span_outside_of_the_file(header: str, size: int) -> None:
    try:
        span = span_of(header, size)
    except UnsatisfiableError:
        return
    assert span is None or 0 <= span.first <= span.last < size
