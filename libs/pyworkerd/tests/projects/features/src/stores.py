"""KV, D1, R2 and queues."""

import json

from registry import feature


@feature
async def kv(env, request):
    await env.KV.put("a", "1", {"metadata": {"m": 1}})
    await env.KV.put("b", json.dumps({"x": [1]}))
    listed = await env.KV.list({"prefix": "a"})
    found = await env.KV.getWithMetadata("a")
    parsed = await env.KV.get("b", "json")
    await env.KV.delete("a")
    return [
        [k["name"] for k in listed["keys"]],
        found["value"],
        found["metadata"],
        parsed,
        await env.KV.get("a"),
    ]


@feature
async def d1(env, request):
    db = env.DB
    await db.exec("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v TEXT)")
    await db.prepare("DELETE FROM t").run()
    results = await db.batch(
        [
            db.prepare("INSERT INTO t (v) VALUES (?)").bind("one"),
            db.prepare("INSERT INTO t (v) VALUES (?)").bind(None),
            db.prepare("SELECT count(*) AS n FROM t"),
        ]
    )
    first = await db.prepare("SELECT v FROM t WHERE v = ?").bind("one").first()
    missing = await db.prepare("SELECT v FROM t WHERE id = 99").first()
    session = db.withSession("first-primary")
    inside = await session.prepare("SELECT count(*) AS n FROM t").first()
    return [results[2]["results"], first, missing, inside["n"]]


@feature
async def d1_error(env, request):
    try:
        await env.DB.prepare("SELECT * FROM nothing_there").all()
    except Exception as error:
        return "nothing_there" in str(error)


@feature
async def r2(env, request):
    await env.BUCKET.put("text", "hello", {"customMetadata": {"a": "b"}})
    await env.BUCKET.put("binary", b"\x00\x01")
    text = await (await env.BUCKET.get("text")).text()
    head = await env.BUCKET.head("text")
    return [text, head.customMetadata["a"], head.size, await env.BUCKET.get("missing")]


@feature
async def queue_send(env, request):
    await env.QUEUE.send({"id": 1})
    await env.QUEUE.sendBatch([{"body": {"id": 2}}, {"body": {"id": 3}}])
    return "sent"


@feature
async def queue_seen(env, request):
    return sorted(json.loads(await env.KV.get("queue") or "[]"))
