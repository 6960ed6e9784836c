"""An OpenAI-compatible model that says back, word for word, what it was given to work with.

https://platform.openai.com/docs/api-reference/chat — deterministic, so that tests can hold it to
its word, and without a fact of its own, so that nothing it says can be made up.
"""

import hashlib
import json
from typing import Any

from fleet.dev.providers.base import Answer, Exchange, StandIn

CREATED = 1_700_000_000
LONGEST_REPLY = 600  # characters


class OpenAI(StandIn):
    """Answers chat completions with the last user message; streams when asked to."""

    name = "openai"
    aliases = ("ai", "model")
    hosts = ("openai.com",)
    variables = ("AI_API_URL",)
    secrets = ("AI_API_KEY", "OPENAI_API_KEY")

    def answer(self, exchange: Exchange) -> Answer:
        """Answer ``POST …/chat/completions`` and ``GET …/models``."""
        if exchange.path.endswith("/models"):
            return Answer.json({"object": "list", "data": [{"id": "echo", "object": "model"}]})
        if not exchange.path.endswith("/chat/completions"):
            return _error(404, f"Unknown request URL: {exchange.method} {exchange.path}.")
        body = exchange.json()
        if not body.get("messages"):
            return _error(400, "Missing required parameter: 'messages'.")
        return _stream(body) if body.get("stream") else Answer.json(_completion(body))


def _completion(body: dict[str, Any]) -> dict[str, Any]:
    reply = _reply(body)
    asked = sum(_tokens(_text(message)) for message in body["messages"])
    message = {"role": "assistant", "content": reply}
    return _head(body, "chat.completion") | {
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {
            "prompt_tokens": asked,
            "completion_tokens": _tokens(reply),
            "total_tokens": asked + _tokens(reply),
        },
    }


def _stream(body: dict[str, Any]) -> Answer:
    head = _head(body, "chat.completion.chunk")
    words = _reply(body).split(" ")
    pieces = [word if index == 0 else f" {word}" for index, word in enumerate(words)]
    chunks = [_chunk(head, {"content": piece}, None) for piece in pieces]
    chunks = [_chunk(head, {"role": "assistant"}, None), *chunks, _chunk(head, {}, "stop")]
    return Answer.text("".join([*chunks, "data: [DONE]\n\n"]), media_type="text/event-stream")


def _chunk(head: dict[str, Any], delta: dict[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return f"data: {json.dumps(head | {'choices': [choice]})}\n\n"


def _head(body: dict[str, Any], kind: str) -> dict[str, Any]:
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:24]
    model = body.get("model", "echo")
    return {"id": f"chatcmpl-{digest}", "object": kind, "created": CREATED, "model": model}


def _reply(body: dict[str, Any]) -> str:
    asked = [_text(each) for each in body["messages"] if each.get("role") == "user"]
    if body.get("response_format", {}).get("type") in ("json_object", "json_schema"):
        return "{}"
    return (asked[-1] if asked else "").strip()[:LONGEST_REPLY] or "…"


def _text(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content)


def _tokens(text: str) -> int:
    return max(1, len(text) // 4)


def _error(status: int, message: str) -> Answer:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return Answer.json({"error": error}, status)
