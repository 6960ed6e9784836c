"""Answers with what it is bound to."""

from workers import Response


async def on_fetch(request, env, ctx):
    """Tell a var, and count the visits in KV."""
    visits = int(await env.CACHE_KV.get("visits") or 0) + 1
    await env.CACHE_KV.put("visits", str(visits))
    return Response.json({"lamp": env.LAMP_URL, "visits": visits})
