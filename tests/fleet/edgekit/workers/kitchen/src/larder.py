"""What is stored as it comes: bodies that nobody reads first, and objects of R2."""

from typing import Annotated, Any

from menu import Ctx, app

from edgekit import Body, ByteStream, Problem, Response, StoredObject

MOST = 12 << 20


@app.put("/larder/{key}", status=201)
async def store(
    key: str,
    body: Annotated[ByteStream, Body("*/*")],
    ctx: Ctx,
    size: int | None = None,
    replace: bool = True,
    looked_at: int = 0,
) -> dict[str, Any]:
    """Store a body; its length is ``size``, or not known."""
    beginning = await body.beginning(looked_at, 1000)
    how: dict[str, Any] = {"media_type": body.media_type, "timeout_ms": 10_000}
    how["metadata"] = {"seen": beginning.hex()}
    if size is None:
        return _told(await ctx.bucket("LARDER").put_parts(key, body, MOST, **how))
    stored = await ctx.bucket("LARDER").put(key, body, size, replace=replace, **how)
    if stored is None:
        raise Problem(409, "There is one already.")
    return _told(stored)


@app.get("/larder/{key}")
async def fetch(key: str, ctx: Ctx, offset: int = 0, length: int | None = None) -> Response:
    """An object, or a part of it."""
    found = await ctx.bucket("LARDER").get(key, offset, length)
    if found is None:
        raise Problem(404, "There is none.")
    return Response(found.body, media_type=found.media_type)


@app.get("/larder-of/{key}")
async def describe(key: str, ctx: Ctx) -> dict[str, Any] | None:
    """What is known of an object."""
    found = await ctx.bucket("LARDER").head(key)
    return None if found is None else _told(found)


@app.delete("/larder/{key}", status=204)
async def throw_away(key: str, ctx: Ctx) -> None:
    """Delete an object."""
    await ctx.bucket("LARDER").delete(key)


@app.put("/sink")
async def pour_away(body: Annotated[ByteStream, Body("text/plain")]) -> dict[str, Any]:
    """Read a body to its end, and say how it came."""
    pieces = [piece async for piece in body.parts(1000, 1000)]
    return {"length": body.length, "parts": [len(piece) for piece in pieces]}


@app.put("/shelf")
def leave_unread(body: Annotated[ByteStream, Body("*/*")]) -> str:
    """Answer without a look at the body."""
    return body.media_type


def _told(found: StoredObject) -> dict[str, Any]:
    return {
        "size": found.size,
        "etag": found.etag,
        "uploaded_ms": found.uploaded_ms,
        "media_type": found.media_type,
        "seen": found.metadata["seen"],
    }
