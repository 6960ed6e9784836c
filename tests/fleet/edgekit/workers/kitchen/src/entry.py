"""Each part of edgekit once, for the tests."""

import gc
import sys
from datetime import datetime
from typing import Annotated, Any, Literal

import advice  # noqa: F401 - adds its routes
import courses  # noqa: F401 - adds its routes
import larder  # noqa: F401 - adds its routes
import passing  # noqa: F401 - adds its routes
import till  # noqa: F401
import waits  # noqa: F401
from menu import (
    Ctx,
    Dish,
    Ids,
    Name,
    Nothing,
    Order,
    Report,
    Served,
    app,
    clock,
    ears,
    oven,
    reports,
    stove,
)

from edgekit import (
    Body,
    Context,
    Delivery,
    Header,
    Json,
    Message,
    Postponed,
    Problem,
    Response,
    Statement,
    Undeliverable,
)
from edgekit.daily_limit import DailyLimit

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


@app.deliver("served", invocations=0)
async def serve(message: Name, delivery: Delivery, ctx: Ctx) -> list[Statement]:
    """Count a dish as served, unless its name says otherwise, in a cold oven or in any."""
    if message.name.startswith("roast") and oven["is_cold"]:
        await ctx.bridge.sleep(oven["wait_ms"] / 1000)
        raise Problem(503, "The oven is cold.")
    if message.name.startswith("mousse") and oven["is_cold"]:
        raise Postponed(oven["wait_ms"] / 1000, "It has to set.")
    if message.name.startswith("ash"):
        raise Undeliverable("Nobody can serve ash.")
    if delivery.attempt > 1:
        await warm_up(ctx)
    if message.name.startswith("burnt") and delivery.attempt < 3:
        raise Problem(503, "It burnt.")
    name = None if message.name.startswith("spilt") and oven["is_cold"] else message.name
    return [
        Statement(
            "INSERT INTO served (key, name) VALUES (?1, ?2)"
            " ON CONFLICT (key) DO UPDATE SET times = times + 1",
            (delivery.key, message.name),
        ),
        Statement("UPDATE served SET name = ?2 WHERE key = ?1", (delivery.key, name)),
    ]


@app.deliver("toured", invocations=9)
async def tour(message: Name, delivery: Delivery, ctx: Ctx) -> list[Statement]:
    """Look into nine pots, which is as many calls of a worker, and count the dish as served."""
    for _ in range(9):
        await ctx.services.kitchen.ids(Nothing())
    return await serve(message, delivery, ctx)


@app.put("/oven/{state}")
def turn_oven(state: Literal["hot", "cold"], wait_ms: int = 0) -> None:
    """Let roasts fail, after a wait, or succeed again."""
    oven.update(is_cold=state == "cold", wait_ms=wait_ms)


@app.post("/banquets", status=201)
async def order_banquet(ctx: Ctx, key_length: int, drain: bool = True) -> None:
    """Announce a roast under a very long key, which no queue takes, or break off before that."""
    key = "banquet".ljust(key_length, ".")
    await ctx.db.batch(ctx.outbox.message("served", Name(name="roast ox"), key=key))
    if drain:
        ctx.outbox.drain_later()


@app.post("/feasts", status=201)
async def order_feast(ctx: Ctx, tours: int) -> None:
    """Announce so many tours at once."""
    named = [Name(name=f"course {number}") for number in range(tours)]
    await ctx.db.batch(*(ctx.outbox.message("toured", each, key=each.name) for each in named))
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
async def cached(name: str, ctx: Ctx, ttl: int = 60, wait_ms: int = 50, shelf: str = "") -> Dish:
    """A dish through the cache; its price counts how often it was fetched."""

    async def fetch() -> Dish:
        await ctx.bridge.sleep(wait_ms / 1000)
        await ctx.db.run(
            "INSERT INTO dishes VALUES (?1, 1, NULL)"
            " ON CONFLICT (name) DO UPDATE SET price_cents = price_cents + 1",
            name,
        )
        return await read(name, ctx)

    return await ctx.cache.get_or_fetch(f"dish:{name}{shelf}", fetch, model=Dish, ttl=ttl)


@app.post("/cached-many")
async def cached_many(ctx: Ctx, count: int) -> list[str]:
    """Dishes kept under many keys; the names of those that are then there."""
    dishes = {f"dish:{n}": Dish(name=str(n), price_cents=n) for n in range(count)}
    await ctx.cache.keep(dishes)
    kept = await ctx.cache.kept([*dishes, "dish:none"], Dish)
    return [dish.name for dish in kept.values()]


@app.put("/cached-before/{name}")
async def cached_before(name: str, ctx: Ctx) -> None:
    """Keep what a dish was before it had a price."""
    await ctx.cache.keep({f"dish:{name}": Name(name=name)})


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
def take_report(body: Report, key: Annotated[str | None, Header("Idempotency-Key")] = None) -> None:
    """Be slack-intel: take what edgekit reports, unless the ears are deaf."""
    if ears["are_deaf"]:
        raise Problem(429, "Nobody hears you.")  # a 5xx would be reported here in turn
    reports.append(body.model_copy(update={"key": key}))


@app.put("/ears/{state}")
def turn_ears(state: Literal["deaf", "open"]) -> None:
    """Take no reports, or take them again."""
    ears.update(are_deaf=state == "deaf")


@app.get("/reports")
def read_all_reports(event: str) -> list[Report]:
    """What was reported of a kind."""
    return [report for report in reports if report.event == event]


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


@app.get("/upstream")
async def upstream(
    ctx: Ctx,
    url: str,
    timeout_ms: int = 1000,
    max_bytes: int = 1000,
    agent: str = "",
    cut: bool = False,
    raw: bool = False,
) -> dict[str, Any]:
    """What an upstream answers."""
    headers = {"User-Agent": agent} if agent else {}
    answer = await ctx.fetch(
        url, headers=headers, timeout_ms=timeout_ms, max_bytes=max_bytes, cut=cut, raw=raw
    )
    told = {"status": answer.status, "text": answer.text, "headers": dict(answer.headers)}
    return told | {"data": answer.data.hex()} if raw else told


@app.post("/queue", status=202)
async def enqueue(body: Dish, ctx: Ctx) -> None:
    """Send a dish to the queue."""
    await ctx.queue().send(body)


@app.queue(Dish, queue="kitchen-queue")
async def consume(messages: list[Message[Dish]], ctx: Ctx) -> None:
    """Store what comes out of the queue."""
    for message in messages:
        dish = message.body
        if dish.note == "later":
            message.retry(5)
            continue
        if dish.note == "rotten" and not oven["is_cold"]:
            raise ValueError(f"{dish.name} is rotten.")
        await ctx.db.run(
            "INSERT OR IGNORE INTO dishes VALUES (?1, ?2, 'queued')", dish.name, dish.price_cents
        )


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Deliver what waits, while the clock is not broken."""
    if clock["is_broken"]:
        raise RuntimeError("the clock is broken")
    await ctx.outbox.drain()


@app.put("/clock/{state}")
def turn_clock(state: Literal["mended", "broken"]) -> None:
    """Let cron's handler fail, or succeed again."""
    clock["is_broken"] = state == "broken"


@app.get("/bridge")
def bridge() -> str:
    """Which way across is taken."""
    return type(app.worker.bridge).__name__


@app.get("/imports")
def imports() -> list[str]:
    """Modules that requests have imported, and so each new isolate imports again."""
    return sorted(set(sys.modules) - imported_with_the_worker)


@app.get("/memory")
def memory() -> dict[str, int]:
    """Sizes that must not grow."""
    open_ones = {name: len(getattr(app.worker.bridge, name, ())) for name in ("waiting", "_bodies")}
    contexts = sum(type(found) is Context for found in gc.get_objects())
    return {**open_ones, "flights": len(app.worker.flights), "contexts": contexts}


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


@app.get("/deaf-kv")
async def ration_without_kv(ctx: Ctx) -> str:
    """A daily limit whose namespace never answers; none can be told to do so."""
    import js

    deaf, never = js.Object.new(), js.Promise.withResolvers().promise
    deaf.get = lambda _: never
    bindings = ctx.worker.bindings
    namespace, bindings["CACHE_KV"] = bindings["CACHE_KV"], deaf
    try:
        await DailyLimit("RATIONS_A_DAY").check(ctx)
    finally:
        bindings["CACHE_KV"] = namespace
    return "served"


@app.get("/vars")
def read_vars(ctx: Ctx) -> dict[str, Any]:
    """What the vars hold."""
    return {"seats": ctx.vars.seats, "hours": ctx.vars.hours, "rations": ctx.vars.rations_a_day}


@app.get("/street")
def read_street(ctx: Ctx) -> str:
    """A var that is not set and has no default."""
    return ctx.vars.street


@app.get("/reports/of-vars")
def read_reports_of_vars() -> list[Report]:
    """What was reported of vars since the isolate began."""
    return [report for report in reports if report.event == "var_unfit"]


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
imported_with_the_worker = set(sys.modules)
on_scheduled = app.on_scheduled
on_queue = app.on_queue
