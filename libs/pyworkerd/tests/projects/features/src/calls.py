"""Calls between workers: RPC and service bindings."""

from pyodide.ffi import create_proxy
from registry import feature


@feature
async def rpc(env, request):
    return [
        await env.NEIGHBOUR.add(2, 3),
        await env.NEIGHBOUR.describe({"a": [1, None]}),
        await env.ADMIN.ping("me"),
    ]


@feature
async def rpc_error(env, request):
    try:
        await env.NEIGHBOUR.fail()
    except Exception as error:
        return "neighbour is unwell" in str(error)


@feature
async def rpc_missing(env, request):
    try:
        await env.NEIGHBOUR.nothing()
    except Exception as error:
        return "nothing" in str(error)


@feature
async def rpc_script(env, request):
    return [
        await env.SCRIPT.multiply(6, 7),
        await (await env.SCRIPT.fetch("http://script/a")).text(),
        await env.SCRIPT.send("word"),
        await env.SCRIPT.next("one"),
    ]


@feature
async def rpc_callback(env, request):
    seen = []
    await env.SCRIPT.call_back(create_proxy(lambda value: seen.append(value)))
    return seen


@feature
async def circle(env, request):
    return await (await env.NEIGHBOUR.fetch("http://neighbour/back")).text()


@feature
async def self_binding(env, request):
    return await (await env.SELF.fetch("http://features/plain?q=1")).json()
