"""Sending an answer piece by piece (``Stream``), in order and no faster than the client reads."""

from collections.abc import AsyncIterator
from typing import Any

from .logs import trace_of
from .platform import PlatformError
from .reports import report
from .responses import Stream
from .scope import Scope


def body_of(stream: Stream, ctx: Scope) -> Any:
    """The body to answer with; the pieces follow behind the answer. HEAD has none."""
    if ctx.method == "HEAD":
        return None
    readable, writer = ctx.bridge.pipe()
    ctx.wait_until(_send(stream, writer, ctx))
    return readable


async def _send(stream: Stream, writer: Any, ctx: Scope) -> None:
    is_there = True
    pieces = stream.pieces
    try:
        async for piece in pieces:
            is_there = is_there and await _written(writer, piece, ctx)
            if not is_there and not stream.to_the_end:
                break
    except Exception as error:
        ctx.log.exception("stream", error)
        report(ctx, 500, trace=trace_of(error))
        if is_there:
            await _ended(writer, ctx, "the answer broke off")
        return
    finally:
        await _closed(pieces)
    if is_there:
        await _ended(writer, ctx)


async def _written(writer: Any, piece: str | bytes, ctx: Scope) -> bool:
    """Whether the client has taken a piece; it can't once it has gone away."""
    try:
        await ctx.bridge.write(writer, piece)
    except PlatformError as error:
        ctx.log.info("client_gone", reason=str(error)[:200])
        return False
    return True


async def _ended(writer: Any, ctx: Scope, error: str | None = None) -> None:
    try:
        await ctx.bridge.end(writer, error)
    except PlatformError as gone:
        ctx.log.info("client_gone", reason=str(gone)[:200])


async def _closed(pieces: AsyncIterator[str | bytes]) -> None:
    close = getattr(pieces, "aclose", None)
    if close is not None:
        await close()
