"""A lead-bot for the tests of sms: it keeps what it is asked, and answers as the text says."""

import asyncio
import json

from workers import Response

ODD = {"say nothing": {"reply": " "}, "say something odd": {"text": "hm"}}


async def on_fetch(request, env, ctx):
    """Answer ``POST /api/message``: as lead-bot does, unless the text wants another."""
    if request.method == "GET":
        return Response.json({"status": "ok", "worker": "lead-bot", "version": "1"})
    asked = json.loads(await request.text())
    key = request.headers["Idempotency-Key"]
    kept = await env.BOT_KV.list()
    await env.BOT_KV.put(f"{len(kept.keys):03}", json.dumps({**asked, "key": key}))
    words = asked["message"]
    if words == "refuse":
        return Response.json({"detail": "It is too long."}, status=413)
    if words == "fail":
        return Response.json({"detail": "A bug."}, status=500)
    if words == "think":
        await asyncio.sleep(2)
    if words == "hang":
        await asyncio.sleep(60)
    said = {"reply": f"Is it {words} that you ask?", "lead_id": "lead_of_the_bot"}
    session = {"session_id": "bot_1", "slots": {}, "missing": ["address"], "qualified": False}
    return Response.json({**session, **ODD.get(words, said)})
