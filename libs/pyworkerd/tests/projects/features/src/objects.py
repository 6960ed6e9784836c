"""Durable Objects and workflows."""

import asyncio
import uuid

import js
from registry import feature

from workers import (
    DurableObject,
    Response,
    WorkflowEntrypoint,
)


class Counter(DurableObject):
    def __init__(self, ctx, env):
        super().__init__(ctx, env)
        self.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS hits (n INTEGER)")

    async def increment(self, by=1):
        total = (await self.ctx.storage.get("total") or 0) + by
        await self.ctx.storage.put("total", total)
        self.ctx.storage.sql.exec("INSERT INTO hits (n) VALUES (?)", by)
        rows = self.ctx.storage.sql.exec("SELECT count(*) AS hits FROM hits").toArray()
        return {"total": total, "hits": rows[0]["hits"]}

    async def fetch(self, request):
        if request.headers.get("upgrade") == "websocket":
            client, server = js.WebSocketPair.new().object_values()
            self.ctx.acceptWebSocket(server)
            return Response(None, status=101, web_socket=client)
        return Response("counter at " + request.url)

    async def webSocketMessage(self, ws, message):
        ws.send(f"counted {len(message)}")

    async def webSocketClose(self, ws, code, reason, was_clean):
        await self.ctx.storage.put("closed", code)

    async def plan(self):
        await self.ctx.storage.setAlarm(js.Date.now() + 20)

    async def alarm(self, *info):
        await self.ctx.storage.put("rang", True)

    async def read(self, key):
        return await self.ctx.storage.get(key)

    async def give_up(self):
        self.ctx.abort("given up")


class Flow(WorkflowEntrypoint):
    async def run(self, event, step):
        @step.do()
        async def first():
            return {"value": 40}

        @step.do()
        async def second(first):
            return first["value"] + 2

        await step.sleep("nap", "1 second")
        return {"result": await second(), "payload": event["payload"]}


@feature
async def durable_object(env, request):
    stub = env.COUNTER.getByName(str(uuid.uuid4()))
    await stub.increment(2)
    return [await stub.increment(3), await (await stub.fetch("http://do/x")).text()]


@feature
async def durable_object_by_name(env, request):
    return await env.COUNTER.getByName("kept").increment(1)


@feature
async def durable_object_alarm(env, request):
    stub = env.COUNTER.getByName(str(uuid.uuid4()))
    await stub.plan()
    for _ in range(100):
        await asyncio.sleep(0.02)
        if await stub.read("rang"):
            return True
    return False


@feature
async def durable_object_abort(env, request):
    name = str(uuid.uuid4())
    stub = env.COUNTER.getByName(name)
    await stub.increment(1)
    try:
        await stub.give_up()
    except Exception as error:
        return ["given up" in str(error), await env.COUNTER.getByName(name).increment(1)]


@feature
async def durable_object_socket(env, request):
    return await env.COUNTER.getByName("sockets").fetch(request)


@feature
async def workflow(env, request):
    instance = await env.WORKFLOW.create({"params": {"q": 1}})
    for _ in range(100):
        status = await instance.status()
        if status["status"] in ("complete", "errored"):
            return status
        await asyncio.sleep(0.1)
    return None
