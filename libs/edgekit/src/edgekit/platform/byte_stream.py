"""Bytes that come in pieces over the network or from a binding, each waited for only so long."""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any

from .bridge import Bridge, PlatformError
from .values import js_object

CANCEL_MS = 1000
EVENT_STREAM = "text/event-stream"


class ByteStream:
    """Bytes as they come: an answer's, or a request's. Close it when done with.

    ``status`` is HTTP's, 200 where there is none; ``length`` how many bytes are to come, ``None``
    where nobody said so.
    """

    def __init__(
        self,
        bridge: Bridge,
        body: Any,
        status: int,
        media_type: str,
        controller: Any = None,
        headers: Any = None,
    ) -> None:
        self.status = status
        self.media_type = media_type
        self._bridge = bridge
        self._controller = controller
        self._headers = headers
        self._text = body if isinstance(body, str) else None
        self._body = body
        self._reader: Any = body.getReader() if hasattr(body, "getReader") else None
        self._seen = b""
        self._is_over = self._reader is None

    def header(self, name: str) -> str | None:
        """A header of the message, ``None`` without one."""
        found = None if self._headers is None else self._headers.get(name)
        return found if isinstance(found, str) else None

    @property
    def length(self) -> int | None:
        """What ``Content-Length`` says; a compressed body comes out longer, so nothing there."""
        told = self.header("content-length") or ""
        is_packed = (self.header("content-encoding") or "identity").lower() != "identity"
        return int(told) if told.isascii() and told.isdecimal() and not is_packed else None

    async def read(self, timeout_ms: int) -> bytes | None:
        """The next bytes, ``None`` at the end. Raises ``PlatformError``."""
        if self._seen:
            seen, self._seen = self._seen, b""
            return seen
        return await self._next(timeout_ms)

    async def beginning(self, size: int, timeout_ms: int) -> bytes:
        """The first ``size`` bytes, or all of fewer; they stay to be read. Raises the same."""
        while len(self._seen) < size and (piece := await self._next(timeout_ms)) is not None:
            self._seen += piece
        return self._seen[:size]

    async def parts(self, size: int, timeout_ms: int) -> AsyncIterator[bytes]:
        """All of it in parts of ``size`` bytes, the last one with what is left. Raises the same."""
        pieces, held = [], 0
        while (piece := await self.read(timeout_ms)) is not None:
            pieces.append(piece)
            held += len(piece)
            while held >= size:
                whole = b"".join(pieces)
                yield whole[:size]
                pieces, held = [whole[size:]], held - size
        if held:
            yield b"".join(pieces)

    def exactly(self, length: int) -> Any:
        """What is to be read, as a JavaScript stream of ``length`` bytes: none comes this way.

        It fails for whoever reads it where there are more or fewer.
        """
        import js
        from pyodide.ffi import to_js

        pair = js.FixedLengthStream.new(length)
        writer = pair.writable.getWriter()
        steps = [writer.write(self._bridge.buffer(self._seen))] if self._seen else []
        if self._is_over:
            steps.append(writer.close())
        else:
            writer.releaseLock()
            self._reader.releaseLock()
            steps.append(self._body.pipeTo(pair.writable))
        js.Promise.allSettled(to_js(steps))  # who reads hears of what fails
        self._seen, self._reader, self._is_over = b"", None, True
        return pair.readable

    async def close(self) -> None:
        """Want no more of it: whoever sends it is told to stop."""
        reader, self._reader = self._reader, None
        controller, self._controller = self._controller, None
        is_over, self._is_over = self._is_over, True
        if controller is not None:
            controller.abort()
        if reader is not None and not is_over:
            with suppress(PlatformError):  # it may have failed, or been aborted, already
                await self._bridge.within(CANCEL_MS, reader, "cancel")

    async def _next(self, timeout_ms: int) -> bytes | None:
        if self._is_over:
            text, self._text = self._text, None
            return None if text is None else text.encode(errors="replace")
        part = await self._bridge.within(timeout_ms, self._reader, "read")
        if part.done:
            self._is_over, self._controller = True, None
            return None
        piece = part.value
        return piece.encode(errors="replace") if isinstance(piece, str) else bytes(piece.to_bytes())


def body_of(bridge: Bridge, request: Any) -> ByteStream:
    """A request's body, of which nothing has been read."""
    headers = request.headers
    media_type = headers.get("content-type")
    media_type = media_type if isinstance(media_type, str) else ""
    return ByteStream(bridge, request.body, 200, media_type, headers=headers)


async def begin(
    bridge: Bridge,
    method: str,
    url: str,
    headers: Mapping[str, str],
    timeout_ms: int,
    body: str | None = None,
) -> ByteStream:
    """Ask somebody and give the answer as it begins, whatever its status; no redirect is followed.

    Raises ``PlatformError`` where none began in time.
    """
    import js

    controller = js.AbortController.new()
    asked = {"method": method, "headers": dict(headers), "redirect": "manual"}
    init = js_object(asked if body is None else asked | {"body": body})
    init.signal = controller.signal
    try:
        response = await bridge.within(timeout_ms, js.globalThis, "fetch", url, init)
    except BaseException:
        controller.abort()
        raise
    answered = response.headers
    media_type = answered.get("content-type")
    media_type = media_type if isinstance(media_type, str) else ""
    return ByteStream(bridge, response.body, response.status, media_type, controller, answered)


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
