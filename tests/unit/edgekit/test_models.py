"""Which model is chosen, and how it hears: over a stream of bytes, without a runtime."""

import asyncio
import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit import PlatformError, Vars, models
from edgekit.logs import Log
from edgekit.model_chunks import Usage
from edgekit.models import Message, Model, ModelAnswer, ModelError, ModelVars
from edgekit.platform.byte_stream import ByteStream

QUESTION = [Message("user", "How much salt?")]


class Kitchen:
    """As much of a request as choosing a model, and hearing one, looks at."""

    def __init__(self, declaring: type[Vars] = ModelVars, **env: Any) -> None:
        self.vars = declaring(cast("Any", env).get)
        self.bindings = {"AI": None} | env
        self.worker = self
        self.now = 0
        self.log = Log("kitchen", "")

    def clock_ms(self) -> int:
        return self.now


def chosen(declaring: type[Vars] = ModelVars, **env: Any) -> Model | None:
    return models.chosen(cast("Any", Kitchen(declaring, **env)))


def test_without_a_word_of_a_model_there_is_none() -> None:
    assert chosen() is None
    assert chosen(AI="binding") is None
    assert chosen(AI_MODEL="@cf/meta/llama-3.3-70b-instruct-fp8-fast") is None
    assert chosen(Vars, AI="binding", AI_MODEL="@cf/x") is None


def test_a_name_chooses_a_model_of_the_binding() -> None:
    model = chosen(AI="binding", AI_MODEL="@cf/x", AI_MAX_TOKENS="90")
    assert model == Model("@cf/x", "workers-ai", "", 6000, 20_000, 90)


@pytest.mark.parametrize(
    "address",
    ["http://m:1/v1", "http://m:1/v1/", "http://m:1/v1/chat/completions"],
)
def test_an_address_chooses_an_endpoint(address: str) -> None:
    model = chosen(AI="binding", AI_API_URL=address, AI_MODEL="gpt")
    assert model is not None
    assert (model.via, model.name) == ("endpoint", "gpt")
    assert model.url == "http://m:1/v1/chat/completions"


class Bytes:
    """A stream that says what it was given; a number lets so many milliseconds pass."""

    def __init__(self, kitchen: Kitchen, parts: Sequence[bytes | int | Exception]) -> None:
        self.status, self.media_type = 200, "text/event-stream"
        self._kitchen, self._parts = kitchen, list(parts)
        self.closed = False

    async def read(self, timeout_ms: int) -> bytes | None:
        while self._parts:
            part = self._parts.pop(0)
            if isinstance(part, bytes):
                return part
            if isinstance(part, Exception):
                raise part
            self._kitchen.now += min(part, timeout_ms)
            if part > timeout_ms:
                raise PlatformError("TimeoutError: too late")
        return None

    async def close(self) -> None:
        self.closed = True


class Heard:
    """What came of an answer."""

    def __init__(self, *parts: bytes | int | Exception) -> None:
        kitchen = Kitchen()
        self.stream = Bytes(kitchen, parts)

        async def ask(timeout_ms: int) -> ByteStream:
            return cast("ByteStream", self.stream)

        model = Model("m", "endpoint", "http://m:1", first_token_ms=100, deadline_ms=1000)
        self.answer = ModelAnswer(cast("Any", kitchen), model, ask, prompt_tokens=5)
        self.kind = ""
        try:
            self.text = asyncio.run(self.answer.whole())
        except ModelError as error:
            self.kind = error.kind
            self.text = self.answer.text


def said(value: Mapping[str, Any] | str) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"data: {text}\r\n\r\n".encode()


SHAPES = {
    "workers-ai": lambda text: {"response": text, "p": "abc"},
    "openai": lambda text: {"choices": [{"delta": {"content": text}, "finish_reason": None}]},
}


@given(
    pieces=st.lists(st.text(max_size=6), max_size=6),
    shape=st.sampled_from(sorted(SHAPES)),
    cuts=st.lists(st.integers(0, 5000), max_size=8),
)
def test_any_split_of_the_bytes_says_the_same(
    pieces: list[str], shape: str, cuts: list[int]
) -> None:
    stream = b"".join(said(SHAPES[shape](piece)) for piece in pieces) + said("[DONE]")
    places = sorted({0, len(stream), *(cut % len(stream) for cut in cuts)})
    parts = [stream[begin:end] for begin, end in itertools.pairwise(places)]
    heard = Heard(*parts)
    assert (heard.text, heard.kind) == ("".join(pieces), "")
    assert heard.stream.closed


@given(junk=st.lists(st.binary(max_size=30), max_size=5))
def test_junk_is_silence_or_a_model_error(junk: list[bytes]) -> None:
    heard = Heard(*junk)
    assert heard.kind in ("broke_off", "refused") or b"[DONE]" in b"".join(junk)
    assert heard.stream.closed


def test_the_deadlines_are_one_for_the_first_word_and_one_for_all() -> None:
    word, end = said({"response": "salt "}), said("[DONE]")
    assert Heard(90, word, 800, word, end).kind == ""
    assert Heard(110, word, end).kind == "slow"
    assert Heard(said({"response": ""}), 110, word, end).kind == "slow"
    assert Heard(90, word, 950, word, end).kind == "slow"
    crumbs = [part for _ in range(30) for part in (40, word)]
    assert Heard(*crumbs, end).kind == "slow"


def test_a_line_that_stays_open_when_all_is_said_spoils_nothing() -> None:
    last = said({"choices": [{"delta": {"content": "Salt."}, "finish_reason": "stop"}]})
    heard = Heard(last, 5000, said("[DONE]"))
    assert (heard.text, heard.kind, heard.answer.finish) == ("Salt.", "", "stop")
    assert heard.stream.closed
    assert Heard(last, said({"error": "overloaded"})).kind == "broke_off"


def test_what_was_said_is_paid_for_also_where_it_breaks_off() -> None:
    heard = Heard(said({"response": "eight chars twice"}), PlatformError("Network lost"))
    assert heard.kind == "broke_off"
    assert heard.answer.usage == Usage(5, 5)
    usage = {"response": "", "usage": {"prompt_tokens": 9, "completion_tokens": 4}}
    assert Heard(said({"response": "x"}), said(usage), said("[DONE]")).answer.usage == Usage(9, 4)


def test_a_model_is_asked_for_no_more_than_its_limit() -> None:
    model = Model("m", "endpoint", "http://m:1/v1/chat/completions", max_tokens=50)
    answer = model.answer(cast("Any", Kitchen()), QUESTION, max_tokens=500)
    assert answer.usage == Usage(4, 0)
