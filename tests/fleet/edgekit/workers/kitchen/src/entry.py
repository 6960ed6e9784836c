"""Each part of edgekit once, for the tests."""

import asyncio
import gc
from contextvars import ContextVar
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from edgekit import (
    App,
    Body,
    Context,
    Delivery,
    Json,
    KeyValue,
    Message,
    Operation,
    PlatformError,
    Problem,
    Response,
    Service,
    Statement,
)


class Dish(BaseModel):
    """A dish."""

    name: str = Field(min_length=1, max_length=40)
    price_cents: int = Field(ge=0)
    note: str | None = None


class Served(BaseModel):
    """How often a dish was served."""

    name: str
    times: int


class Name(BaseModel):
    """The name of a dish."""

    name: str


class Nothing(BaseModel):
    """What a call without parameters sends."""


class Ids(BaseModel):
    """The ids that a call came with."""

    request_id: str
    traceparent: str


class Report(BaseModel):
    """What edgekit reports to slack-intel."""

    level: str
    event: str
    request_id: str
    path: str
    status: int
    duration_ms: int
    trace: str


class Order(Name):
    """The name of a dish, and how long it takes."""

    wait_ms: int = 50


class KitchenService(Service, worker="kitchen"):
    """The kitchen, calling itself."""

    read = Operation("GET", "/dishes/{name}", Name, Dish, deadline_ms=300)
    cached = Operation("GET", "/cached/{name}", Order, Dish, deadline_ms=200)
    slow = Operation("GET", "/slow", Name, Dish, deadline_ms=200)
    ids = Operation("GET", "/ids", Nothing, Ids)


class Services:
    """Whom the kitchen calls."""

    kitchen: KitchenService


Ctx = Context[Services]
app = App("kitchen", version="0.1.0", services=Services, sessions=True)
stove = {"used": 0, "most": 0}
oven = {"is_cold": False, "wait_ms": 0}
reports: list[Report] = []
# A context that is caught in a circle, with all its JavaScript objects, is to be seen.
gc.disable()


@app.get("/text")
def text() -> str:
    """Plain text at once."""
    return "hello"


@app.get("/whoami")
async def whoami(ctx: Ctx, wait_ms: int = 0) -> dict[str, Any]:
    """What the request says of itself, before and after a wait."""
    before = [ctx.request_id, ctx.origin, ctx.query]
    await ctx.bridge.sleep(wait_ms / 1000)
    return {"before": before, "after": [ctx.request_id, ctx.origin, ctx.query]}


@app.get("/took")
async def took(ctx: Ctx, wait_ms: int) -> int:
    """How long the request has taken, in milliseconds, after a wait."""
    await ctx.bridge.sleep(wait_ms / 1000)
    return ctx.elapsed_ms()


@app.post("/echo")
def echo(body: Dish) -> Dish:
    """The body again."""
    return body


@app.post("/raw", max_body=2000)
def raw(body: Annotated[bytes, Body("application/octet-stream")]) -> dict[str, Any]:
    """How long a raw body is."""
    return {"length": len(body), "sum": sum(body)}


@app.post("/dishes", status=201, idempotent=True)
async def create(body: Dish, ctx: Ctx) -> Dish:
    """Store a dish and announce it."""
    await ctx.db.batch(
        Statement(
            "INSERT INTO dishes VALUES (?1, ?2, ?3)", (body.name, body.price_cents, body.note)
        ),
        ctx.outbox.message("served", Name(name=body.name), key=f"served:{body.name}"),
    )
    ctx.outbox.drain_later()
    return body


async def warm_up(ctx: Ctx) -> None:
    """Take a place on the stove for a while."""
    stove["used"] += 1
    stove["most"] = max(stove.values())
    await ctx.bridge.sleep(0.05)
    stove["used"] -= 1


@app.deliver("served")
async def serve(message: Name, delivery: Delivery, ctx: Ctx) -> None:
    """Count a dish as served, unless it is named for failing, or a roast and the oven is cold."""
    if message.name.startswith("roast") and oven["is_cold"]:
        await ctx.bridge.sleep(oven["wait_ms"] / 1000)
        raise Problem(503, "The oven is cold.")
    if delivery.attempt > 1:
        await warm_up(ctx)
    if message.name.startswith("burnt") and delivery.attempt < 3:
        raise Problem(503, "It burnt.")
    await ctx.db.run(
        "INSERT INTO served (key, name) VALUES (?1, ?2)"
        " ON CONFLICT (key) DO UPDATE SET times = times + 1",
        delivery.key,
        message.name,
    )


@app.put("/oven/{state}")
def turn_oven(state: Literal["hot", "cold"], wait_ms: int = 0) -> None:
    """Let roasts fail, after a wait, or succeed again."""
    oven.update(is_cold=state == "cold", wait_ms=wait_ms)


@app.post("/banquets", status=201)
async def order_banquet(ctx: Ctx, key_length: int) -> None:
    """Announce a roast under a very long key, which no queue takes."""
    key = "banquet".ljust(key_length, ".")
    await ctx.db.batch(ctx.outbox.message("served", Name(name="roast ox"), key=key))
    ctx.outbox.drain_later()


@app.get("/dishes/{name}")
async def read(name: str, ctx: Ctx) -> Dish:
    """One dish."""
    dish = await ctx.db.one(Dish, "SELECT * FROM dishes WHERE name = ?1", name)
    if dish is None:
        raise Problem(404, f"There is no dish {name}.")
    return dish


@app.get("/dishes")
async def read_all(ctx: Ctx) -> list[Dish]:
    """All dishes."""
    return await ctx.db.all(Dish, "SELECT * FROM dishes ORDER BY name")


@app.get("/served")
async def read_served(ctx: Ctx) -> list[Served]:
    """What was served."""
    return await ctx.db.all(Served, "SELECT name, times FROM served ORDER BY name")


@app.get("/cached/{name}")
async def cached(name: str, ctx: Ctx, ttl: int = 60, wait_ms: int = 50) -> Dish:
    """A dish through the cache; its price counts how often it was fetched."""

    async def fetch() -> Dish:
        await ctx.bridge.sleep(wait_ms / 1000)
        await ctx.db.run(
            "INSERT INTO dishes VALUES (?1, 1, NULL)"
            " ON CONFLICT (name) DO UPDATE SET price_cents = price_cents + 1",
            name,
        )
        return await read(name, ctx)

    return await ctx.cache.get_or_fetch(f"dish:{name}", fetch, model=Dish, ttl=ttl)


@app.get("/cached-json/{name}")
async def cached_json(name: str, ctx: Ctx) -> Json:
    """The same, passed through as text."""
    return await ctx.cache.get_json(f"dish:{name}", lambda: read(name, ctx))


@app.get("/call/{name}")
async def call(name: str, ctx: Ctx) -> Dish:
    """A dish over the service binding."""
    return await ctx.services.kitchen.read(Name(name=name))


@app.get("/ids")
def ids(ctx: Ctx) -> Ids:
    """The ids that this request came with."""
    return Ids(request_id=ctx.request_id, traceparent=ctx.header("traceparent") or "")


@app.get("/call-ids")
async def call_ids(ctx: Ctx) -> list[Ids]:
    """The ids of two calls, and those that this request says it gives to each."""
    first = await ctx.services.kitchen.ids(Nothing())
    own = Ids(request_id=ctx.request_id, traceparent=ctx.traceparent)
    return [first, own, await ctx.services.kitchen.ids(Nothing())]


@app.post("/api/log", status=202)
def take_report(body: Report) -> None:
    """Be slack-intel: take what edgekit reports."""
    reports.append(body)


@app.get("/reports/{request_id}")
def read_reports(request_id: str) -> list[Report]:
    """What was reported of a request."""
    return [report for report in reports if report.request_id == request_id]


@app.get("/call-cached/{name}")
async def call_cached(name: str, ctx: Ctx, wait_ms: int = 50) -> Dish:
    """A dish through the cache, over the service binding."""
    return await ctx.services.kitchen.cached(Order(name=name, wait_ms=wait_ms))


@app.get("/call-slow")
async def call_slow(ctx: Ctx, fall_back: bool = False) -> Dish:
    """A call that is always too late."""
    if fall_back:
        rather = Dish(name="bread", price_cents=0)
        return await ctx.services.kitchen.slow(Name(name="x"), fallback=rather)
    return await ctx.services.kitchen.slow(Name(name="x"))


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


@app.get("/upstream")
async def upstream(ctx: Ctx, url: str, timeout_ms: int = 1000) -> dict[str, Any]:
    """What an upstream answers."""
    answer = await ctx.fetch(url, timeout_ms=timeout_ms)
    return {"status": answer.status, "text": answer.text, "headers": dict(answer.headers)}


@app.post("/queue", status=202)
async def enqueue(body: Dish, ctx: Ctx) -> None:
    """Send a dish to the queue."""
    await ctx.queue().send(body)


@app.queue(Dish, queue="kitchen-queue")
async def consume(messages: list[Message[Dish]], ctx: Ctx) -> None:
    """Store what comes out of the queue."""
    for message in messages:
        dish = message.body
        await ctx.db.run(
            "INSERT OR IGNORE INTO dishes VALUES (?1, ?2, 'queued')", dish.name, dish.price_cents
        )


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Deliver what waits."""
    await ctx.outbox.drain()


@app.get("/bridge")
def bridge() -> str:
    """Which way across is taken."""
    return type(app.bridge).__name__


@app.get("/memory")
def memory() -> dict[str, int]:
    """Sizes that must not grow."""
    open_ones = {name: len(getattr(app.bridge, name, ())) for name in ("waiting", "_bodies")}
    contexts = sum(type(found) is Context for found in gc.get_objects())
    return {**open_ones, "flights": len(app.flights), "contexts": contexts}


@app.get("/limited", limit="RATE_LIMITER")
def limited() -> str:
    """Only so often for each client."""
    return "served"


@app.get("/rationed", daily_limit="RATIONS_A_DAY")
def rationed() -> str:
    """Only so often a day for each client."""
    return "served"


@app.get("/feast", daily_limit="FEASTS_A_DAY")
def feast() -> str:
    """A limit whose var is not set."""
    return "served"


@app.put("/kv/{key}")
async def write_kv(key: str, body: Annotated[str, Body("text/plain")], ctx: Ctx) -> None:
    """Put text into KV, as another isolate might."""
    await ctx.cache.put(key, body, ttl=3600)


@app.get("/kv/{key}")
async def read_kv(key: str, ctx: Ctx) -> str:
    """Read text from KV, within a deadline."""
    return await ctx.cache.get(key, timeout_ms=2000) or ""


@app.get("/deaf-kv")
async def read_deaf_kv(ctx: Ctx, within_ms: int) -> str:
    """Read from something that never answers; no namespace can be told to do so."""
    import js

    deaf, never = js.Object.new(), js.Promise.withResolvers().promise
    deaf.get = lambda _: never
    try:
        return await KeyValue(ctx.bridge, deaf).get("key", timeout_ms=within_ms) or ""
    except PlatformError as error:
        raise Problem(504 if error.is_deadline else 503, str(error)) from error


@app.get("/stove")
def read_stove() -> dict[str, int]:
    """How many dishes are being warmed up for another try, and were at most."""
    return stove


@app.get("/stream")
def page() -> Response:
    """Bytes with a type and a cookie each."""
    return Response(
        b"\x00\x01", media_type="application/octet-stream", headers={"Set-Cookie": ["a=1", "b=2"]}
    )


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
on_queue = app.on_queue
