"""Handlers that wait: in the background, in asyncio's own ways, too long, and until they fail."""

import asyncio
import time
from contextvars import ContextVar
from typing import Any, Literal

from menu import Ctx, Dish, app

from edgekit import Response

HOUR_SECONDS = 3600
real_time = time.time


@app.put("/python-clock/{state}")
def set_python_clock(state: Literal["right", "ahead"]) -> None:
    """Let Python's clock go ahead of JavaScript's, as on Cloudflare, but by an hour."""
    time.time = real_time if state == "right" else lambda: real_time() + HOUR_SECONDS


@app.get("/slow")
async def slow(ctx: Ctx, ms: int = 2000) -> Dish:
    """A dish that takes its time."""
    await ctx.bridge.sleep(ms / 1000)
    return Dish(name="stew", price_cents=1)


@app.get("/background")
async def background(ctx: Ctx, name: str) -> str:
    """Answer first, store later."""

    async def store() -> None:
        await ctx.bridge.sleep(0.05)
        await ctx.db.run("INSERT INTO dishes VALUES (?1, 1, 'later')", name)

    ctx.wait_until(store())
    return "accepted"


@app.get("/background-failure")
def background_failure(ctx: Ctx) -> str:
    """A failure behind the answer is not the client's."""

    async def fail() -> None:
        raise RuntimeError("behind the answer")

    ctx.wait_until(fail())
    return "accepted"


@app.get("/asyncio")
async def standard_asyncio(ctx: Ctx) -> dict[str, Any]:
    """The standard library's asyncio works on edgekit's loop."""

    async def one(n: int) -> int:
        await asyncio.sleep(0.01 * n)
        return n

    done, _ = await asyncio.wait([asyncio.ensure_future(one(n)) for n in (3, 1, 2)], timeout=1)
    try:
        async with asyncio.timeout(0.02):
            await asyncio.sleep(5)
        timed_out = False
    except TimeoutError:
        timed_out = True
    return {"done": sorted(task.result() for task in done), "timed_out": timed_out}


_table: ContextVar[str] = ContextVar("table", default="none")


@app.get("/asyncio/turn")
async def one_turn(ctx: Ctx) -> str:
    """Wait for others to have their turn, and for nothing else."""
    await asyncio.sleep(0)
    return "hello again"


@app.get("/asyncio/structured")
async def structured_asyncio(ctx: Ctx, table: str) -> dict[str, Any]:
    """Groups, timeouts and context variables around what the platform does."""
    found = {"table_before": _table.get()}
    _table.set(table)

    async def stored(name: str) -> str:
        await ctx.cache.put(name, name)
        return f"{await ctx.cache.get(name)} at {_table.get()}"

    async def fail() -> None:
        await asyncio.sleep(0)
        raise LookupError("no such dish")

    try:
        async with asyncio.timeout(0.02):
            await ctx.bridge.sleep(5)
    except TimeoutError:
        found["platform"] = "timed out"
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(stored(name)) for name in ("a", "b")]
    found["group"] = ", ".join(task.result() for task in tasks)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            await ctx.bridge.sleep(5)
    except* LookupError:
        found["failing_group"] = "ended early"
    found["gathered"] = " ".join(await asyncio.gather(stored("c"), stored("d")))
    found["late"] = await asyncio.wait_for(stored("e"), timeout=5)
    return {**found, "table": _table.get()}


@app.get("/cancelled")
async def cancelled(ctx: Ctx) -> str:
    """A handler that is cancelled by itself."""
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await ctx.bridge.sleep(0.01)
    return "not reached"


@app.get("/cancelled/caught")
async def cancelled_and_caught(ctx: Ctx) -> list[str]:
    """A handler that is cancelled where it waits, and goes on."""
    task = asyncio.current_task()
    assert task is not None

    def cancel() -> None:
        task.cancel()

    def think_better_of_it() -> None:
        task.cancel()
        task.uncancel()

    found = []
    for interrupt in (cancel, think_better_of_it):
        asyncio.get_running_loop().call_soon(interrupt)
        try:
            await ctx.bridge.sleep(5)
            found.append("went on as if settled")
        except asyncio.CancelledError:
            found.append("cancelled")
        while task.cancelling():
            task.uncancel()
    return [*found, "done" if task.done() else "at work"]


@app.get("/unspeakable")
async def unspeakable(ctx: Ctx, wait_ms: int = 0) -> Response:
    """A header that HTTP can't carry."""
    if wait_ms:
        await ctx.bridge.sleep(wait_ms / 1000)
    return Response("hi", headers={"X Dish": "noodles"})


@app.get("/straggler")
async def straggler() -> str:
    """A task that nobody waits for."""
    asyncio.ensure_future(asyncio.sleep(0.2))  # noqa: RUF006 - that is the point
    return "left one behind"


@app.get("/boom")
async def boom(ctx: Ctx, after_ms: int = 0) -> str:
    """An unexpected exception."""
    await ctx.bridge.sleep(after_ms / 1000)
    raise RuntimeError("secret detail")
