"""One way to language models: Workers AI, whatever speaks like OpenAI's API, or none at all.

::

    class ChatVars(ModelVars): ...

    model = models.chosen(ctx)
    if model is None:
        ...  # answer without one
    async with model.answer(ctx, [Message("system", RULES), Message("user", question)]) as answer:
        async for piece in answer:
            ...

https://platform.openai.com/docs/api-reference/chat/create and
https://developers.cloudflare.com/workers-ai/configuration/bindings/ say what is spoken. Whatever
goes wrong is a ``ModelError`` of four kinds, and its words are ours, never a provider's.
"""

import json
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field
from pydantic_core import from_json

from .model_chunks import Usage, chunk_of
from .platform import PlatformError
from .platform.byte_stream import ByteStream, begin, run_ai
from .scope import Scope
from .server_sent_events import EventReader
from .vars import Secret, Url, Vars

BINDING = "AI"
DEFAULT_NAME = "default"
MAX_BYTES = 2 << 20
"""Of an answer as it is sent; a token takes some 300 of them."""
LONGEST_TEXT = 20_000
"""Characters of an answer."""
CHARACTERS_A_TOKEN = 4
DONE = "[DONE]"
# https://developers.cloudflare.com/workers-ai/platform/errors/
AI_ERROR = re.compile(r"\b(\d{4}): ")
AI_SLOW = {3007, 3008}
AI_DOWN = {3040}

Kind = Literal["slow", "down", "broke_off", "refused"]
SENTENCES: Mapping[Kind, str] = {
    "slow": "The model did not answer in time.",
    "down": "The model can't be reached.",
    "broke_off": "The model broke off before its answer was complete.",
    "refused": "The model refused to answer.",
}


class ModelError(Exception):
    """No answer came of a model, or only a part of one; the text is ours, fit to be shown.

    ``kind``: ``slow`` (a deadline passed), ``down`` (nobody there, 5xx), ``broke_off`` (an end
    before the end, what is no answer, or one without an end), ``refused`` (4xx, 429 too, an error
    in place of words, a content filter). ``status`` is HTTP's or Workers AI's code, 0 without one.
    """

    def __init__(self, kind: Kind, status: int = 0) -> None:
        super().__init__(SENTENCES[kind])
        self.kind: Kind = kind
        self.status = status


class Message(NamedTuple):
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class ModelVars(Vars):
    """The vars of a worker that can work with a model; its own are declared in a subclass."""

    ai_api_url: Url | None = None
    """Base address of an OpenAI-compatible API; set, it is asked and Workers AI is not."""
    ai_api_key: Secret = None
    """Key of that API."""
    ai_model: str = ""
    """The model's name. One of Workers AI's is run by the binding `AI` where no address is set."""
    ai_first_token_ms: Annotated[int, Field(ge=1, le=60_000)] = 6_000
    """Milliseconds that the first word of a model's answer may take."""
    ai_deadline_ms: Annotated[int, Field(ge=1, le=120_000)] = 20_000
    """Milliseconds that a model's whole answer may take."""
    ai_max_tokens: Annotated[int, Field(ge=1, le=4_096)] = 400
    """Tokens that a model may answer with."""


@dataclass(frozen=True)
class Model:
    """A model that was chosen, and the limits of its answers."""

    name: str
    via: Literal["workers-ai", "endpoint"]
    url: str = ""
    first_token_ms: int = 6_000
    deadline_ms: int = 20_000
    max_tokens: int = 400

    def answer(
        self, ctx: Scope, messages: Sequence[Message], *, max_tokens: int | None = None
    ) -> "ModelAnswer":
        """What the model says to ``messages``; it is asked when the first piece is waited for.

        ``max_tokens`` may only be fewer than the model's own limit.
        """
        most = min(max_tokens or self.max_tokens, self.max_tokens)
        inputs: dict[str, Any] = {
            "messages": [message._asdict() for message in messages],
            "stream": True,
            "max_tokens": most,
            "temperature": 0,
        }

        async def ask(timeout_ms: int) -> ByteStream:
            if self.via == "workers-ai":
                ai = ctx.worker.bindings[BINDING]
                return await run_ai(ctx.bridge, ai, self.name, inputs, timeout_ms)
            body = {"model": self.name, **inputs, "stream_options": {"include_usage": True}}
            headers, text = _headers(ctx), json.dumps(body)
            return await begin(ctx.bridge, "POST", self.url, headers, timeout_ms, text)

        asked = sum(len(message.content) for message in messages)
        return ModelAnswer(ctx, self, ask, _tokens(asked))


def chosen(ctx: Scope) -> Model | None:
    """The model that the vars choose: see ``ModelVars``; ``None`` without one.

    ``AI_API_URL`` chooses an endpoint, else ``AI_MODEL`` a model of the binding ``AI``.
    """
    given = ctx.worker.vars
    if not isinstance(given, ModelVars):
        return None
    limits = (given.ai_first_token_ms, given.ai_deadline_ms, given.ai_max_tokens)
    if given.ai_api_url:
        url = given.ai_api_url.rstrip("/").removesuffix("/chat/completions") + "/chat/completions"
        return Model(given.ai_model or DEFAULT_NAME, "endpoint", url, *limits)
    if given.ai_model and ctx.worker.bindings[BINDING] is not None:
        return Model(given.ai_model, "workers-ai", "", *limits)
    return None


class ModelAnswer:
    """A model's words as they come: an asynchronous iterator, and a context manager that closes it.

    It closes itself at its end and at any failure. ``text`` is what was said so far; ``finish`` why
    it ended (``stop``, ``length``…), empty before; ``usage`` what it cost, where the model did not
    say it an estimate.
    """

    def __init__(
        self,
        ctx: Scope,
        model: Model,
        ask: Callable[[int], Awaitable[ByteStream]],
        prompt_tokens: int,
    ) -> None:
        self.text = ""
        self.finish = ""
        self._ctx, self._model, self._ask = ctx, model, ask
        self._prompt_tokens = prompt_tokens
        self._usage: Usage | None = None
        self._started_ms: int | None = None
        self._stream: ByteStream | None = None
        self._events = EventReader()
        self._whole: list[bytes] = []
        self._bytes = 0
        self._pieces: deque[str] = deque()
        self._over = False

    @property
    def usage(self) -> Usage:
        """Tokens used; what broke off has been paid for too, as far as it came."""
        return self._usage or Usage(self._prompt_tokens, _tokens(len(self.text)))

    async def whole(self) -> str:
        """All that the model has to say. Raises ``ModelError``."""
        async for _ in self:
            pass
        return self.text

    async def close(self) -> None:
        """Want no more of it: the model is told to stop, as far as it can be."""
        self._over = True
        stream, self._stream = self._stream, None
        if stream is not None:
            await stream.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        try:
            while not self._pieces and not self._over:
                await self._take()
        except (ModelError, PlatformError) as error:
            failure = error if isinstance(error, ModelError) else self._failure(error)
            await self.close()
            self._fail(failure)
        except BaseException:
            await self.close()
            raise
        if not self._pieces:
            raise StopAsyncIteration
        return self._pieces.popleft()

    def _fail(self, failure: ModelError) -> None:
        """Raise a failure, unless it came when all was said: some servers keep the line open."""
        if self.finish and failure.kind == "slow":
            return
        self._pieces.clear()
        self._ctx.log.warning(
            "model_failed", kind=failure.kind, status=failure.status, model=self._model.name
        )
        raise failure from None  # the cause has a provider's words

    async def _take(self) -> None:
        """Wait for more bytes, and hear what is in them."""
        if self._stream is None:
            self._started_ms = self._ctx.clock_ms()
            self._stream = await self._ask(self._left_ms())
            if not 200 <= self._stream.status < 300:
                raise _of_status(self._stream.status)
        data = await self._stream.read(self._left_ms())
        self._bytes += len(data or b"")
        if self._bytes > MAX_BYTES:
            raise ModelError("broke_off")
        if "json" in self._stream.media_type:
            self._take_json(data)
        else:
            self._take_events(data)
        if self._over:
            await self.close()

    def _take_events(self, data: bytes | None) -> None:
        for event in self._events.end() if data is None else self._events.feed(data):
            if event.data.strip() == DONE:
                self._over = True
                return
            self._hear(event.data, failed=event.name == "error")
        if data is None:
            if not self.finish:
                raise ModelError("broke_off")
            self._over = True

    def _take_json(self, data: bytes | None) -> None:
        """An answer that is not streamed, though that was asked for."""
        if data is not None:
            self._whole.append(data)
            return
        self._hear(b"".join(self._whole).decode(errors="replace"))
        if not self.text:
            raise ModelError("broke_off")
        self.finish = self.finish or "stop"
        self._over = True

    def _hear(self, said: str, *, failed: bool = False) -> None:
        try:
            chunk = chunk_of(from_json(said, allow_inf_nan=False))
        except ValueError:
            raise ModelError("broke_off") from None
        if failed or chunk.failed:
            raise ModelError("broke_off" if self.text else "refused")
        if chunk.finish == "content_filter":
            raise ModelError("refused")
        self.finish = chunk.finish or self.finish
        self._usage = chunk.usage or self._usage
        if not chunk.text:
            return
        self.text += chunk.text
        if len(self.text) > LONGEST_TEXT:
            raise ModelError("broke_off")
        self._pieces.append(chunk.text)

    def _left_ms(self) -> int:
        assert self._started_ms is not None
        model = self._model
        allowed = model.deadline_ms if self.text else min(model.first_token_ms, model.deadline_ms)
        left = self._started_ms + allowed - self._ctx.clock_ms()
        if left <= 0:
            raise ModelError("slow")
        return left

    def _failure(self, error: PlatformError) -> ModelError:
        if error.is_deadline:
            return ModelError("slow")
        if self._stream is not None:
            return ModelError("broke_off")
        found = AI_ERROR.search(str(error)) if self._model.via == "workers-ai" else None
        code = int(found.group(1)) if found else 0
        if code in AI_SLOW:
            return ModelError("slow", code)
        return ModelError("refused" if code and code not in AI_DOWN else "down", code)


def _of_status(status: int) -> ModelError:
    if status in (408, 504):
        return ModelError("slow", status)
    return ModelError("refused" if 300 <= status < 500 else "down", status)


def _headers(ctx: Scope) -> dict[str, str]:
    worker = ctx.worker
    headers = {
        "content-type": "application/json",
        "accept": "text/event-stream",
        "user-agent": f"{worker.name}/{worker.version}",
        "x-request-id": ctx.request_id,
    }
    key = ctx.secret("AI_API_KEY")
    return headers | {"authorization": f"Bearer {key}"} if key else headers


def _tokens(characters: int) -> int:
    return -(-characters // CHARACTERS_A_TOKEN)
