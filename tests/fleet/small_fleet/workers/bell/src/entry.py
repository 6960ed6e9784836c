"""A worker for the tests of ``fleet dev``: it does what its path says."""

import json

from workers import Response, fetch


async def on_fetch(request, env, ctx):
    """Answer by path, and log the request as the fleet's workers do."""
    path = "/" + request.url.split("/", 3)[-1]
    log = {"level": "info", "event": "request", "worker": "bell", "request_id": "req-1"}
    log |= {"method": request.method, "path": path, "status": 200, "duration_ms": 1.5}
    print(json.dumps(log))  # noqa: T201
    if path == "/fails":
        raise ValueError("the bell is cracked")
    if path in ANSWERS:
        return await ANSWERS[path](env)
    return Response(env.GREETING)


async def ring(env):
    """Post to Slack and pass its answer on."""
    body = json.dumps({"channel": "#bells", "text": "ding"})
    headers = {"content-type": "application/json", "authorization": f"Bearer {env.BELL_KEY}"}
    url = f"{env.SLACK_API_URL}/chat.postMessage"
    answer = await fetch(url, method="POST", headers=headers, body=body)
    return Response(await answer.text(), status=answer.status)


async def stranger(env):
    """Ask a host that nobody stands in for."""
    answer = await fetch("https://example.com/hello")
    return Response(await answer.text(), status=answer.status)


async def count(env):
    """Ask the ledger over the binding."""
    answer = await env.LEDGER.fetch("http://ledger/count")
    return Response(await answer.text(), status=answer.status)


async def remember(env):
    """Write to KV."""
    await env.CACHE_KV.put("bell/last", "ding")
    return Response("remembered")


async def secrets(env):
    """Tell the secrets, which no real worker would."""
    return Response.json({"ADMIN_TOKEN": env.ADMIN_TOKEN, "BELL_KEY": env.BELL_KEY})


async def on_scheduled(event, env, ctx):
    """Note the moment that the schedule ran for."""
    await env.CACHE_KV.put("bell/cron", f"{event.cron} {int(event.scheduledTime)}")


ANSWERS = {
    "/ring": ring,
    "/stranger": stranger,
    "/count": count,
    "/remember": remember,
    "/secrets": secrets,
}
