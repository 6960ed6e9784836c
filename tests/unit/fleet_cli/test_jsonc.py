import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.jsonc import JsoncError, parse

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON, st.sampled_from([None, 2]))
def test_plain_json_means_the_same(value: Any, indent: int | None) -> None:
    assert parse(json.dumps(value, indent=indent)).value == value


@given(st.text(alphabet='"/*,]} \\\n'))
def test_what_looks_like_a_comment_in_a_string_is_kept(text: str) -> None:
    assert parse(json.dumps({"key": text})).value == {"key": text}


def test_comments_and_trailing_commas_are_taken() -> None:
    text = '{ // one\n "a": [1, 2, /* three */ ], /* and\n more */ "b": {},\n}'
    assert parse(text).value == {"a": [1, 2], "b": {}}


def test_every_value_knows_its_line() -> None:
    document = parse('{\n  "a": 1, // one\n  "b": [\n    { "c": 2 },\n    3,\n  ],\n}')
    assert [document.line("a"), document.line("b"), document.line("b", 0, "c")] == [2, 3, 4]
    assert document.line("b", 1) == 5
    assert document.line("b", 1, "missing") == 5
    assert document.line("missing") == 1


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{\n  "a": 1\n  "b": 2\n}', 3, 3),
        ("{'a': 1}", 1, 2),
        ('{ /* x */ "a": }', 1, 16),
        ("", 1, 1),
        ("{} {}", 1, 4),
        ("{,}", 1, 2),
        ("[1,\n,]", 2, 1),
    ],
)
def test_a_mistake_is_placed_where_it_is(text: str, line: int, column: int) -> None:
    with pytest.raises(JsoncError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.column) == (line, column)
