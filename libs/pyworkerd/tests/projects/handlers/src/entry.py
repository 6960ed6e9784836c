"""Module-level handlers, which get the raw JavaScript objects."""

import js
from pyodide.ffi import run_sync

from workers import DurableObject, Response, WorkerEntrypoint, handler, wait_until


class Box(DurableObject):
    async def put(self, value):
        await self.ctx.storage.put("value", value)

    async def take(self):
        return await self.ctx.storage.get("value")

    async def on_fetch(self, request):
        return Response("box")


class Side(WorkerEntrypoint):
    async def whoami(self):
        return "side"


async def with_sdk(request, env, ctx):
    return Response("sdk " + request.url.rpartition("/")[2])


async def slowly(request, env, ctx):
    await env.KV.put("slow", "yes")
    return js.Response.new(await env.KV.get("slow"))


def at_once(request, env, ctx):
    return js.Response.new("at once")


def in_step(request, env, ctx):
    return js.Response.new(run_sync(env.KV.get("slow")) or "nothing")


async def after(request, env, ctx):
    async def later():
        await env.KV.put("after", "done")

    wait_until(later())
    return js.Response.new("sent")


async def objects(request, env, ctx):
    box = env.BOX.getByName("a")
    await box.put(7)
    answer = await (await box.fetch("http://box/")).text()
    return js.Response.new(f"{await box.take()} {answer} {await env.SIDE.whoami()}")


async def enqueue(request, env, ctx):
    await env.QUEUE.send("task")
    return js.Response.new("sent")


async def seen(request, env, ctx):
    found = [await env.KV.get(key) for key in ("cron", "queue", "after")]
    return js.Response.new(" ".join(str(value) for value in found))


ROUTES = {f.__name__: f for f in (slowly, at_once, in_step, after, objects, enqueue, seen)}


def on_fetch(request, env, ctx):
    name = request.url.rpartition("/")[2]
    if name == "with_sdk":
        return handler(with_sdk)(request, env, ctx)
    return ROUTES[name](request, env, ctx)


async def on_scheduled(controller, env, ctx):
    await env.KV.put("cron", controller.cron)


async def on_queue(batch, env):
    await env.KV.put("queue", batch.messages[0].body)
