"""Preconditions by RFC 9110: lists of entity tags, dates, and their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_conditions import moment, range_applies, status_of

ETAG, MODIFIED = '"abc"', 1_795_000_000
AT, BEFORE, AFTER = (
    "Wed, 18 Nov 2026 11:06:40 GMT",
    "Wed, 18 Nov 2026 11:06:39 GMT",
    "Wed, 18 Nov 2026 11:06:41 GMT",
)
TAGS = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters='"\x7f'),
    max_size=8,
).map(lambda text: f'"{text}"')


def status(**headers: str) -> int:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return status_of(sent.get, ETAG, MODIFIED)


def test_the_dates_are_what_they_seem() -> None:
    assert [moment(text) for text in (BEFORE, AT, AFTER)] == [
        MODIFIED - 1,
        MODIFIED,
        MODIFIED + 1,
    ]


@pytest.mark.parametrize(
    "tags", ['"abc"', 'W/"abc"', '"x", "abc"', '"x" ,W/"abc",', '"a,b", "abc"', "*", " * "]
)
def test_a_version_that_the_client_has_is_304(tags: str) -> None:
    assert status(if_none_match=tags) == 304


@pytest.mark.parametrize(
    "tags", ['"x"', "abc", '"abc', '"x,"abc,"', "", '"ab","c"', '"*"', "W/abc"]
)
def test_another_version_is_answered(tags: str) -> None:
    assert status(if_none_match=tags) == 200


@pytest.mark.parametrize(
    ("tags", "expected"),
    [('"abc"', 200), ("*", 200), ('"x", "abc"', 200), ('W/"abc"', 412), ('"x"', 412), ("", 412)],
)
def test_if_match_wants_the_very_bytes(tags: str, expected: int) -> None:
    assert status(if_match=tags) == expected


@pytest.mark.parametrize(
    ("since", "expected"), [(BEFORE, 200), (AT, 304), (AFTER, 304), ("soon", 200)]
)
def test_if_modified_since(since: str, expected: int) -> None:
    assert status(if_modified_since=since) == expected


@pytest.mark.parametrize(
    ("since", "expected"), [(BEFORE, 412), (AT, 200), (AFTER, 200), ("x", 200)]
)
def test_if_unmodified_since(since: str, expected: int) -> None:
    assert status(if_unmodified_since=since) == expected


def test_tags_count_before_dates() -> None:
    assert status(if_none_match='"x"', if_modified_since=AFTER) == 200
    assert status(if_match='"abc"', if_unmodified_since=BEFORE) == 200
    assert status(if_match='"x"', if_none_match='"abc"') == 412
    assert status(if_match='"abc"', if_none_match='"abc"') == 304


@pytest.mark.parametrize(
    ("if_range", "applies"),
    [
        *((None, True), ('"abc"', True), ('W/"abc"', False), ('"x"', False), ("abc", False)),
        *((AT, True), (BEFORE, False), (AFTER, False), ('"abc", "x"', False), ("", False)),
    ],
)
def test_if_range_wants_the_very_version(if_range: str | None, applies: bool) -> None:
    assert range_applies(if_range, ETAG, MODIFIED) is applies


@given(st.lists(st.tuples(st.booleans(), TAGS), max_size=6), TAGS)
def test_a_tag_is_found_in_a_list_exactly_where_it_is(
    listed: list[tuple[bool, str]], etag: str
) -> None:
    header = ", ".join(("W/" if weak else "") + tag for weak, tag in listed)
    found = status_of({"if-none-match": header}.get, etag, MODIFIED)
    assert found == (304 if etag in [tag for _, tag in listed] else 200)
    matched = status_of({"if-match": header}.get, etag, MODIFIED)
    assert matched == (200 if (False, etag) in listed else 412)


@given(st.text(max_size=60))
def test_no_date_is_an_error(text: str) -> None:
    found = moment(text)
    assert found is None or isinstance(found, int)
