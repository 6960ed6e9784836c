"""Bytes that come in pieces over the network or from a binding, each waited for only so long."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .bridge import Bridge, PlatformError
from .values import js_object

CANCEL_MS = 1000
EVENT_STREAM = "text/event-stream"


class ByteStream:
    """An answer's bytes. ``status`` is HTTP's, 200 where there is none; close it when done with."""

    def __init__(
        self, bridge: Bridge, body: Any, status: int, media_type: str, controller: Any = None
    ) -> None:
        self.status = status
        self.media_type = media_type
        self._bridge = bridge
        self._controller = controller
        self._text = body if isinstance(body, str) else None
        self._reader = body.getReader() if hasattr(body, "getReader") else None

    async def read(self, timeout_ms: int) -> bytes | None:
        """The next bytes, ``None`` at the end. Raises ``PlatformError``."""
        if self._reader is None:
            text, self._text = self._text, None
            return None if text is None else text.encode(errors="replace")
        part = await self._bridge.within(timeout_ms, self._reader, "read")
        if part.done:
            self._reader = self._controller = None
            return None
        piece = part.value
        return piece.encode(errors="replace") if isinstance(piece, str) else bytes(piece.to_bytes())

    async def close(self) -> None:
        """Want no more of it: whoever sends it is told to stop."""
        reader, self._reader = self._reader, None
        controller, self._controller = self._controller, None
        if controller is not None:
            controller.abort()
        if reader is not None:
            with suppress(PlatformError):  # it may have failed, or been aborted, already
                await self._bridge.within(CANCEL_MS, reader, "cancel")


async def post(
    bridge: Bridge, url: str, headers: Mapping[str, str], body: str, timeout_ms: int
) -> ByteStream:
    """Post text and give the answer as it begins, whatever its status; redirects are not followed.

    Raises ``PlatformError`` where none began in time.
    """
    import js

    controller = js.AbortController.new()
    asked = {"method": "POST", "headers": dict(headers), "body": body, "redirect": "manual"}
    init = js_object(asked)
    init.signal = controller.signal
    try:
        response = await bridge.within(timeout_ms, js.globalThis, "fetch", url, init)
    except BaseException:
        controller.abort()
        raise
    media_type = response.headers.get("content-type")
    media_type = media_type if isinstance(media_type, str) else ""
    return ByteStream(bridge, response.body, response.status, media_type, controller)


async def run_ai(
    bridge: Bridge, ai: Any, model: str, inputs: Mapping[str, Any], timeout_ms: int
) -> ByteStream:
    """Have a model of Workers AI run; what it does not stream is one piece of JSON.

    Raises ``PlatformError`` where the binding does, or gives nothing in time.
    """
    import js

    said = await bridge.within(timeout_ms, ai, "run", model, js_object(inputs))
    if hasattr(said, "getReader"):
        return ByteStream(bridge, said, 200, EVENT_STREAM)
    text = json_text(js.JSON.stringify(said))
    return ByteStream(bridge, text, 200, "application/json")


def json_text(text: Any) -> str:
    """What ``JSON.stringify`` gave; ``null`` for what JSON has no word for."""
    return text if isinstance(text, str) else "null"
