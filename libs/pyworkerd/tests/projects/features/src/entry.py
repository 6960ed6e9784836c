"""A worker that uses all that the SDK offers, one feature a path."""

import asyncio
import http.client
import json
import os
import random
import secrets
import sys
import traceback
import uuid
from pathlib import Path

import calls  # noqa: F401 - adds its features
import js
import stores  # noqa: F401
from objects import Counter, Flow  # noqa: F401 - classes of this worker
from parts import double
from pyodide.ffi import create_proxy, run_sync, to_js
from registry import FEATURES, feature

from workers import (
    Request,
    Response,
    WorkerEntrypoint,
    fetch,
    import_from_javascript,
    patch_env,
    wait_until,
)

NATIVE_AT_START = "msgspec._core" in sys.modules


@feature
async def plain(env, request):
    return {
        "method": request.method,
        "query": request.url.partition("?")[2],
        "header": request.headers.get("x-a"),
    }


@feature
async def body(env, request):
    return json.loads(await request.text())


@feature
async def variables(env, request):
    return {
        "greeting": env.GREETING,
        "limits": env.LIMITS.to_py(),
        "key": env.API_KEY,
        "version": env.VERSION.id,
    }


@feature
async def own_bindings_only(env, request):
    from workers import env as module_env

    names = [*js.Object.keys(env._env).to_py(), *js.Object.keys(module_env._env).to_py()]
    return [name for name in names if "pyworkerd" in name.lower()]


@feature
async def native_package(env, request):
    import msgspec

    return msgspec.json.decode(b'{"a": [1]}')


@feature
async def native_at_start(env, request):
    return NATIVE_AT_START


@feature
async def assets(env, request):
    return (await (await env.ASSETS.fetch("http://assets/page.html")).text()).strip()


@feature
async def rate_limit(env, request):
    key = str(uuid.uuid4())
    return [(await env.LIMITER.limit({"key": key}))["success"] for _ in range(3)]


@feature
async def analytics(env, request):
    env.ANALYTICS.writeDataPoint({"blobs": ["a"], "doubles": [1], "indexes": ["i"]})
    return True


@feature
async def cache(env, request):
    store = js.caches.default
    headers = to_js({"cache-control": "max-age=60"}, dict_converter=js.Object.fromEntries)
    await store.put("http://cache/x", js.Response.new("cached", headers=headers))
    return await (await store.match("http://cache/x")).text()


@feature
async def stream_out(env, request):
    pipe = js.TransformStream.new()
    writer = pipe.writable.getWriter()

    async def pump():
        encoder = js.TextEncoder.new()
        for i in range(3):
            await writer.write(encoder.encode(f"part{i};"))
            await asyncio.sleep(0.01)
        await writer.close()

    wait_until(pump())
    return Response(pipe.readable)


@feature
async def stream_in(env, request):
    reader = request.js_object.body.getReader()
    size = 0
    while not (chunk := await reader.read()).done:
        size += chunk.value.length
    return size


@feature
async def socket(env, request):
    client, server = js.WebSocketPair.new().object_values()
    server.accept()
    server.addEventListener(
        "message", create_proxy(lambda event: server.send("echo " + event.data))
    )
    return Response(None, status=101, web_socket=client)


@feature
async def later(env, request):
    async def module_level():
        await asyncio.sleep(0.02)
        await env.KV.put("later-module", "done")

    wait_until(module_level())
    return "sent"


@feature
async def later_seen(env, request):
    return [await env.KV.get("later-module"), await env.KV.get("later-ctx")]


@feature
async def sync(env, request):
    run_sync(env._env.KV.put("sync", "kept"))
    return run_sync(env._env.KV.get("sync"))


@feature
async def javascript(env, request):
    return import_from_javascript("./tools.mjs").triple(14)


@feature
async def patched_env(env, request):
    from workers import env as before

    with patch_env([("GREETING", "patched")], EXTRA=1):
        from workers import env as during

        inside = [during.GREETING, during.EXTRA, hasattr(during, "VERSION"), env.GREETING]
    return [*inside, before.GREETING, hasattr(before, "EXTRA"), hasattr(before, "VERSION")]


@feature
async def modules(env, request):
    here = Path(__file__).parent
    return [
        double(21),
        (here / "note.txt").read_text().strip(),
        list((here / "blob.dat").read_bytes()),
        __file__,
    ]


@feature
async def process(env, request):
    return [sys.executable, sys.path.count(""), os.environ["LANG"], os.environ["HOME"]]


@feature
async def pth_file(env, request):
    return "_workers_sdk_patch_loader" in sys.modules


@feature
async def entropy(env, request):
    return [str(uuid.uuid4()), secrets.token_hex(8), random.random()]


@feature
async def outbound(env, request):
    target = request.url.partition("?")[2]
    response = await fetch(target, method="POST", body="ping", headers={"x-b": "c"})
    return [response.status, await response.text()]


@feature
async def outbound_cut(env, request):
    try:
        await fetch(request.url.partition("?")[2], method="POST", body="ping")
    except Exception as error:
        return str(error)


@feature
async def tcp(env, request):
    host, _, port = request.url.partition("?")[2].partition(":")
    connection = http.client.HTTPConnection(host, int(port))
    connection.request("POST", "/blocking", body=b"ping")
    blocking = json.loads(connection.getresponse().read())
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /stream HTTP/1.0\r\ncontent-length: 4\r\n\r\npong")
    streamed = json.loads((await reader.read()).split(b"\r\n\r\n")[1])
    writer.close()
    return [[each["path"], each["body"]] for each in (blocking, streamed)]


@feature
async def tcp_refused(env, request):
    try:
        http.client.HTTPConnection("127.0.0.1", 1).connect()
    except OSError:
        return True


@feature
async def cookies(env, request):
    return Response("ok", headers=[("set-cookie", "a=1"), ("set-cookie", "b=2")])


@feature
async def gathered(env, request):
    async def one(i):
        await asyncio.sleep(0.01 * (5 - i))
        return i

    return await asyncio.gather(*[one(i) for i in range(5)])


@feature
async def printed(env, request):
    print("printed by python")
    js.console.warn("warned by javascript")
    return True


@feature
async def raises(env, request):
    raise ValueError("raised on purpose")


@feature
async def classes(env, request):
    made = Request("http://x/y", method="PUT")
    return [made.method, Response.json({"a": 1}).status]


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        name = request.url.split("/")[3].split("?")[0]
        if name == "assets-first":
            return Response("the worker came first")
        if name == "later_ctx":

            async def after():
                await self.env.KV.put("later-ctx", "done")

            self.ctx.waitUntil(after())
            return Response("sent")
        if name == "raises":
            return await raises(self.env, request)
        if name not in FEATURES:
            return Response("no such feature", status=404)
        try:
            result = await FEATURES[name](self.env, request)
        except Exception as error:
            return Response("".join(traceback.format_exception(error)), status=599)
        return result if hasattr(result, "js_object") else Response.json(result)

    async def scheduled(self, controller, env, ctx):
        await self.env.KV.put("cron", f"{controller.cron} {int(controller.scheduledTime)}")

    async def queue(self, batch, env, ctx):
        seen = json.loads(await self.env.KV.get("queue") or "[]")
        for message in batch.messages:
            if message.body["id"] == "retry":
                message.retry()
            else:
                seen.append(message.body["id"])
                message.ack()
        await self.env.KV.put("queue", json.dumps(seen))

    async def greet(self, name):
        return f"{self.env.GREETING} {name}"
