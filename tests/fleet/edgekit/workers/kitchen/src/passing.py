"""Requests that the kitchen passes on, to itself."""

from typing import Annotated, Any

from menu import Ctx, app

from edgekit import Body, Response


@app.post("/mirror", max_body=3_000_000)
def mirror(body: Annotated[bytes, Body("*/*")], ctx: Ctx) -> dict[str, Any]:
    """What came: headers, query, and how many bytes."""
    headers = {pair[0]: pair[1] for pair in ctx.request.headers}
    return {"headers": headers, "query": ctx.query, "size": len(body)}


@app.get("/answer-of-old")
def answer_of_old() -> Response:
    """An answer with headers that are not to go on."""
    headers: dict[str, str | list[str]] = {"Keep-Alive": "5", "X-Inner": "a", "X-Outer": "b"}
    return Response("old", headers=headers | {"Set-Cookie": ["a=1", "b=2"]})


@app.post("/passed")
async def pass_post(to: str, ctx: Ctx, deadline_ms: int = 5000) -> Response:
    """Pass a request with a body on."""
    return await _passed(to, deadline_ms, ctx)


@app.get("/passed")
async def pass_get(to: str, ctx: Ctx, deadline_ms: int = 5000) -> Response:
    """Pass a request without a body on."""
    return await _passed(to, deadline_ms, ctx)


async def _passed(to: str, deadline_ms: int, ctx: Ctx) -> Response:
    return await ctx.services.kitchen.forward(
        f"{to}?{ctx.query}",
        deadline_ms=deadline_ms,
        dropped="authorization|x-secret-.*",
        kept_back="x-inner|x-request-id|access-control-.*",
        headers={"x-told": "yes"},
    )
