"""Dishes that are served one after the other."""

from collections.abc import AsyncIterator

from menu import Ctx, app

from edgekit import Response, Stream

SERVED: dict[str, list[tuple[int, bool]]] = {}


async def _courses(
    ctx: Ctx, count: int, pause_ms: int, fail_at: int, note: str
) -> AsyncIterator[str]:
    served = 0
    try:
        for number in range(count):
            if number == fail_at:
                raise RuntimeError("the oven broke")
            if number:
                await ctx.bridge.sleep(pause_ms / 1000)
            yield f"course {number}\n"
            served += 1
    finally:
        SERVED.setdefault(note, []).append((served, True))


@app.get("/courses")
def courses(
    ctx: Ctx,
    count: int,
    pause_ms: int = 0,
    fail_at: int = -1,
    note: str = "",
    to_the_end: bool = False,
) -> Response:
    """Serve some courses, with pauses between."""
    return Stream(_courses(ctx, count, pause_ms, fail_at, note), to_the_end=to_the_end)


@app.get("/courses/mixed")
def mixed() -> Response:
    """Serve bytes and text."""

    async def pieces() -> AsyncIterator[str | bytes]:
        yield b"\x00\xff"
        yield "é"
        yield b" fin"

    return Stream(pieces(), media_type="application/octet-stream")


@app.get("/courses/served")
def served(note: str) -> list[tuple[int, bool]]:
    """Tell how far the courses under a note came."""
    return SERVED.get(note, [])
