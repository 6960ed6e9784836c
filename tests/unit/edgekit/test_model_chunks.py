"""What models say, in the shapes that there are."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit.model_chunks import Chunk, Usage, chunk_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "delta", "message", "content", "response", "usage", "error", "text"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"response": "Hi", "p": "abdefgh"}, "Hi"),
        ({"response": 5}, "5"),
        ({"response": 2.5}, "2.5"),
        ({"response": None}, ""),
        ({"response": {"grade": "A"}}, '{"grade": "A"}'),
        ({"choices": [{"delta": {"content": "Hi"}}]}, "Hi"),
        ({"choices": [{"delta": {"role": "assistant"}}]}, ""),
        ({"choices": [{"delta": {"role": "assistant", "content": None}}]}, ""),
        ({"choices": [{"delta": {"reasoning_content": "hm", "content": ""}}]}, ""),
        ({"choices": [{"message": {"content": "Hi"}}]}, "Hi"),
        ({"choices": [{"message": {"content": [{"type": "text", "text": "Hi"}]}}]}, "Hi"),
        ({"choices": [{"text": "Hi"}]}, ""),
        ({"choices": []}, ""),
        ([], ""),
        ("Hi", ""),
        (None, ""),
    ],
)
def test_a_chunk_says_its_text(said: Any, text: str) -> None:
    assert chunk_of(said).text == text


def test_a_chunk_says_why_it_ends_and_what_it_cost() -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    last = {"choices": [{"delta": {}, "finish_reason": "length"}], "usage": usage}
    assert chunk_of(last) == Chunk("", "length", Usage(7, 3))
    assert chunk_of({"choices": [], "usage": usage}).usage == Usage(7, 3)
    assert chunk_of({"response": "", "usage": usage}).usage == Usage(7, 3)
    assert Usage(7, 3).total_tokens == 10
    assert chunk_of({"response": "", "usage": {"prompt_tokens": "7"}}).usage is None


@pytest.mark.parametrize(
    "said",
    [
        {"error": {"message": "Rate limit reached", "type": "requests"}},
        {"error": "overloaded"},
        {"errors": [{"code": 3040}], "success": False},
    ],
)
def test_an_error_in_place_of_words_is_seen(said: Any) -> None:
    assert chunk_of(said).failed


@given(JSON)
def test_no_json_breaks_it(said: Any) -> None:
    chunk = chunk_of(json.loads(json.dumps(said)))
    assert isinstance(chunk.text, str)
