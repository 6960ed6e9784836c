"""What a language model's answer says, whole or a part of it, in the shapes that there are.

Workers AI says ``{"response": …, "usage": …}``; OpenAI, those who speak like it, and the newer
models of Workers AI say ``{"choices": [{"delta": {"content": …}}], "usage": …}``, or ``message`` in
place of ``delta`` where the answer is not streamed.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple


class Usage(NamedTuple):
    """Tokens that were asked with and answered with."""

    prompt_tokens: int
    completion_tokens: int

    @property
    def total_tokens(self) -> int:
        """Both together."""
        return self.prompt_tokens + self.completion_tokens


class Chunk(NamedTuple):
    """One part of an answer; ``finish`` is why it ends, empty while it goes on."""

    text: str = ""
    finish: str = ""
    usage: Usage | None = None
    failed: bool = False


FAILED = Chunk(failed=True)


def chunk_of(said: Any) -> Chunk:
    """What one JSON value of an answer says; what is in no known shape says nothing."""
    if not isinstance(said, Mapping):
        return Chunk()
    if said.get("error") or said.get("errors"):
        return FAILED
    usage = _usage(said.get("usage"))
    choices = said.get("choices")
    if isinstance(choices, list) and choices and isinstance(choices[0], Mapping):
        choice = choices[0]
        message = choice.get("delta") or choice.get("message") or choice
        content = message.get("content") if isinstance(message, Mapping) else None
        finish = choice.get("finish_reason")
        return Chunk(_text(content), finish if isinstance(finish, str) else "", usage)
    return Chunk(_text(said.get("response")), "", usage)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if content is None or isinstance(content, bool):
        return ""
    if isinstance(content, int | float):
        return str(content)  # Workers AI streams a token of digits as a number
    if isinstance(content, list) and all(_is_part(part) for part in content):
        return "".join(part["text"] for part in content)
    return json.dumps(content, ensure_ascii=False)  # it was asked for JSON, and came parsed


def _is_part(part: Any) -> bool:
    return isinstance(part, Mapping) and isinstance(part.get("text"), str)


def _usage(given: Any) -> Usage | None:
    match given:
        case {"prompt_tokens": int(asked), "completion_tokens": int(answered)}:
            return Usage(max(0, asked), max(0, answered))
    return None
